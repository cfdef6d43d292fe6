//! The command line.

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use crate::consume::{self, Consume};
use crate::demo::{self, Demo};
use crate::process::become_child;
use crate::produce::{self, Produce};
use anyhow::Result;
use clap::{Parser, Subcommand};

/// Carries a keyed channel of hel to other processes, over NATS.
///
/// Without a command it runs the demo: a server of its own, two producers and two consumers, real flights keyed by aircraft.
/// The server and a consumer are killed in the middle, and still each aircraft's answer must be that of a plain loop.
#[derive(Debug, Parser)]
#[command(name = "shard-bridge", max_term_width = 80, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    demo: Demo,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a server, producers and consumers, kill some, compare the answers (needs nats-server)
    Demo(Demo),
    /// Send flights to a stream
    Produce(Produce),
    /// Handle the flights of a stream, and keep the answers in files
    Consume(Consume),
    /// Become a program that ends with its parent
    #[command(hide = true)]
    Child {
        parent: u32,
        program: PathBuf,
        #[arg(allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

const EXAMPLES: &str = "\
Examples:
  shard-bridge demo --rows 5000         a shorter demo

  nats-server -js &                     by hand: a server,
  shard-bridge consume &                somebody who waits for flights,
  shard-bridge produce --rate 2000      and somebody who sends them
  shard-bridge consume --shards 1,3     some shards; the others are another's";

/// Runs what the command line asks for.
pub fn main() -> Result<()> {
    let cli = Cli::parse();
    match run(cli.command.unwrap_or(Command::Demo(cli.demo))) {
        // Whoever read it, as `head` does, has seen enough.
        Err(error) if error.downcast_ref().map(io::Error::kind) == Some(ErrorKind::BrokenPipe) => Ok(()),
        result => result,
    }
}

fn run(command: Command) -> Result<()> {
    let stop = Arc::new(AtomicBool::new(false)); // all loops look at it
    let ctrl_c = Arc::clone(&stop);
    ctrlc::set_handler(move || ctrl_c.store(true, Relaxed))?;
    let (json, report) = match command {
        Command::Demo(options) => return demo::run(&options, &stop),
        Command::Child { parent, program, arguments } => return become_child(parent, &program, &arguments),
        Command::Produce(options) => (options.link.json, produce::run(&options, &stop)?),
        Command::Consume(options) => (options.link.json, consume::run(&options, &stop)?),
    };
    if !json {
        let end = if stop.load(Relaxed) { "\nStopped: the same command goes on from here." } else { "" };
        writeln!(io::stdout(), "{report}{end}")?;
    }
    Ok(())
}
