//! The figures of the ring as each half sees them.

use super::{Consumer, Producer, closing::State};
use crate::{position, sync::Ordering};

/// How far the ring has come, as the producer sees it.
impl<T, const CAP: usize, X> Producer<T, CAP, X> {
    /// What the ring keeps for the caller: see [`with_extra`](super::with_extra).
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, _rx) = hel_ring::spsc::with_extra::<u32, 8, _>("prices");
    /// assert_eq!(*tx.extra(), "prices");
    /// ```
    #[inline]
    pub fn extra(&self) -> &X {
        self.shared.extra()
    }

    /// The number of values in the ring that count, 0 to `CAP`. The consumer may make it smaller at any time.
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.push(1)?;
    /// assert_eq!((tx.len(), rx.len(), tx.capacity()), (1, 1, 8));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn len(&self) -> usize {
        position::len::<CAP>(self.popped(), self.pushed())
    }

    /// Whether the ring has no value that counts. If so it stays so until the next push.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.push(1)?;
    /// assert!(!tx.is_empty());
    /// assert_eq!(rx.pop(), Ok(1));
    /// assert!(tx.is_empty());
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the ring has `CAP` values that count. The consumer may take one at any time.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, _rx) = hel_ring::spsc::ring::<u32, 2>();
    /// tx.push(1)?;
    /// assert!(!tx.is_full()); // so there is room for one more, whatever the consumer does
    /// tx.push(2)?;
    /// assert!(tx.is_full());
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn is_full(&self) -> bool {
        self.len() == CAP
    }

    /// The number of slots, `CAP`.
    ///
    /// # Examples
    ///
    /// ```
    /// let (tx, _rx) = hel_ring::spsc::ring::<u32, 8>();
    /// assert_eq!(tx.capacity(), 8);
    /// ```
    pub const fn capacity(&self) -> usize {
        CAP
    }

    /// The tail: how many values were ever pushed that count, modulo 2^(bits of `usize` - 2).
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.push(1)?;
    /// tx.push(2)?;
    /// assert_eq!(rx.pop(), Ok(1));
    /// assert_eq!((tx.pushed(), tx.popped()), (2, 1));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn pushed(&self) -> usize {
        match self.shared.closing().state() {
            State::Settled(end) => end,
            State::Open | State::Requested => self.tail,
        }
    }

    /// The head: how many values were ever popped, modulo 2^(bits of `usize` - 2). The consumer may raise it
    /// at any time.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.push(1)?;
    /// assert_eq!(tx.popped(), 0);
    /// assert_eq!(rx.pop(), Ok(1));
    /// assert_eq!(tx.popped(), 1);
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn popped(&self) -> usize {
        // Ordering: Relaxed: a number to look at; no slot is written because of it.
        self.shared.head.load(Ordering::Relaxed)
    }
}

/// How far the ring has come, as the consumer sees it.
impl<T, const CAP: usize, X> Consumer<T, CAP, X> {
    /// What the ring keeps for the caller: see [`with_extra`](super::with_extra).
    ///
    /// # Examples
    ///
    /// ```
    /// let (_tx, rx) = hel_ring::spsc::with_extra::<u32, 8, _>("prices");
    /// assert_eq!(*rx.extra(), "prices");
    /// ```
    #[inline]
    pub fn extra(&self) -> &X {
        self.shared.extra()
    }

    /// The number of values in the ring that count, 0 to `CAP`. The producer may make it greater at any time.
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.push(1)?;
    /// assert_eq!((tx.len(), rx.len(), tx.capacity()), (1, 1, 8));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn len(&self) -> usize {
        position::len::<CAP>(self.head, self.pushed())
    }

    /// Whether the ring has no value that counts. The producer may push one at any time.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// assert!(rx.is_empty());
    /// tx.push(1)?;
    /// assert!(!rx.is_empty());
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the ring has `CAP` values that count. If so it stays so until the next pop.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 1>();
    /// tx.push(1)?;
    /// assert!(rx.is_full());
    /// assert_eq!(rx.pop(), Ok(1));
    /// assert!(!rx.is_full());
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn is_full(&self) -> bool {
        self.len() == CAP
    }

    /// The number of slots, `CAP`.
    ///
    /// # Examples
    ///
    /// ```
    /// let (_tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// assert_eq!(rx.capacity(), 8);
    /// ```
    pub const fn capacity(&self) -> usize {
        CAP
    }

    /// The tail: how many values were ever pushed that count, modulo 2^(bits of `usize` - 2). The producer
    /// may raise it at any time.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.push(1)?;
    /// tx.push(2)?;
    /// assert_eq!(rx.pop(), Ok(1));
    /// assert_eq!(rx.pushed(), 2);
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn pushed(&self) -> usize {
        self.shared.find_end().0
    }

    /// The head: how many values were ever popped, modulo 2^(bits of `usize` - 2).
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.push(1)?;
    /// assert_eq!(rx.pop(), Ok(1));
    /// assert_eq!((rx.pushed(), rx.popped()), (1, 1));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    pub fn popped(&self) -> usize {
        self.head
    }
}
