//! What the parts counted, each for itself while it ran, put together at the end.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use hdrhistogram::Histogram;

use crate::order::{Action, Order, Report};
use crate::risk::Reject;

/// How an order ended: with the engine's report, or at risk, for a reason.
pub(crate) type Fate = Result<Report, (Order, Reject)>;

/// The order that a fate is about.
pub(crate) fn order(fate: &Fate) -> &Order {
    fate.as_ref().map_or_else(|(order, _)| order, |report| &report.order)
}

/// What the orders came to that ended with one part: the rejects of a risk worker, or the reports of a reporter.
pub(crate) struct Tally {
    pub(crate) orders: usize,
    pub(crate) rejects: BTreeMap<Reject, usize>,
    pub(crate) fills: usize,
    /// Orders that were cancelled, whole or what was left of them.
    pub(crate) cancelled: usize,
    /// Cancels that came too late.
    pub(crate) too_late: usize,
    /// In order, if they are to be kept.
    pub(crate) fates: Option<Vec<Fate>>,
    /// Nanoseconds from a strategy's send until this part was done with an order.
    pub(crate) latency: Histogram<u64>,
}

impl Tally {
    pub(crate) fn new(keep_fates: bool) -> Self {
        let (orders, rejects, fills, cancelled, too_late) = Default::default();
        let latency = Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("the bounds are in order");
        Self { orders, rejects, fills, cancelled, too_late, fates: keep_fates.then(Vec::new), latency }
    }

    pub(crate) fn record(&mut self, latency: Duration) {
        self.latency.saturating_record(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(crate) fn add(&mut self, fate: Fate) {
        self.orders += 1;
        match &fate {
            Err((_, reject)) => *self.rejects.entry(*reject).or_default() += 1,
            Ok(Report { order, fills, cancelled }) => {
                self.fills += fills.len();
                self.cancelled += usize::from(cancelled.is_some());
                let is_cancel = matches!(order.action, Action::Cancel(_));
                self.too_late += usize::from(is_cancel && cancelled.is_none());
            }
        }
        if let Some(fates) = &mut self.fates {
            fates.push(fate);
        }
    }
}

/// What one shard did.
pub(crate) struct Shard {
    /// Orders that its risk worker passed on.
    pub(crate) passed: usize,
    pub(crate) rejected: Tally,
    pub(crate) reported: Tally,
    /// The most orders that were seen waiting for its risk worker.
    pub(crate) peak: usize,
}

/// What a run gave.
pub(crate) struct Outcome {
    /// How many orders risk took of each strategy.
    pub(crate) sent: Vec<usize>,
    pub(crate) shards: Vec<Shard>,
    pub(crate) elapsed: Duration,
}

impl Outcome {
    /// An error unless every order that was sent was decided, and every order that passed was reported.
    pub(crate) fn check_nothing_lost(&self) -> Result<()> {
        let sent: usize = self.sent.iter().sum();
        let decided: usize = self.shards.iter().map(|shard| shard.passed + shard.rejected.orders).sum();
        ensure!(sent == decided, "{sent} orders were sent, but {decided} decided");
        for Shard { passed, reported, .. } in &self.shards {
            ensure!(
                *passed == reported.orders,
                "{passed} orders passed, but {} were reported",
                reported.orders
            );
        }
        Ok(())
    }

    /// Of each order that ended with a part, how; if it was kept.
    pub(crate) fn fates(&self) -> impl Iterator<Item = &Fate> {
        let tallies = self.shards.iter().flat_map(|shard| [&shard.rejected, &shard.reported]);
        tallies.filter_map(|tally| tally.fates.as_ref()).flatten()
    }

    /// An error unless each order ended as `expected`.
    pub(crate) fn check_fates(&self, mut expected: Vec<Fate>) -> Result<()> {
        let mut fates: Vec<_> = self.fates().collect();
        fates.sort_by_key(|fate| order(fate).number);
        expected.sort_by_key(|fate| order(fate).number);
        ensure!(fates.len() == expected.len(), "{} orders ended, not {}", fates.len(), expected.len());
        for (fate, expected) in fates.into_iter().zip(expected) {
            ensure!(
                *fate == expected,
                "an order ended otherwise than in one thread: {fate:?}\nnot {expected:?}"
            );
        }
        Ok(())
    }
}
