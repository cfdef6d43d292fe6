//! Four programs of the kind that the crate is for, small, each with a result that is checked.
#![cfg(not(any(hel_loom, hel_shuttle)))]

#[path = "../common/mod.rs"]
mod common;

mod event_system;
mod game_loop;
mod matching_engine;
mod risk_manager;
