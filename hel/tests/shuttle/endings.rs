//! How channels end, in the middle of everything: what was sent is received, what was not is handed back, everybody hears.

use crate::common::{Bounded, ByHasher, Lane, RoundRobin, Split};
use crate::plot::{End, FOUR, ONE, Plot};
use crate::senders::Way;

fn ends(end: End) -> Plot {
    Plot { end, ..FOUR }
}

#[test]
fn a_close_of_a_channel_is_exact_and_wakes_everyone() {
    ends(End::Closed).check::<Bounded<1>>();
}

#[test]
fn a_close_wakes_those_who_wait_plainly() {
    Plot { menu: &[Way::Plain], ..ends(End::Closed) }.check::<Bounded<2>>();
}

/// A sender that claimed its slot before the close publishes after it, and nobody acts behind it.
#[test]
fn a_send_in_the_middle_of_a_close_leaves_no_receiver_asleep() {
    Plot { each: 1, ..ends(End::Closed) }.check::<Bounded<2>>();
}

#[test]
fn a_close_of_all_shards_is_exact_and_wakes_everyone() {
    ends(End::Closed).check::<RoundRobin<1>>();
}

#[test]
fn a_close_of_keyed_shards_is_exact_and_wakes_everyone() {
    ends(End::Closed).check::<ByHasher<1>>();
}

#[test]
fn a_close_of_a_lane_is_exact_and_wakes_everyone() {
    Plot { end: End::Closed, ..ONE }.check::<Lane<1>>();
}

#[test]
fn what_was_sent_is_received_after_the_last_sender_went() {
    ends(End::SendersGo).check::<Bounded<1>>();
}

#[test]
fn what_was_sent_to_shards_is_received_after_the_last_sender_went() {
    ends(End::SendersGo).check::<Split<2>>();
}

#[test]
fn what_was_sent_to_a_lane_is_received_after_its_sender_went() {
    Plot { end: End::SendersGo, ..ONE }.check::<Lane<2>>();
}

#[test]
fn senders_hear_that_the_last_receiver_went() {
    ends(End::ReceiversGo).check::<Bounded<1>>();
}

#[test]
fn senders_hear_that_the_last_receiver_of_all_shards_went() {
    ends(End::ReceiversGo).check::<RoundRobin<2>>();
}

#[test]
fn senders_hear_of_each_shard_whose_receiver_went() {
    ends(End::ReceiversGo).check::<Split<1>>();
}

#[test]
fn a_sender_hears_that_the_receiver_of_its_lane_went() {
    Plot { end: End::ReceiversGo, ..ONE }.check::<Lane<1>>();
}
