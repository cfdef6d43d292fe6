//! Receivers as iterators.

use core::iter::FusedIterator;

use crate::channel::RecvHandle;
use crate::op::{self, Patience};

/// Blocks for each value and ends with the channel; `H` is the receiver, by reference or moved in.
///
/// Made by `iter()` and `into_iter()` of every receiver.
#[derive(Debug)]
#[must_use = "iterators are lazy"]
pub struct Iter<H>(H);

/// Gives what is there and never waits; `H` is the receiver, by reference.
///
/// Made by `try_iter()` of every receiver. An end may be no end: more can come later.
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
        op::recv(&mut self.0, op::value, || Patience::Forever).ok()
    }
}

// Once drained and closed, a channel stays so.
impl<H: RecvHandle> FusedIterator for Iter<H> {}

impl<H: RecvHandle> Iterator for TryIter<H> {
    type Item = H::Item;

    fn next(&mut self) -> Option<H::Item> {
        let mut slot = None;
        self.0.pop(&mut slot).ok()?;
        slot
    }
}
