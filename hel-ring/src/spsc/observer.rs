//! An observer of a ring, which is neither of its halves.

use super::{Consumer, Producer, shared::Shared};
use crate::{position, sync::Ordering};
use alloc::sync::Arc;
use core::fmt;

/// Reads how far a ring has come, and is neither of its halves: it keeps the ring's memory alive, and no value.
///
/// Made by [`Producer::observer`](super::Producer::observer) and [`Consumer::observer`](super::Consumer::observer).
///
/// # Examples
///
/// ```
/// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
/// let ring = tx.observer();
/// tx.push(1)?;
/// tx.push(2)?;
/// assert_eq!(rx.pop(), Ok(1));
/// drop(tx);
/// assert_eq!((ring.pushed(), ring.popped()), (2, 1));
/// # Ok::<(), hel_ring::PushError<u32>>(())
/// ```
pub struct Observer<T, const CAP: usize, X = ()> {
    shared: Arc<Shared<T, CAP, X>>,
}

impl<T, const CAP: usize, X> Observer<T, CAP, X> {
    /// What the ring keeps for the caller: see [`with_extra`](super::with_extra).
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, _rx) = hel_ring::spsc::with_extra::<u32, 8, _>("prices");
    /// assert_eq!(*tx.observer().extra(), "prices");
    /// ```
    pub fn extra(&self) -> &X {
        self.shared.extra()
    }

    /// The tail: how many values were ever pushed that count, modulo 2^(bits of `usize` - 2).
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, _rx) = hel_ring::spsc::ring::<u32, 8>();
    /// let ring = tx.observer();
    /// tx.push(1)?;
    /// assert_eq!(ring.pushed(), 1);
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn pushed(&self) -> usize {
        self.shared.find_end().0
    }

    /// The head: how many values were ever popped, modulo 2^(bits of `usize` - 2).
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
    /// let ring = rx.observer();
    /// tx.push(1)?;
    /// assert_eq!(ring.popped(), 0);
    /// assert_eq!(rx.pop(), Ok(1));
    /// assert_eq!(ring.popped(), 1);
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn popped(&self) -> usize {
        // Ordering: Relaxed: a number to look at; no slot is read because of it.
        self.shared.head.load(Ordering::Relaxed)
    }

    /// The number of values in the ring that count, 0 to `CAP`, at some moment of the call.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, _rx) = hel_ring::spsc::ring::<u32, 8>();
    /// let ring = tx.observer();
    /// tx.push(1)?;
    /// tx.push(2)?;
    /// assert_eq!(ring.len(), 2);
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn len(&self) -> usize {
        // The head first: it only moves up, so that the tail is not behind it.
        let popped = self.popped();
        position::len::<CAP>(popped, self.pushed())
    }

    /// Whether the ring has no value that counts.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// let ring = rx.observer();
    /// assert!(ring.is_empty());
    /// tx.push(1)?;
    /// assert!(!ring.is_empty());
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T, const CAP: usize, X> Producer<T, CAP, X> {
    /// An observer of the ring, which keeps neither half alive.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// let ring = tx.observer();
    /// tx.push(1)?;
    /// drop(tx);
    /// assert!(rx.is_closed()); // an observer is no producer
    /// assert_eq!(ring.pushed(), 1);
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn observer(&self) -> Observer<T, CAP, X> {
        Observer { shared: Arc::clone(&self.shared) }
    }
}

impl<T, const CAP: usize, X> Consumer<T, CAP, X> {
    /// An observer of the ring, which keeps neither half alive.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// let ring = rx.observer();
    /// tx.push(1)?;
    /// drop(rx);
    /// assert!(tx.is_closed()); // an observer is no consumer
    /// assert_eq!(ring.popped(), 1); // dropped with it
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn observer(&self) -> Observer<T, CAP, X> {
        Observer { shared: Arc::clone(&self.shared) }
    }
}

impl<T, const CAP: usize, X> fmt::Debug for Observer<T, CAP, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observer").field("capacity", &CAP).field("len", &self.len()).finish_non_exhaustive()
    }
}
