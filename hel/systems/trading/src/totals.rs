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

/// What is counted of fates, in the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub(crate) enum Count {
    #[error("rejected: {0}")]
    Rejected(Reject),
    #[error("passed and reported")]
    Reported,
    #[error("fills")]
    Fills,
    #[error("cancelled, whole or what was left of them")]
    Cancelled,
    #[error("cancels that came too late")]
    TooLate,
}

/// What a risk worker counted, or a reporter.
pub(crate) struct Tally {
    /// How many it decided, or had reports of.
    pub(crate) orders: usize,
    pub(crate) counts: BTreeMap<Count, usize>,
    /// Nanoseconds from a strategy's send until then.
    pub(crate) latency: Histogram<u64>,
    /// Of the orders that ended here, in order, if they are to be kept.
    pub(crate) fates: Option<Vec<Fate>>,
}

impl Tally {
    pub(crate) fn new(keep_fates: bool) -> Self {
        let latency = Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("the bounds are in order");
        Self { orders: 0, counts: BTreeMap::new(), latency, fates: keep_fates.then(Vec::new) }
    }

    pub(crate) fn record(&mut self, latency: Duration) {
        self.orders += 1;
        self.latency.saturating_record(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(crate) fn add(&mut self, fate: Fate) {
        let mut count = |what, by| *self.counts.entry(what).or_default() += by;
        match &fate {
            Err((_, reject)) => count(Count::Rejected(*reject), 1),
            Ok(Report { order, fills, cancelled }) => {
                count(Count::Reported, 1);
                count(Count::Fills, fills.len());
                count(Count::Cancelled, usize::from(cancelled.is_some()));
                let is_cancel = matches!(order.action, Action::Cancel(_));
                count(Count::TooLate, usize::from(is_cancel && cancelled.is_none()));
            }
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
        let decided: usize = self.shards.iter().map(|shard| shard.decided.orders).sum();
        ensure!(sent == decided, "{sent} orders were sent, but {decided} decided");
        for Shard { decided, reported, .. } in &self.shards {
            let passed = decided.orders - decided.counts.values().sum::<usize>();
            ensure!(
                passed == reported.orders,
                "{passed} orders passed, but {} were reported",
                reported.orders
            );
        }
        Ok(())
    }

    /// How each order ended, in the order of each part; if it was kept.
    pub(crate) fn fates(&self) -> impl Iterator<Item = &Fate> {
        let tallies = self.shards.iter().flat_map(|shard| [&shard.decided, &shard.reported]);
        tallies.filter_map(|tally| tally.fates.as_ref()).flatten()
    }

    /// An error unless each order ended as `expected`.
    pub(crate) fn check_fates(&self, mut expected: Vec<Fate>) -> Result<()> {
        let mut fates: Vec<_> = self.fates().collect();
        fates.sort_by_key(|fate| order(fate).number);
        expected.sort_by_key(|fate| order(fate).number);
        ensure!(fates.len() == expected.len(), "{} orders ended, not {}", fates.len(), expected.len());
        for (fate, expected) in fates.into_iter().zip(&expected) {
            ensure!(fate == expected, "an order ended as {fate:?},\nand in a plain loop as {expected:?}");
        }
        Ok(())
    }
}
