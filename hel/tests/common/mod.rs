//! What more than one test binary needs.
#![allow(dead_code, unused_imports, reason = "each binary uses a part of it")]

mod block_on;
mod endpoints;
mod kinds;
mod program;
mod watchdog;

pub(crate) use block_on::{block_on, poll_once};
pub(crate) use endpoints::{Grouped, Keyed, Rx, Tx};
pub(crate) use kinds::{AtHome, Bounded, ByGroup, ByHasher, ByKey, ByLoad, Kind, Lane, RoundRobin, Split};
pub(crate) use program::this_program;
pub(crate) use watchdog::{eventually, within};
