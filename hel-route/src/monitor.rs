//! Reading a channel's statistics without a handle.

use core::fmt;
use std::sync::Arc;

use crate::stats::Stats;

/// Reads a channel's statistics without being a handle: it does not keep the channel open, and never drops a value.
///
/// Made by `monitor()` of every handle, if values are `Send + 'static`. It has no type parameters, so one table can hold the monitors of
/// all channels of a program. It keeps the channel's memory alive, so after the channel has ended it still returns the last statistics.
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

    /// The statistics of each shard so far, by index; one entry if the channel has no shards. O(shards).
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
