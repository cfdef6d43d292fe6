//! How a channel's messages are routed, as a type: where nothing else depends on who takes one, workers may help each other.

use super::shard_receiver::ShardReceiver;
use crate::cursor::Cursor;

/// Of channels whose messages have no key: [`round_robin`](crate::mpmc::round_robin), [`home_shard`](crate::mpmc::home_shard),
/// [`least_loaded`](crate::mpmc::least_loaded). Who takes one does not matter.
#[derive(Clone, Copy, Debug)]
pub enum Spread {}

/// Of channels whose messages have a key: [`shard_key`](crate::mpmc::shard_key), [`shard_group`](crate::mpmc::shard_group). The shard
/// keeps their order.
#[derive(Clone, Copy, Debug)]
pub enum Keyed {}

impl<T, const CAP: usize> ShardReceiver<T, CAP, Spread> {
    /// `workers` receivers that share all shards: each takes from its home shards first, and from the others' while those are empty.
    ///
    /// So each has its own queue as long as there is work for all, and nobody is idle while another one has more than it can do. A
    /// batch is taken at home, or else from one of the others' shards. The shards are spread over the workers as evenly as they can be;
    /// workers beyond the number of shards share a home. (The method does not exist for keyed channels: to help out would break the
    /// order of a key.)
    ///
    /// Each worker counts as a receiver of every shard. Where one is dropped, its home is left to the others, who come there when they
    /// have nothing to do at their own.
    ///
    /// # Panics
    ///
    /// When `workers` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use hel::channel::mpmc::home_shard;
    ///
    /// let (tx, rx) = home_shard::<u32, 64>(4);
    /// let workers = rx.into_workers(4).into_iter();
    /// let workers: Vec<_> = workers.map(|jobs| thread::spawn(move || jobs.iter().count())).collect();
    /// // All go to the home shard of this sender; the other workers help.
    /// (0..1000).for_each(|job| tx.send(job).unwrap());
    /// drop(tx);
    /// let done: usize = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
    /// assert_eq!(done, 1000);
    /// ```
    #[track_caller]
    pub fn into_workers(self, workers: usize) -> Vec<Self> {
        assert!(workers > 0, "into_workers: there is at least one worker, not 0");
        let shards = self.shards();
        let home = |worker: usize| {
            let start = worker * shards / workers;
            start..((worker + 1) * shards / workers).max(start + 1)
        };
        let mut all = Vec::with_capacity(workers);
        all.extend((1..workers).map(|worker| self.at_home(Cursor::at_home(home(worker), shards))));
        all.insert(0, Self { cursor: Cursor::at_home(home(0), shards), ..self });
        all
    }
}
