//! The bodies: each is written once, over a runtime and a kind of channel.

pub(crate) mod any;
pub(crate) mod cancel;
pub(crate) mod delivery;
pub(crate) mod endings;
pub(crate) mod mixed;
mod runtime;

use std::collections::HashMap;

pub(crate) use runtime::{Runtime, Task};

/// What goes through the channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Message {
    pub(crate) producer: u32,
    pub(crate) number: u32,
}

/// The messages of one producer, numbered from 0 on.
pub(crate) fn messages(producer: u32, count: u32) -> impl Iterator<Item = Message> + Clone {
    (0..count).map(move |number| Message { producer, number })
}

/// One of 64 keys.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "keys are taken from borrowed values")]
pub(crate) fn key(message: &Message) -> u64 {
    u64::from(message.number % 64)
}

/// Checks that what one consumer saw of each shard came in each producer's order.
#[track_caller]
pub(crate) fn assert_in_order(seen: &[(usize, Message)]) {
    let mut last = HashMap::new();
    for (shard, message) in seen {
        let before = last.insert((*shard, message.producer), message.number);
        assert!(before < Some(message.number), "{message:?} of shard {shard} after {before:?}");
    }
}

/// Checks that everything of every producer came once.
#[track_caller]
pub(crate) fn assert_exactly_once(mut received: Vec<Message>, producers: u32, count: u32) {
    received.sort_unstable();
    let expected: Vec<_> = (0..producers).flat_map(|producer| messages(producer, count)).collect();
    assert!(received == expected, "{} messages received of {}", received.len(), expected.len());
}

/// A test of every body on a runtime, for the kinds that it is about.
macro_rules! on_runtime {
    ($runtime:ty) => {
        on_runtime!($runtime, delivery::every_message_comes_once_and_in_order:
            bounded = Bounded<8>, bounded_of_one = Bounded<1>, round_robin = RoundRobin<8>, split = Split<8>,
            shard_key = ByKey<8>, shard_key_with_hasher = ByHasher<8>, shard_group = ByGroup<8>, spsc = Lane<8>);
        on_runtime!($runtime, delivery::every_batch_comes_once:
            bounded = Bounded<8>, round_robin = RoundRobin<8>, split = Split<8>, shard_key = ByKey<8>,
            shard_group = ByGroup<8>, spsc = Lane<8>);
        on_runtime!($runtime, endings::a_close_is_exact:
            bounded = Bounded<4>, round_robin = RoundRobin<4>, shard_key = ByKey<4>, spsc = Lane<4>);
        on_runtime!($runtime, endings::what_was_sent_is_drained_after_the_senders_went:
            bounded = Bounded<256>, round_robin = RoundRobin<256>, shard_group = ByGroup<256>, spsc = Lane<256>);
        on_runtime!($runtime, cancel::cancelled_waits_lose_nothing:
            bounded = Bounded<2>, round_robin = RoundRobin<2>, split = Split<2>, shard_key = ByKey<2>,
            shard_group = ByGroup<2>, spsc = Lane<2>);
        on_runtime!($runtime, cancel::a_timeout_leaves_the_value_with_the_caller:
            bounded = Bounded<1>, round_robin = RoundRobin<1>, shard_key = ByKey<1>, spsc = Lane<1>);
        on_runtime!($runtime, mixed::threads_and_tasks_share_a_channel:
            bounded = Bounded<4>, bounded_of_one = Bounded<1>, round_robin = RoundRobin<4>, split = Split<4>,
            shard_key = ByKey<4>, shard_group = ByGroup<4>, spsc = Lane<4>);
        on_runtime!($runtime, mixed::a_request_and_its_reply_cross_between_thread_and_task);
        on_runtime!($runtime, any::whole_split_and_lent_receivers_share_the_work);
        on_runtime!($runtime, any::any_receivers_follow_every_shard);
    };
    ($runtime:ty, $topic:ident::$body:ident: $($kind:ident = $type:ident<$cap:literal>),+) => {
        mod $body {
            use super::*;
            $(
                #[test]
                fn $kind() {
                    use $crate::{bodies::$topic::$body, common::$type};
                    $crate::common::within(|| <$runtime>::run($body::<$runtime, $type<$cap>>()));
                }
            )+
        }
    };
    ($runtime:ty, $topic:ident::$body:ident) => {
        #[test]
        fn $body() {
            $crate::common::within(|| <$runtime>::run($crate::bodies::$topic::$body::<$runtime>()));
        }
    };
}

pub(crate) use on_runtime;
