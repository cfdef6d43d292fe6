//! Receivers as iterators.

use core::iter::FusedIterator;

use crate::channel::RecvHandle;
use crate::op::{self, Limit};

/// Blocks for each value and ends with the channel; `H` is the receiver, borrowed or owned.
///
/// Made by `iter()` and `into_iter()` of every receiver.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use hel::channel::mpmc::bounded;
///
/// let (tx, rx) = bounded::<_, 4>();
/// thread::spawn(move || (1..=3).try_for_each(|n| tx.send(n)));
/// let mut values = Vec::new();
/// for value in rx {
///     values.push(value); // as they come, until the sender is gone
/// }
/// assert_eq!(values, [1, 2, 3]);
/// ```
#[derive(Debug)]
#[must_use = "iterators are lazy"]
pub struct Iter<H>(H);

/// Yields the values that are queued and never waits; `H` is the receiver, borrowed.
///
/// Made by `try_iter()` of every receiver. After a `None` it can yield values that were sent later.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::bounded;
///
/// let (tx, rx) = bounded::<_, 4>();
/// let mut values = rx.try_iter();
/// assert_eq!(values.next(), None);
/// tx.send(1).unwrap();
/// assert_eq!(values.next(), Some(1));
/// ```
#[derive(Debug)]
#[must_use = "iterators are lazy"]
pub struct TryIter<H>(H);

impl<H> Iter<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self(handle)
    }
}

impl<H> TryIter<H> {
    pub(crate) fn new(handle: H) -> Self {
        Self(handle)
    }
}

impl<H: RecvHandle> Iterator for Iter<H> {
    type Item = H::Item;

    fn next(&mut self) -> Option<H::Item> {
        op::recv(&mut self.0, op::value, || Limit::Forever).ok()
    }
}

// A channel that is closed and drained stays so.
impl<H: RecvHandle> FusedIterator for Iter<H> {}

impl<H: RecvHandle> Iterator for TryIter<H> {
    type Item = H::Item;

    fn next(&mut self) -> Option<H::Item> {
        let mut slot = None;
        self.0.pop(&mut slot).ok()?;
        slot
    }
}
