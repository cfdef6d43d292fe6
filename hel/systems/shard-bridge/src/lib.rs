//! A keyed channel that goes on in other processes, and survives their deaths. README.md shows who sends to whom.
//!
//! * **Order per aircraft.** One producer fills a shard ([`placement`]), one batch of a shard is under way ([`bridge`]), and the
//!   receiver takes the messages by their numbers ([`batch`]).
//! * **At least once.** A producer repeats a batch until it is stored; a consumer acknowledges what its saved answers hold.
//! * **No duplicates.** The server knows a repeated batch by its id, the receiver a redelivered one by the numbers, which it
//!   saves together with the answers ([`state`]).
//!
//! Read [`produce`] and [`consume`] first. [`demo`] runs them all and kills some.

#![cfg(unix)]
#![allow(clippy::missing_errors_doc, reason = "a program's: the messages say what happened and what to do")]

pub mod answer;
pub mod batch;
pub mod bridge;
pub mod consume;
pub mod demo;
pub mod flight;
pub mod placement;
pub mod process;
pub mod produce;
pub mod report;
pub mod server;
pub mod state;
