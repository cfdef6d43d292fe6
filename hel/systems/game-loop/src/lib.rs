//! A game at 60 steps a second, whose parts are threads and tasks that talk over hel's channels.
//!
//! ```text
//!               least_loaded             bounded
//!   physics ------------------> AI tasks ---------> physics     needed: waited for, never dropped
//!      |  spsc, to each
//!      +------------------------> referee                       plays the same game alone, to compare
//!      v          round_robin              bounded
//!   main loop ==================> renderers ---------> screen   for the eyes: dropped when late
//!      |  spsc
//!      +========================> audio                         for the ears: dropped when late
//! ```
//!
//! The single arrows wait for room (`send`, `send_async`), the double ones never do (`try_send`).
//! The state of the world depends on the seed and the number of steps alone: what an agent asked at step k, it learns at step
//! k + 6. An answer that comes before is kept, for one that comes later physics waits; and nothing comes back from eyes and ears.

mod ai;
mod audio;
mod cli;
mod game;
mod main_loop;
mod maze;
mod path;
mod physics;
mod picture;
mod render;
mod report;
mod screen;
mod solo;
mod stop;
#[cfg(test)]
mod tests;
mod world;

pub use cli::{Options, Runtime};
pub use game::Game;
pub use report::Report;
pub use stop::Stop;
