//! What the user may ask for.

use std::path::PathBuf;

use clap::builder::{RangedU64ValueParser, TypedValueParser};
use clap::{Parser, ValueEnum};

use crate::world::{MOST_AGENTS, STEPS_PER_SECOND};

/// A game at 60 steps a second: agents hunt food in a maze, and bump into each other.
///
/// Physics, audio, main loop and renderers are threads, the agents think in tasks, and hel's channels join them. What physics
/// needs is never dropped; what is for eyes and ears is, and is counted. The outcome depends on the seed alone: it is compared
/// with that of a referee, a thread that plays the same game alone.
#[derive(Debug, Parser)]
#[command(name = "game-loop", max_term_width = 80, after_help = EXAMPLES)]
pub struct Options {
    /// How long to play; Ctrl-C ends it before
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub seconds: u32,
    /// What maze and luck are made of: the same seed, the same game
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How many agents hunt
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = one_to(MOST_AGENTS))]
    pub agents: usize,
    /// How many tasks find ways
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = one_to(256))]
    pub thinkers: usize,
    /// How many threads draw
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = one_to(64))]
    pub renderers: usize,
    /// Where the tasks run
    #[arg(long, value_enum, default_value_t = Runtime::Tokio)]
    pub runtime: Runtime,
    /// Play without a clock, as fast as it goes; most frames are dropped then
    #[arg(long, conflicts_with = "view")]
    pub fast: bool,
    /// Watch it in this terminal, of 80 columns and 24 lines or more; q ends it
    #[arg(long)]
    pub view: bool,
    /// Write each frame that is drawn into this directory, as a PNG file
    #[arg(long, value_name = "DIR")]
    pub frames: Option<PathBuf>,
    /// Write what is heard into this WAV file
    #[arg(long, value_name = "FILE")]
    pub wav: Option<PathBuf>,
}

impl Options {
    /// How many steps the game has.
    pub fn steps(&self) -> u64 {
        u64::from(self.seconds) * u64::from(STEPS_PER_SECOND)
    }
}

/// An async runtime, with a thread per core or with one. Every line of the tasks is the same for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "these are the names of the runtimes")]
pub enum Runtime {
    Tokio,
    Smol,
}

fn one_to(most: usize) -> impl TypedValueParser<Value = usize> {
    RangedU64ValueParser::<usize>::new().range(1..=most as u64)
}

const EXAMPLES: &str = "\
Examples:
  game-loop                                    ten seconds, and how it went
  game-loop --view --seconds 60                watch it
  game-loop --frames frames --wav game.wav     keep what is seen and heard
  game-loop --fast --seconds 3600 --agents 64  an hour in a few moments";
