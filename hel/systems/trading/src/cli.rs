//! What the user may ask for; [`Market`] and [`Settings`] say the rest.

use std::path::PathBuf;

use clap::Parser;

use crate::input::Market;
use crate::pipeline::Settings;

/// Sends orders through risk workers, matching engines and reporters, and says how fast, and what became of them.
///
/// The same orders give the same trades in every run, whatever the shards and the runtime; `--check` proves it. Ctrl-C ends a
/// run early: what was sent comes to its end, and is reported.
#[derive(Debug, Parser)]
#[command(name = "trading", after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Take the orders from a CSV file, instead of making them up
    #[arg(long, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) market: Market,
    /// How many strategies send at once; the symbols are dealt out to them
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) strategies: u16,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

const EXAMPLES: &str = "\
Examples:
  trading --shards 4 --runtime smol --check
  trading --orders 5000000 --symbols 2000 --seed 7
  trading --file orders.csv

A file of orders has these columns. Amounts are whole numbers, a price is in
ticks. A cancel names an order by its id, and must be of the same account.
  kind,id,account,symbol,side,quantity,price
  limit,1,7,ACME,buy,100,1250
  market,2,8,ACME,sell,40,
  cancel,1,7,ACME,,,
A line that makes no sense is reported with its number and left out.";
