//! The program: reads what the user wants, plays the game, and says how it went.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use game_loop::{Game, Options};
use indicatif::ProgressBar;

fn main() -> Result<()> {
    let options = Options::parse();
    let Options { seed, seconds, view, .. } = options;
    ensure!(!view || io::stdout().is_terminal(), "--view needs a terminal: leave it out, or take --frames");
    let progress = if view { ProgressBar::hidden() } else { ProgressBar::new(options.steps()) };
    let mut game = Game::new(options);
    game.progress = progress;
    let stop = game.stop();
    ctrlc::set_handler(move || stop.now()).context("cannot listen to Ctrl-C")?;
    say(&format!("Seed {seed}, {seconds} s of the game; {} ends it\n", if view { "q" } else { "Ctrl-C" }))?;
    say(&game.play()?.to_string())
}

/// Writes to stdout. Whoever read it, as `head` does, may have seen enough; the game goes on to its end.
fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write the report"),
    }
}
