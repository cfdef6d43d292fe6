//! What is counted: for `/metrics`, which the live page reads too, and for the totals at the end.
//!
//! The figures of a channel are hel's own: a monitor reads them from outside, and keeps no channel open.

use std::fmt;

use anyhow::{Result, ensure};
use hel::channel::Monitor;
use hel::channel::mpmc::Stats;
use indicatif::HumanCount;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

/// Counts what comes in and goes out, and knows the channels in between. Clones share their counters.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Events in messages that came in whole.
    pub received: Counter,
    /// Events that went all the way through a shard and its processor.
    pub processed: Counter,
    /// Events that were not taken, with a reason.
    pub refused: Counter,
    /// Subscribers that were cut off because they were too slow.
    pub cut: Counter,
    /// Connections that found all places taken.
    pub turned_away: Counter,
    channels: Channels,
}

/// The channels by name, each with the names of its shards.
#[derive(Debug, Clone, Default)]
struct Channels(Vec<(&'static str, Vec<String>, Monitor)>);

impl Figures {
    /// Adds a channel, whose shards have these names.
    pub fn watch(&mut self, name: &'static str, shards: Vec<String>, monitor: Monitor) {
        self.channels.0.push((name, shards, monitor));
    }

    /// For Prometheus, with the numbers of connections and of subscribers.
    ///
    /// # Panics
    ///
    /// Never: text can always be added to a string.
    pub fn metrics(&self, (connections, subscribers): (u64, u64)) -> String {
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
        registry.register("subscribers", "Those that subscribed", ConstGauge::new(subscribers));
        registry.register_collector(Box::new(self.channels.clone()));
        let mut out = String::new();
        text::encode(&mut out, &registry).expect("a string takes any text");
        out
    }

    /// The promise of the whole program, which holds when it has ended.
    ///
    /// # Errors
    ///
    /// When an event was lost or made up.
    pub fn check(&self) -> Result<()> {
        let sum = self.processed.get() + self.refused.get();
        ensure!(self.received.get() == sum, "an event was lost or made up, which is a bug:\n{self}");
        Ok(())
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

/// A figure of a shard: its name, what it says, where it is.
type Figure = (&'static str, &'static str, fn(&Stats) -> usize);

const FIGURES: [Figure; 3] = [
    ("shard_received", "Values that were taken out of the shard", |stats| stats.received),
    ("shard_queued", "Values that wait in the shard", |stats| stats.queued),
    ("shard_parked_senders", "Who waits for room in the shard", |stats| stats.parked_senders),
];

impl Collector for Channels {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        for (name, help, figure) in FIGURES {
            let mut family = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            for (channel, shards, monitor) in &self.0 {
                for (shard, stats) in shards.iter().zip(monitor.stats()) {
                    let labels = [("channel", *channel), ("shard", shard)];
                    ConstGauge::new(figure(&stats) as u64).encode(family.encode_family(&labels)?)?;
                }
            }
        }
        Ok(())
    }
}
