//! `hel-bench`: measures, compares and prints. `cargo xtask bench` builds and starts it.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use hel_bench::allocator::Counting;
use hel_bench::cli::BenchArgs;
use hel_bench::{supervise, worker};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What hel costs beside other libraries, measured on this machine
#[derive(Debug, Parser)]
#[command(name = "hel-bench")]
struct Cli {
    #[command(flatten)]
    bench: BenchArgs,
    /// Do the runs that the standard input asks for; this program starts itself so
    #[arg(long, hide = true, exclusive = true)]
    worker: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = if cli.worker {
        worker::serve().map(|()| ExitCode::SUCCESS).map_err(anyhow::Error::from)
    } else {
        supervise::run(&cli.bench)
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        // 1 is for what was measured; this is for what was not.
        ExitCode::from(2)
    })
}
