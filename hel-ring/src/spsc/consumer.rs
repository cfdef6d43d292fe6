//! The half that pops.

use super::{ReadChunk, closing::State, shared::Shared};
use crate::{
    PopError,
    array::drop_span,
    position, prefetch,
    slot::{clear, put_from},
    sync::{Ordering, fence},
};
use alloc::{sync::Arc, vec::Vec};
use core::fmt;

/// The popping half of a [ring](super::ring).
///
/// Not `Clone`, and every method that moves a value takes `&mut self`: so the compiler ensures that there is one consumer.
///
/// ```compile_fail
/// let (_tx, rx) = hel_ring::spsc::ring::<u32, 8>();
/// let _ = rx.pop(); // not `mut`
/// ```
///
/// ```
/// let (_tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
/// let _ = rx.pop();
/// ```
///
/// Dropping it [closes](Self::close) the ring and drops every value in it that counts, at once. If one of them panics, the others are
/// dropped and the panic goes on.
///
/// That close uses a `fence(SeqCst)`, never a barrier of the caller's. If the producer relies on an asymmetric one, call
/// [`close_with`](Self::close_with) before dropping: the first close decides.
pub struct Consumer<T, const CAP: usize, X = ()> {
    /// The position next to be read. The shared head follows it, at once or when a chunk is dropped.
    pub(super) head: usize,
    /// The position at which the ring looks empty: the tail last seen, or the end of a closed ring.
    limit: usize,
    /// How many values the last look at the tail found.
    brought: usize,
    pub(super) shared: Arc<Shared<T, CAP, X>>,
}

impl<T, const CAP: usize, X> Consumer<T, CAP, X> {
    pub(super) fn new(shared: Arc<Shared<T, CAP, X>>, start: usize) -> Self {
        Self { head: start, limit: start, brought: 0, shared }
    }

