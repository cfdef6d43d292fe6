//! What the parts counted, each for itself while it ran, put together at the end.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use hdrhistogram::Histogram;
use hel::channel::mpmc::Stats;

use crate::order::{Order, Report};
use crate::risk::Reject;

/// How an order ended: with the engine's report, or at risk, for a reason.
pub(crate) type Fate = Result<Report, (Order, Reject)>;

/// The order that a fate is about.
pub(crate) fn order(fate: &Fate) -> &Order {
    fate.as_ref().map_or_else(|(order, _)| order, |report| &report.order)
}

/// What a risk worker counted, or a reporter.
pub(crate) struct Tally {
    /// Nanoseconds from a strategy's send to the decision, or the report, of each order.
    pub(crate) latency: Histogram<u64>,
    pub(crate) rejects: BTreeMap<Reject, usize>,
    pub(crate) fills: usize,
    /// Orders that were cancelled, whole or what was left of them.
    pub(crate) cancelled: usize,
    /// Of the orders that ended here, in order, if they are to be kept.
    pub(crate) fates: Option<Vec<Fate>>,
}

impl Tally {
    pub(crate) fn new(keep_fates: bool) -> Self {
        let latency = Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("the bounds are in order");
        Self { latency, rejects: BTreeMap::new(), fills: 0, cancelled: 0, fates: keep_fates.then(Vec::new) }
    }

    pub(crate) fn record(&mut self, latency: Duration) {
        self.latency.saturating_record(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX));
    }

    /// How many orders were decided, or reported.
    pub(crate) fn orders(&self) -> usize {
        usize::try_from(self.latency.len()).unwrap_or(usize::MAX)
    }

    /// Counts the end of an order.
    pub(crate) fn add(&mut self, fate: Fate) {
        match &fate {
            Ok(report) => {
                self.fills += report.fills.len();
                self.cancelled += usize::from(report.cancelled.is_some());
            }
            Err((_, reject)) => *self.rejects.entry(*reject).or_default() += 1,
        }
        if let Some(fates) = &mut self.fates {
            fates.push(fate);
        }
    }
}

/// What one shard did.
pub(crate) struct Shard {
    pub(crate) decided: Tally,
    pub(crate) reported: Tally,
    /// Of its channel from strategies to risk.
    pub(crate) channel: Stats,
}

/// What a run gave.
pub(crate) struct Outcome {
    pub(crate) shards: Vec<Shard>,
    pub(crate) elapsed: Duration,
}

impl Outcome {
    /// An error unless every order that was sent was decided, and every order that passed was reported.
    pub(crate) fn check_nothing_lost(&self) -> Result<()> {
        for Shard { decided, reported, channel } in &self.shards {
            let (sent, decisions) = (channel.sent, decided.orders());
            ensure!(sent == decisions, "{sent} orders were sent, but {decisions} decided");
            let (passed, reports) = (decisions - decided.rejects.values().sum::<usize>(), reported.orders());
            ensure!(passed == reports, "{passed} orders passed, but {reports} were reported");
        }
        Ok(())
    }

    /// How each order ended, by number, if it was kept.
    pub(crate) fn fates(&self) -> Vec<&Fate> {
        let tallies = self.shards.iter().flat_map(|shard| [&shard.decided, &shard.reported]);
        let mut fates: Vec<_> = tallies.filter_map(|tally| tally.fates.as_ref()).flatten().collect();
        fates.sort_by_key(|fate| order(fate).number);
        fates
    }

    /// An error unless each order ended as `expected`, by number.
    pub(crate) fn check_fates(&self, expected: &[Fate]) -> Result<()> {
        let fates = self.fates();
        ensure!(fates.len() == expected.len(), "{} orders ended, not {}", fates.len(), expected.len());
        for (fate, expected) in fates.into_iter().zip(expected) {
            ensure!(fate == expected, "an order ended as {fate:?},\nand in a plain loop as {expected:?}");
        }
        Ok(())
    }
}
