//! The program: reads what the user wants, plays the game, and says how it went.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use game_loop::{Game, Options};
use indicatif::{ProgressBar, ProgressStyle};

fn main() -> Result<()> {
    let options = Options::parse();
    let Options { seed, seconds, view, .. } = options;
    ensure!(
        !view || io::stdout().is_terminal(),
        "--view needs a terminal: leave it out, or write pictures with --frames DIR"
    );
    let style = ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} steps, {eta} left")?;
    let progress = ProgressBar::new(options.steps()).with_style(style);
    let mut game = Game::new(options);
    if !view {
        game.progress = progress; // It shows itself on a terminal only.
    }
    let stop = game.stop();
    ctrlc::set_handler(move || stop.now()).context("cannot listen to Ctrl-C")?;
    say(&format!("Seed {seed}, {seconds} s of the game; {} ends it\n", if view { "q" } else { "Ctrl-C" }))?;

    let report = game.play()?;
    say(&report.to_string())?;
    report.check(seed)?;
    say(&format!("\nThe last state, {:016x}, is that of a single thread\n", report.checksum()))
}

/// Writes to stdout. Whoever read it, as `head` does, may have seen enough; the game goes on to its end.
fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write the report"),
    }
}
