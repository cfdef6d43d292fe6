//! The shard of a key.

use core::borrow::Borrow;
use core::hash::Hash;

use super::GroupSender;
use crate::mpmc::Sender;

/// The shard of a key.
impl<T, const CAP: usize, K: Eq + Hash> GroupSender<T, CAP, K> {
    /// Lends the plain sender into the shard of `key`, if it has one: looked up once, used as often as wanted.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, rx) = shard_group::<_, 8, _>([("orders", 0), ("fills", 1)]);
    /// let fills = tx.to("fills").unwrap();
    /// fills.send(1).unwrap();
    /// fills.send(2).unwrap();
    /// assert_eq!(rx.receiver(1).unwrap().len(), 2);
    /// assert!(tx.to("quotes").is_none());
    /// ```
    pub fn to<Q>(&self, key: &Q) -> Option<&Sender<T, CAP>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shard_for(key).map(|shard| &self.senders()[shard])
    }

    /// The index of the shard of `key`, if it has one.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel::channel::mpmc::shard_group;
    ///
    /// let (tx, _rx) = shard_group::<u8, 8, _>([("orders".to_string(), 0), ("fills".to_string(), 1)]);
    /// assert_eq!(tx.shard_for("fills"), Some(1)); // a `&str` for a `String`
    /// assert_eq!(tx.shard_for("quotes"), None);
    /// ```
    pub fn shard_for<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.router.shard_of(key)
    }
}
