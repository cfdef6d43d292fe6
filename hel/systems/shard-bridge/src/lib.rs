//! A keyed channel that goes on in other processes, and survives their deaths. README.md shows who sends to whom; here is how order
//! is kept ([`placement`], [`bridge`]), nothing lost ([`produce`], [`consume`]) and nothing taken twice ([`batch`], [`state`]).
//! Read [`produce`] and [`consume`] first. [`demo`] runs them all and kills some.

#![cfg(unix)]
#![allow(clippy::missing_errors_doc, reason = "a program's: the messages say what happened and what to do")]

pub mod answer;
pub mod batch;
pub mod bridge;
pub mod cli;
pub mod consume;
pub mod demo;
pub mod flight;
pub mod placement;
pub mod process;
pub mod produce;
pub mod report;
pub mod server;
pub mod state;
