//! What is counted: for `/metrics`, which the live page reads too, and for the totals at the end.
//!
//! The figures of a channel are hel's own: a monitor reads them from outside, and keeps no channel open.

use std::fmt;
use std::sync::atomic::AtomicU64;

use hel::channel::Monitor;
use hel::channel::mpmc::Stats;
use indicatif::HumanCount;
use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

/// Counts what comes in and goes out, and knows the channels in between. Clones share their counters.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "`metrics` says what they are")]
pub struct Figures {
    pub received: Counter,
    pub processed: Counter,
    pub refused: Counter,
    pub cut: Counter,
    pub turned_away: Counter,
    /// The channels by name, each with the names of its shards.
    pub(crate) channels: Vec<(&'static str, Vec<String>, Monitor)>,
}

impl Figures {
    /// For Prometheus, with the number of open connections.
    pub(crate) fn metrics(&self, connections: u64) -> String {
        let mut registry = Registry::with_prefix("event_backend");
        for (name, help, counter) in [
            ("received", "Events in messages that came in whole", &self.received),
            ("processed", "Events that their processor is done with", &self.processed),
            ("refused", "Events that were not taken", &self.refused),
            ("cut", "Subscribers that were cut off because they were too slow", &self.cut),
            ("turned_away", "Connections that found all places taken", &self.turned_away),
        ] {
            registry.register(name, help, counter.clone());
        }
        registry.register("connections", "Sockets that are open", ConstGauge::new(connections));
        let mut of_shards = |name, help, figure: fn(&Stats) -> usize| {
            let family = Family::<_, Gauge<u64, AtomicU64>>::default();
            for (channel, shards, monitor) in &self.channels {
                for (shard, stats) in shards.iter().zip(monitor.stats()) {
                    let labels = [("channel", (*channel).to_owned()), ("shard", shard.clone())];
                    family.get_or_create(&labels).set(figure(&stats) as u64);
                }
            }
            registry.register(name, help, family);
        };
        of_shards("shard_received", "Values that were taken out of the shard", |stats| stats.received);
        of_shards("shard_queued", "Values that wait in the shard", |stats| stats.queued);
        of_shards("shard_parked_senders", "Who waits for room in the shard", |stats| stats.parked_senders);
        let mut out = String::new();
        text::encode(&mut out, &registry).expect("a string takes any text");
        out
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { received, processed, refused, cut, turned_away, .. } = self;
        let [received, processed, refused, cut, turned_away] =
            [received, processed, refused, cut, turned_away].map(|counter| HumanCount(counter.get()));
        writeln!(f, "events       {received} received = {processed} processed + {refused} refused")?;
        write!(f, "connections  {cut} slow subscribers cut off, {turned_away} turned away")
    }
}
