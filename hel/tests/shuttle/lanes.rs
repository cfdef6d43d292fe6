//! Lanes: one sender, one receiver, each a thread or a task.

use crate::common::Lane;
use crate::plot::{End, FOUR, ONE, Plot};
use crate::senders::Way;

#[test]
fn a_lane_of_one_slot() {
    ONE.check::<Lane<1>>();
}

#[test]
fn a_lane_of_two_slots() {
    ONE.check::<Lane<2>>();
}

#[test]
fn a_lane_whose_futures_are_cancelled() {
    Plot { menu: &[Way::Cancelled], ..ONE }.check::<Lane<1>>();
}

#[test]
fn a_lane_of_plain_waits() {
    Plot { menu: &[Way::Plain], end: End::Drained, ..ONE }.check::<Lane<2>>();
}

#[test]
fn four_lanes_side_by_side() {
    FOUR.check::<Lane<1>>();
}
