//! How a channel routes its messages, as a type parameter. Where no order depends on which worker takes a message, workers may help each
//! other.

use super::shard_receiver::ShardReceiver;
use crate::cursor::Cursor;

/// For channels whose messages have no key: [`round_robin`](crate::mpmc::round_robin), [`home_shard`](crate::mpmc::home_shard),
/// [`least_loaded`](crate::mpmc::least_loaded). Any worker may take any message.
#[derive(Clone, Copy, Debug)]
pub enum Spread {}

/// For channels whose messages have a key: [`shard_key`](crate::mpmc::shard_key), [`shard_group`](crate::mpmc::shard_group). The messages
/// of a key are in order in their shard.
#[derive(Clone, Copy, Debug)]
pub enum Keyed {}

impl<T, const CAP: usize> ShardReceiver<T, CAP, Spread> {
    /// Splits into `workers` receivers that share all shards. Each takes from its home shards first, and from the others while those are
    /// empty.
    ///
    /// So each worker has its own queue while there is work for all, and none is idle while another has a backlog. A batch comes from the
    /// home shards, or else from one other shard. The shards are divided as evenly as possible; if there are more workers than shards,
    /// some share a home. (Keyed channels do not have this method: helping would break the order of a key.)
    ///
    /// Each worker counts as a receiver of every shard. If one is dropped, the others serve its home shards when their own are empty.
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
    /// // All go to the home shard of this sender; the other workers help its worker.
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
