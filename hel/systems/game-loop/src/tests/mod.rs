//! The game as a whole, and its ways.

mod files;
mod game;
mod path;

use std::{thread, time::Duration};

use anyhow::Result;
use clap::Parser;
use hel::channel::mpmc::bounded;

use crate::{Game, Options, report::Report};

/// The game that a command line asks for.
fn game(arguments: &str) -> Game {
    Game::new(Options::parse_from(["game-loop"].into_iter().chain(arguments.split_whitespace())))
}

/// Plays it, and fails when it hangs.
fn end_of(game: Game) -> Result<Report> {
    let (tx, rx) = bounded::<_, 1>();
    thread::spawn(move || tx.send(game.play()).expect("somebody waits"));
    rx.recv_timeout(Duration::from_mins(3)).expect("it ends")
}

/// Plays without a clock.
fn play(seed: u64, arguments: &str) -> Report {
    end_of(game(&format!("--fast --seed {seed} {arguments}"))).unwrap()
}
