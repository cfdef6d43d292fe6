//! Channels of several shards: who waits for any of them, beside who waits for one.

use hel::channel::mpmc;

use crate::check::check;
use crate::common::{AtHome, Bounded, ByGroup, ByHasher, ByLoad, RoundRobin};
use crate::plot::{End, FOUR, Plot, Stage};
use crate::senders::{ALL, Way};
use crate::value::Value;

/// Two senders of each value to the next shard; two receivers of any shard, and one of each shard.
fn any_beside_each<const CAP: usize>(menu: &'static [Way], passers_by: usize) {
    let plot = Plot { menu, passers_by, end: End::Drained, ..FOUR };
    check(move || {
        let (tx, rx) = mpmc::round_robin::<Value, CAP>(2);
        let mut stage = Stage::new(plot);
        for _ in 0..plot.senders {
            stage.add_sender(tx.clone());
        }
        for shard in 0..2 {
            stage.add_receiver(rx.receiver(shard).expect("two shards").clone());
        }
        stage.add_receiver(rx.clone());
        stage.add_receiver(rx);
        drop(tx);
        stage.finish();
    });
}

#[test]
fn receivers_of_any_shard_beside_receivers_of_each() {
    any_beside_each::<1>(ALL, 0);
}

#[test]
fn plain_receivers_of_any_shard_beside_receivers_of_each() {
    any_beside_each::<2>(&[Way::Plain], 0);
}

/// The receivers of any shard give up: what they were woken for goes to the receivers of the shards.
#[test]
fn receivers_of_any_shard_give_up_beside_receivers_of_each() {
    any_beside_each::<1>(&[Way::Plain], 2);
}

#[test]
fn round_robin_wakes_whoever_waits_for_any_shard() {
    FOUR.check::<RoundRobin<1>>();
}

#[test]
fn round_robin_wakes_those_who_wait_plainly() {
    Plot { menu: &[Way::Plain], each: 3, ..FOUR }.check::<RoundRobin<1>>();
}

#[test]
fn who_gives_up_on_any_shard_leaves_nobody_asleep() {
    Plot { menu: &[Way::Plain], passers_by: 2, end: End::Drained, ..FOUR }.check::<RoundRobin<1>>();
}

#[test]
fn workers_that_help_leave_nobody_asleep() {
    FOUR.check::<AtHome<1>>();
}

#[test]
fn the_emptier_shard_wakes_whoever_waits_for_any() {
    FOUR.check::<ByLoad<1>>();
}

#[test]
fn sinks_that_wait_for_room_leave_none_unused() {
    Plot { menu: &[Way::Sink], each: 3, ..FOUR }.check::<Bounded<1>>();
    Plot { menu: &[Way::Sink, Way::Plain], ..FOUR }.check::<RoundRobin<1>>();
}

#[test]
fn keyed_values_keep_their_order_and_wake_their_receivers() {
    FOUR.check::<ByHasher<1>>();
}

#[test]
fn grouped_values_keep_their_order_and_wake_their_receivers() {
    Plot { end: End::Drained, ..FOUR }.check::<ByGroup<2>>();
}

#[test]
fn batches_over_shards_wake_everyone_they_are_for() {
    Plot { menu: &[Way::Batch, Way::Plain], each: 3, ..FOUR }.check::<ByHasher<2>>();
}
