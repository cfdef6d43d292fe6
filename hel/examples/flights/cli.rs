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
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) repeat: u32,

    /// Where the tasks run
    #[arg(long, value_enum, default_value_t = Runtime::Tokio)]
    pub(crate) runtime: Runtime,
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

const EXAMPLES: &str = "\
Examples:
  flights                              January 2013, 4 shards, tokio
  flights --shards 64 --runtime smol   many more shards than cores
  flights --repeat 200                 5.4 million flights: how fast, and is any lost?";

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
}
