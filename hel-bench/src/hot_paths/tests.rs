use std::fmt::Debug;

use super::*;

const ROUNDS: u64 = 3 * CAP as u64;

fn gives_back_what_it_is_sent<L: Loopback + Default + Debug>() {
    let mut channel = L::default();
    for value in 0..ROUNDS {
        assert_eq!(channel.try_pair(value), Some(value), "{channel:?}");
        assert_eq!(channel.blocking_pair(value), Some(value), "{channel:?}");
        assert_eq!(channel.async_pair(value), Some(value), "{channel:?}");
    }
    let mut values = batch();
    for _ in 0..ROUNDS {
        assert_eq!(channel.batch_pair(&mut values), Some(scale::BATCH as usize), "{channel:?}");
        values.sort_unstable();
        assert_eq!(values, batch(), "{channel:?}");
    }
}

#[test]
fn every_channel_gives_back_what_it_is_sent() {
    gives_back_what_it_is_sent::<Bounded>();
    gives_back_what_it_is_sent::<RoundRobin>();
    gives_back_what_it_is_sent::<ShardKey>();
    gives_back_what_it_is_sent::<ShardGroup>();
    gives_back_what_it_is_sent::<Lane>();
}

#[test]
fn every_ring_gives_back_what_it_is_given() {
    let (mut mpmc, mut spsc) = (MpmcRing::empty(), SpscRing::empty());
    for value in 0..ROUNDS {
        assert_eq!(mpmc.push_pop(value), Some(value));
        assert_eq!(spsc.push_pop(value), Some(value));
    }
}
