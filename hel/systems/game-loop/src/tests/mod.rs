//! The game as a whole, and its ways.

mod files;
mod game;
mod path;

use clap::Parser;

use crate::{Game, Options, report::Report};

/// The game that a command line asks for.
fn game(arguments: &str) -> Game {
    Game::new(Options::parse_from(["game-loop"].into_iter().chain(arguments.split_whitespace())))
}

/// Plays it without a clock.
fn play(seed: u64, arguments: &str) -> Report {
    game(&format!("--fast --seed {seed} {arguments}")).play().unwrap()
}
