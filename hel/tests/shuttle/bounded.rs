//! A plain channel: four senders and four receivers, of which two of each are threads and two are tasks.

use crate::common::Bounded;
use crate::plot::{End, FOUR, Plot};
use crate::senders::Way;

#[test]
fn every_way_to_wait_through_one_slot() {
    FOUR.check::<Bounded<1>>();
}

#[test]
fn every_way_to_wait_through_two_slots() {
    FOUR.check::<Bounded<2>>();
}

#[test]
fn plain_waits_through_one_slot() {
    Plot { menu: &[Way::Plain], ..FOUR }.check::<Bounded<1>>();
}

#[test]
fn plain_waits_through_two_slots() {
    Plot { menu: &[Way::Plain], each: 3, end: End::Drained, ..FOUR }.check::<Bounded<2>>();
}

#[test]
fn batches_beside_single_values() {
    Plot { menu: &[Way::Batch, Way::Plain], each: 3, ..FOUR }.check::<Bounded<2>>();
}

/// A wakeup that reaches somebody who gives up goes on to somebody who stays.
#[test]
fn who_gives_up_leaves_nobody_asleep() {
    Plot { menu: &[Way::Plain], passers_by: 2, end: End::Drained, ..FOUR }.check::<Bounded<1>>();
}

#[test]
fn who_gives_up_leaves_nobody_asleep_behind_two_slots() {
    Plot { passers_by: 2, end: End::Drained, ..FOUR }.check::<Bounded<2>>();
}
