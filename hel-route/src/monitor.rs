//! Reading the figures of a channel from outside.

use core::fmt;
use std::sync::Arc;

use crate::stats::Stats;

/// Reads the figures of a channel, and is no part of it: it keeps nothing open, and no value is ever dropped by it.
///
/// Made by `monitor()` of every handle, where values are `Send + 'static`. It has no type parameters, so that one table can hold those of all channels of a program;
/// it tells the last figures for as long as it lives, also when the channel has ended. (It keeps the channel's memory.)
///
/// # Examples
///
/// ```
/// use hel::channel::{Monitor, mpmc, spsc};
///
/// let (tx, rx) = mpmc::round_robin::<u64, 8>(2);
/// let (mut reports, _screen) = spsc::spsc::<String, 8>();
/// let table: [(&str, Monitor); 2] = [("orders", tx.monitor()), ("reports", reports.monitor())];
///
/// (0..5).for_each(|n| tx.send(n).unwrap());
/// reports.send("done".into()).unwrap();
/// drop(tx);
/// assert_eq!(rx.iter().count(), 5, "a monitor keeps no channel open");
///
/// let sent = table.map(|(name, monitor)| (name, monitor.stats().iter().map(|shard| shard.sent).sum()));
/// assert_eq!(sent, [("orders", 5), ("reports", 1)]);
/// ```
#[derive(Clone)]
pub struct Monitor {
    shards: Arc<[Arc<dyn Observed>]>,
}

/// What a monitor reads: one shard.
pub(crate) trait Observed: Send + Sync {
    fn stats(&self) -> Stats;
}

impl Monitor {
    pub(crate) fn of(shards: impl Iterator<Item = Arc<dyn Observed>>) -> Self {
        Self { shards: shards.collect() }
    }

    /// What happened on each shard so far, by index; of a channel without shards, one. O(shards).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<_, 8, _>([("orders", 0), ("fills", 1)]);
    /// let monitor = tx.monitor();
    /// tx.send("fills", 1).unwrap();
    /// tx.send("fills", 2).unwrap();
    /// let queued: Vec<_> = monitor.stats().iter().map(|shard| shard.queued).collect();
    /// assert_eq!(queued, [0, 2]);
    /// ```
    pub fn stats(&self) -> Vec<Stats> {
        self.shards.iter().map(|shard| shard.stats()).collect()
    }
}

impl fmt::Debug for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Monitor").field("stats", &self.stats()).finish()
    }
}
