//! What the user may ask for.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Parser, ValueEnum};

/// The file that comes with the project, wherever the program is started from.
pub(crate) const JANUARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/flights-2013-01.csv");

/// Tallies real flights by aircraft and carrier, through sharded channels that join threads and tasks.
///
/// A blocking thread reads the file and sends each flight to the shard of its aircraft. One task per shard tallies what it
/// receives. A second thread merges the tallies, and the result must equal that of a plain loop over the same file.
#[derive(Debug, Parser)]
#[command(name = "flights", after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// A CSV file of flights in time order; data/README.md names the columns
    #[arg(long, value_name = "PATH", default_value = JANUARY, hide_default_value = true)]
    pub(crate) file: PathBuf,

    /// How many shards, and so how many tasks
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) shards: usize,

    /// How many times to run the whole pipeline, each time from nothing; above 1, the file is parsed once, beforehand
    ///
    /// With --table, how many times for each cell: 20, if not told.
    #[arg(long, value_name = "N", default_value_t = 1, default_value_if("table", "true", "20"), value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) repeat: u32,

    /// Where the tasks run
    #[arg(long, value_enum, default_value_t = Runtime::Tokio)]
    pub(crate) runtime: Runtime,

    /// A table in place of the report: messages per second with 1 to 64 shards, on each runtime
    #[arg(long, conflicts_with_all = ["shards", "runtime"])]
    pub(crate) table: bool,
}

/// An async runtime. The channels are the same for all, and so is every line of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Runtime {
    /// tokio, with a worker thread per core
    Tokio,
    /// async-std, with its global pool
    AsyncStd,
    /// smol, with its global executor: one thread, unless `SMOL_THREADS` says otherwise
    Smol,
}

impl Runtime {
    /// In the order of `--help`.
    pub(crate) const ALL: [Self; 3] = [Self::Tokio, Self::AsyncStd, Self::Smol];
}

const EXAMPLES: &str = "\
Examples:
  flights                              January 2013, 4 shards, tokio
  flights --shards 64 --runtime smol   many more shards than cores
  flights --repeat 200                 5.4 million flights: how fast, and is any lost?
  flights --table                      how many shards? all runtimes, side by side";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_is_well_formed() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn no_shards_and_no_rounds_are_refused() {
        assert!(Cli::try_parse_from(["flights", "--shards", "0"]).is_err());
        assert!(Cli::try_parse_from(["flights", "--repeat", "0"]).is_err());
    }

    #[test]
    fn table_has_rounds_of_its_own_and_all_shards() {
        assert_eq!(Cli::parse_from(["flights"]).repeat, 1);
        assert_eq!(Cli::parse_from(["flights", "--table"]).repeat, 20);
        assert_eq!(Cli::parse_from(["flights", "--table", "--repeat", "3"]).repeat, 3);
        assert!(Cli::try_parse_from(["flights", "--table", "--shards", "4"]).is_err());
    }
}