    /// Takes the value at the head. Never waits.
    ///
    /// # Errors
    ///
    /// [`PopError::Empty`] when no value is there, [`PopError::Closed`] when the ring is closed as well. After the producer has closed
    /// or was dropped, its values come first, and then `Closed`.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PopError, spsc};
    ///
    /// let (mut tx, mut rx) = spsc::ring::<_, 8>();
    /// assert_eq!(rx.pop(), Err(PopError::Empty));
    /// tx.push(1)?;
    /// drop(tx);
    /// assert_eq!(rx.pop(), Ok(1));
    /// assert_eq!(rx.pop(), Err(PopError::Closed));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn pop(&mut self) -> Result<T, PopError> {
        // SAFETY: a read moves a value out of its place, and does not unwind.
        unsafe { self.take(|value| value.read()) }
    }

    /// Takes the value at the head into `slot`. A value that was there is dropped first.
    ///
    /// As [`pop`](Self::pop), for large values: see [`push_from`](super::Producer::push_from).
    ///
    /// # Errors
    ///
    /// As for [`pop`](Self::pop); then `slot` is `None`.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<[u8; 65536], 2>();
    /// tx.push_from(&mut Some([7; 65536])).unwrap();
    /// let mut frame = None;
    /// rx.pop_into(&mut frame)?;
    /// assert_eq!(frame, Some([7; 65536]));
    /// # Ok::<(), hel_ring::PopError>(())
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn pop_into(&mut self, slot: &mut Option<T>) -> Result<(), PopError> {
        clear(slot);
        // SAFETY: this moves a value out of its place to a slot that was emptied, and does not unwind.
        unsafe { self.take(|value| put_from(slot, value)) }
    }

    /// Takes the value at the head: `out` gets its place.
    ///
    /// # Safety
    ///
    /// `out` must move the value somewhere, once, and not unwind.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn take<R>(&mut self, out: impl FnOnce(*const T) -> R) -> Result<R, PopError> {
        let count = self.values_for(1)?;
        prefetch::ahead_of(&self.shared.slots, self.head, count);
        // SAFETY: the head is before the limit, so the ring's slot holds a value that is the consumer's; `out` is the caller's promise.
        let taken = unsafe { self.shared.slots.at(self.head).move_out(out) };
        self.move_head(1);
        Ok(taken)
    }

    /// Takes up to `max` values from the head, appends them to `into`, and says how many.
    ///
    /// `max` may be anything: 0 gives `Ok(0)` before the ring is looked at, and `usize::MAX` takes what is
    /// there. Otherwise an `Ok` is at least 1. One store frees all the slots. Never waits; linear in the
    /// number of values taken.
    ///
    /// # Errors
    ///
    /// As for [`pop`](Self::pop).
    ///
    /// # Panics
    ///
    /// When `into` cannot grow, as [`Vec::reserve`] does; then nothing was taken.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::ring::<_, 8>();
    /// for value in 1..=3 {
    ///     tx.push(value)?;
    /// }
    /// let mut values = vec![0];
    /// assert_eq!(rx.pop_batch(&mut values, 2), Ok(2));
    /// assert_eq!(values, [0, 1, 2]);
    /// # Ok::<(), hel_ring::PushError<i32>>(())
    /// ```
    #[inline]
    pub fn pop_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, PopError> {
        if max == 0 {
            return Ok(0);
        }
        let count = self.values_for(max)?.min(max);
        into.reserve(count);
        // SAFETY: `count` values from the head on are before the limit, so they are the consumer's; and there is room for them.
        unsafe { self.shared.slots.append_to(self.head, count, into) };
        self.move_head(count);
        Ok(count)
    }

    /// Copies values from the head into `into`, as many as are there and fit; says how many, and frees their slots by
    /// one store.
    ///
    /// `Ok(0)` means that `into` is empty, which is found before the ring is looked at. Never waits; linear in the
    /// number of values taken.
    ///
    /// # Errors
    ///
    /// As for [`pop`](Self::pop).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PopError, spsc};
    ///
    /// let (mut tx, mut rx) = spsc::ring::<u8, 8>();
    /// let mut bytes = [0; 4];
    /// assert_eq!(rx.pop_slice(&mut bytes), Err(PopError::Empty));
    /// tx.push_slice(b"hello").unwrap();
    /// assert_eq!(rx.pop_slice(&mut bytes), Ok(4));
    /// assert_eq!(&bytes, b"hell");
    /// ```
    #[inline]
    pub fn pop_slice(&mut self, into: &mut [T]) -> Result<usize, PopError>
    where
        T: Copy,
    {
        if into.is_empty() {
            return Ok(0);
        }
        let mut chunk = self.read_chunk(into.len())?;
        Ok(chunk.copy_to_slice(into))
    }

    /// Lends the values at the head, up to `most`, to be read or taken in place.
    ///
    /// What is taken is freed by one store, when the chunk is dropped; the rest stays in the ring. Never waits. A `most`
    /// of 0 gives an empty chunk before the ring is looked at.
    ///
    /// # Errors
    ///
    /// As for [`pop`](Self::pop).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::ring::<_, 4>();
    /// tx.push_slice(&[1, 2, 3]).unwrap();
    /// let mut chunk = rx.read_chunk(2)?;
    /// assert_eq!(chunk.as_slices(), (&[1, 2][..], &[][..]));
    /// assert_eq!(chunk.next(), Some(1));
    /// drop(chunk);
    /// assert_eq!([rx.pop(), rx.pop()], [Ok(2), Ok(3)]);
    /// # Ok::<(), hel_ring::PopError>(())
    /// ```
    #[inline]
    pub fn read_chunk(&mut self, most: usize) -> Result<ReadChunk<'_, T, CAP, X>, PopError> {
        let count = if most == 0 { 0 } else { self.values_for(most)?.min(most) };
        Ok(ReadChunk::new(self, count))
    }

    /// Lends the value at the head, and leaves it there. Never waits.
    ///
    /// # Errors
    ///
    /// As for [`pop`](Self::pop).
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PopError, spsc};
    ///
    /// let (mut tx, mut rx) = spsc::ring::<_, 4>();
    /// assert_eq!(rx.peek(), Err(PopError::Empty));
    /// tx.push("first").unwrap();
    /// assert_eq!(rx.peek(), Ok(&"first"));
    /// assert_eq!(rx.pop(), Ok("first"));
    /// ```
    #[cfg(not(hel_loom))]
    #[inline]
    pub fn peek(&mut self) -> Result<&T, PopError> {
        self.values_for(1)?;
        let [place, _] = self.shared.slots.places(self.head, 1);
        // SAFETY: the head is before the limit, so the slot holds a value that is the consumer's, and no pop can come
        // before the borrow of `self` ends.
        Ok(unsafe { &*place.cast::<T>() })
    }

    /// Closes the ring; `true` if it was open, and so for one call of both halves at most.
    ///
    /// [`close_with`](Self::close_with) a `fence(SeqCst)`: exact against a producer that puts such a fence
    /// between `publish` and `retract`. Never waits.
    ///
    /// ```
    /// use hel_ring::{PopError, PushError, spsc};
    ///
    /// let (mut tx, mut rx) = spsc::ring::<_, 8>();
    /// tx.push(1)?;
    /// assert!(rx.close());
    /// assert_eq!(tx.push(2), Err(PushError::Closed(2)));
    /// assert_eq!([rx.pop(), rx.pop()], [Ok(1), Err(PopError::Closed)]);
    /// # Ok::<(), PushError<u32>>(())
    /// ```
    pub fn close(&self) -> bool {
        // Ordering: the full fence pairs with the producer's barrier; see `close_with`.
        self.close_with(|_| fence(Ordering::SeqCst))
    }

    /// Closes the ring with a barrier of the caller's, which gets the ring's `extra`.
    ///
    /// The barrier must order the store before it with the load after it, and pair with the one that the producer has between
    /// [`publish`](super::Producer::publish) and [`retract`](super::Producer::retract). If one side's barrier costs next to nothing (a
    /// compiler fence), the other's must be the heavy one of that pair. With both, every value is either popped later or taken back by
    /// the producer. `true` if the ring was open.
    ///
    /// Neither [`close`](Self::close) nor dropping the consumer runs such a barrier: with an asymmetric pair call this method, and
    /// before dropping.
    ///
    /// # Panics
    ///
    /// When `barrier` does; then the ring is about to be closed, and the next push, `close` or drop settles
    /// it.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::spsc;
    /// use std::sync::atomic::{Ordering, fence};
    ///
    /// let (_tx, rx) = spsc::with_extra::<u32, 8, _>("prices");
    /// assert!(rx.close_with(|name| {
    ///     println!("closing {name}");
    ///     fence(Ordering::SeqCst);
    /// }));
    /// ```
    pub fn close_with(&self, barrier: impl FnOnce(&X)) -> bool {
        let before = self.shared.closing().request();
        if let State::Settled(_) = before {
            return false;
        }
        barrier(self.extra());
        // Ordering: Acquire pairs with the Release of the producer: the values before the end were written.
        let tail = self.shared.tail.load(Ordering::Acquire);
        self.shared.closing().settle(tail);
        before == State::Open
    }

    /// Whether the ring is closed, so that no further push counts. If so it stays so; if not, the producer
    /// may close it at any time.
    ///
    /// ```
    /// let (tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// assert!(!rx.is_closed());
    /// drop(tx);
    /// assert!(rx.is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        matches!(self.shared.closing().state(), State::Settled(_))
    }

    /// Whether the ring is closed and every value that counts was popped. If so it stays so, and every pop
    /// says `Closed`.
    ///
    /// ```
    /// let (_, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// assert!(rx.is_drained());
    /// ```
    pub fn is_drained(&self) -> bool {
        self.shared.closing().state() == State::Settled(self.head)
    }

    /// How many values the consumer knows of: as many can be popped before it looks at the producer's line again.
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<_, 8>();
    /// tx.push('a')?;
    /// tx.push('b')?;
    /// assert_eq!((rx.known(), rx.len()), (0, 2)); // it has not looked yet
    /// assert_eq!(rx.pop(), Ok('a'));
    /// assert_eq!((rx.known(), rx.brought()), (1, 2));
    /// # Ok::<(), hel_ring::PushError<char>>(())
    /// ```
    #[inline]
    pub fn known(&self) -> usize {
        position::distance(self.head, self.limit)
    }

    /// How many values there were at the last look at the producer's line: many in a stream, one in a conversation. See [`known`](Self::known).
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.push_slice(&[1, 2, 3])?;
    /// assert_eq!(rx.pop(), Ok(1)); // the look has found three
    /// assert_eq!(rx.brought(), 3);
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn brought(&self) -> usize {
        self.brought
    }

    /// The number of values before the limit, looking for more when they seem to be less than `wanted`.
    #[inline]
    fn values_for(&mut self, wanted: usize) -> Result<usize, PopError> {
        let count = self.known();
        if count >= wanted { Ok(count) } else { self.look_for_values() }
    }

    #[inline(never)]
    fn look_for_values(&mut self) -> Result<usize, PopError> {
        let (limit, is_final) = self.shared.find_end();
        self.limit = limit;
        let count = self.known();
        self.brought = count;
        if count > 0 {
            return Ok(count);
        }
        // The taken slots of a leaked chunk are freed here: without a value there may be no next pop to do it.
        // Ordering: Relaxed: only the consumer writes this word.
        if self.shared.head.load(Ordering::Relaxed) != self.head {
            self.publish_head(self.head);
        }
        Err(if is_final { PopError::Closed } else { PopError::Empty })
    }

    /// Frees the `count` slots that were read at the head.
    #[inline]
    fn move_head(&mut self, count: usize) {
        let head = position::advance(self.head, count);
        self.publish_head(head);
        // After the shared store: stores leave a core in order, so the other half need not wait for this one.
        self.head = head;
    }

    /// Frees the slots that were read before `head`.
    #[inline]
    pub(super) fn publish_head(&self, head: usize) {
        // Ordering: Release pairs with the Acquire of the producer: the slots were read before they are
        // written again.
        self.shared.head.store(head, Ordering::Release);
    }
}

impl<T, const CAP: usize, X> Drop for Consumer<T, CAP, X> {
    fn drop(&mut self) {
        self.close();
        let State::Settled(end) = self.shared.closing().state() else {
            unreachable!("a closed ring is settled");
        };
        let head = self.head;
        // If a value's drop panics, the others follow, and then the head moves past them all.
        let moved = MoveHead { consumer: self, end };
        drop_span::<T>(head, end, |position| {
            // SAFETY: the values before the end are the consumer's; `drop_span` passes each position once,
            // and the head moves past them before anybody else may look.
            unsafe { moved.consumer.shared.slots.at(position).drop_in_place() };
        });
    }
}

/// Moves the head to the end when it is dropped.
struct MoveHead<'a, T, const CAP: usize, X> {
    consumer: &'a mut Consumer<T, CAP, X>,
    end: usize,
}

impl<T, const CAP: usize, X> Drop for MoveHead<'_, T, CAP, X> {
    fn drop(&mut self) {
        let count = position::distance(self.consumer.head, self.end);
        self.consumer.move_head(count);
    }
}

impl<T, const CAP: usize, X> fmt::Debug for Consumer<T, CAP, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consumer")
            .field("len", &self.len())
            .field("capacity", &CAP)
            .field("is_closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}
