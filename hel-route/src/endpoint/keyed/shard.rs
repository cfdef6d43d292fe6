//! The shard of a key.

use core::hash::BuildHasher;

use super::KeySender;
use crate::mpmc::Sender;
use crate::policy::Key;

/// The shard of a key.
impl<T, const CAP: usize, S: BuildHasher> KeySender<T, CAP, S> {
    /// Lends the plain sender into the shard of `key`, with all its operations: hashed once, used as often as wanted. The key may
    /// be a part of the value that is sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// struct Trade { symbol: String, price: f64 }
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// let trade = Trade { symbol: "AAPL".into(), price: 187.2 };
    /// tx.to(&trade.symbol).send(trade).unwrap();
    ///
    /// let (shard, trade) = rx.recv_any().unwrap();
    /// assert_eq!(shard, tx.shard_for("AAPL"));
    /// assert_eq!(trade.price, 187.2);
    /// ```
    #[inline]
    pub fn to<K: Key>(&self, key: K) -> &Sender<T, CAP> {
        &self.senders()[self.router.shard_of(&key, self.shards())]
    }

    /// The index of the shard to which `key` belongs.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_key;
    ///
    /// let (tx, rx) = shard_key::<_, 8>(4);
    /// tx.send("AAPL", 187.2)?;
    /// assert_eq!(rx.recv_any(), Ok((tx.shard_for("AAPL"), 187.2)));
    /// # Ok::<(), hel::channel::errors::SendError<f64>>(())
    /// ```
    pub fn shard_for<K: Key>(&self, key: K) -> usize {
        self.router.shard_of(&key, self.shards())
    }
}
