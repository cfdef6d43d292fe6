//! The half that pushes.

use super::{WriteChunk, shared::Shared};
use crate::{Closed, PushError, array::drop_span, position, sync::Ordering};
use alloc::{collections::VecDeque, sync::Arc};
use core::fmt;

/// The pushing half of a [ring](super::ring).
///
/// Not `Clone`, and every method that moves a value takes `&mut self`: so the compiler ensures that there is one producer.
///
/// ```compile_fail
/// let (tx, _rx) = hel_ring::spsc::ring::<u32, 8>();
/// tx.push(1); // not `mut`
/// ```
///
/// ```
/// let (mut tx, _rx) = hel_ring::spsc::ring::<u32, 8>();
/// tx.push(1);
/// ```
///
/// Dropping it closes the ring: what was pushed can still be popped.
pub struct Producer<T, const CAP: usize, X = ()> {
    /// The position next to be written. The shared tail follows it, at once or when a chunk is dropped.
    pub(super) tail: usize,
    /// The position at which the ring looks full: one lap past the head last seen.
    limit: usize,
    /// How much room the last look at the head found.
    brought: usize,
    pub(super) shared: Arc<Shared<T, CAP, X>>,
}

impl<T, const CAP: usize, X> Producer<T, CAP, X> {
    pub(super) fn new(shared: Arc<Shared<T, CAP, X>>, start: usize) -> Self {
        Self { tail: start, limit: position::advance(start, CAP), brought: CAP, shared }
    }

    /// Puts a value at the tail.
    ///
    /// This is [`publish`](Self::publish) and [`retract`](Self::retract) without a barrier between them.
    /// Never waits.
    ///
    /// # Against a close
    ///
    /// When the consumer closes or is dropped *at the same time*, `push` may return `Ok` for a value that no pop will return: a further
    /// [`retract`](Self::retract) returns it, else it is dropped with the producer. Every later push that sees the close is refused. If
    /// you must know exactly, put a barrier in between:
    ///
    /// ```
    /// use hel_ring::{PushError, spsc::{self, Producer}};
    /// use std::sync::atomic::{Ordering, fence};
    ///
    /// fn send<T, const CAP: usize>(tx: &mut Producer<T, CAP>, value: T) -> Result<(), PushError<T>> {
    ///     tx.publish(value)?;
    ///     fence(Ordering::SeqCst);
    ///     tx.retract().map_or(Ok(()), |value| Err(PushError::Closed(value)))
    /// }
    ///
    /// let (mut tx, rx) = spsc::ring::<_, 8>();
    /// assert_eq!(send(&mut tx, 1), Ok(()));
    /// rx.close();
    /// assert_eq!(send(&mut tx, 2), Err(PushError::Closed(2)));
    /// ```
    ///
    /// # Errors
    ///
    /// [`PushError::Full`] when `CAP` values are in the ring, and [`PushError::Closed`]; both with the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PushError, spsc};
    ///
    /// let (mut tx, _rx) = spsc::ring::<_, 1>();
    /// assert_eq!(tx.push(1), Ok(()));
    /// assert_eq!(tx.push(2), Err(PushError::Full(2)));
    /// tx.close();
    /// assert_eq!(tx.push(2), Err(PushError::Closed(2)));
    /// ```
    #[inline]
    pub fn push(&mut self, value: T) -> Result<(), PushError<T>> {
        let mut slot = Some(value);
        self.push_from(&mut slot).map_err(|error| error.with(slot))
    }

    /// Puts the value in `slot` at the tail, and leaves `None`. Does nothing if `slot` is `None`.
    ///
    /// As [`push`](Self::push), for large values: the value moves once, from `slot` to the ring. A value that is passed and returned by
    /// value may move with each call, and takes up stack each time.
    ///
    /// # Errors
    ///
    /// [`PushError::Full`] and [`PushError::Closed`]; the value stays in `slot`.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{PushError, spsc};
    ///
    /// let (mut tx, _rx) = spsc::ring::<[u8; 65536], 2>();
    /// let mut frame = Some([7; 65536]);
    /// assert_eq!(tx.push_from(&mut frame), Ok(()));
    /// assert_eq!(frame, None);
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn push_from(&mut self, slot: &mut Option<T>) -> Result<(), PushError<()>> {
        if slot.is_none() {
            return Ok(());
        }
        self.publish_from(slot)?;
        if self.retract_into(slot) { Err(PushError::Closed(())) } else { Ok(()) }
    }

    /// Puts as many values as fit at the tail, from the front of `items`; says how many.
    ///
    /// What does not fit stays in `items`, in order. `Ok(0)` means that the ring is full or that `items` is
    /// empty. One store publishes all of them. Against a close it is as exact as [`push`](Self::push). Never
    /// waits; linear in the number of values pushed.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the ring is closed; then `items` is as it was.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{Closed, spsc};
    /// use std::collections::VecDeque;
    ///
    /// let (mut tx, rx) = spsc::ring::<_, 2>();
    /// let mut items = VecDeque::from([1, 2, 3]);
    /// assert_eq!(tx.push_batch(&mut items), Ok(2));
    /// assert_eq!(items, [3]);
    /// assert_eq!(tx.push_batch(&mut items), Ok(0));
    /// rx.close();
    /// assert_eq!(tx.push_batch(&mut items), Err(Closed));
    /// ```
    #[inline]
    pub fn push_batch(&mut self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        let published = self.publish_batch(items)?;
        self.settle_batch(published, |value| items.push_front(value))
    }

    /// Copies as many values as fit to the tail, from the front of `values`; says how many.
    ///
    /// As [`push_batch`](Self::push_batch), for values that are copied. Never waits; linear in the number of values
    /// pushed.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the ring is closed; then no value counts.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::{Closed, spsc};
    ///
    /// let (mut tx, mut rx) = spsc::ring::<u8, 4>();
    /// assert_eq!(tx.push_slice(b"hello"), Ok(4));
    /// let mut bytes = [0; 8];
    /// assert_eq!(rx.pop_slice(&mut bytes), Ok(4));
    /// assert_eq!(&bytes[..4], b"hell");
    /// rx.close();
    /// assert_eq!(tx.push_slice(b"o"), Err(Closed));
    /// ```
    #[inline]
    pub fn push_slice(&mut self, values: &[T]) -> Result<usize, Closed>
    where
        T: Copy,
    {
        let mut chunk = self.write_chunk(values.len())?;
        let published = chunk.copy_from_slice(values);
        chunk.commit();
        self.settle_batch(published, |_| {})
    }

    /// Reserves slots at the tail, up to `most`, to be filled in place: as many as there is room for, perhaps none.
    ///
    /// What is filled is published by one store, when the chunk is [committed](WriteChunk::commit) or dropped; unfilled slots go back
    /// to the ring. As [`publish`](Self::publish), it does not check whether the ring was closed, unless there is no slot to give:
    /// values that a close did not count are to be [retracted](Self::retract). Never waits.
    ///
    /// # Errors
    ///
    /// [`Closed`] when there is no room, or `most` is 0, and the ring is closed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::spsc;
    ///
    /// let (mut tx, mut rx) = spsc::ring::<_, 4>();
    /// let mut chunk = tx.write_chunk(3)?;
    /// assert_eq!(chunk.fill(["a", "b"]), 2);
    /// assert_eq!(chunk.commit(), 2);
    /// assert_eq!([rx.pop(), rx.pop()], [Ok("a"), Ok("b")]);
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn write_chunk(&mut self, most: usize) -> Result<WriteChunk<'_, T, CAP, X>, Closed> {
        let room = most.min(self.room_for(most));
        if room == 0 && self.is_closed() {
            return Err(Closed);
        }
        Ok(WriteChunk::new(self, room))
    }

    /// Closes the ring; `true` if it was open, and so for one call of both halves at most.
    ///
    /// What was pushed counts and can still be popped; nothing that is pushed later does. Never waits.
    ///
    /// ```
    /// use hel_ring::{PopError, PushError, spsc};
    ///
    /// let (mut tx, mut rx) = spsc::ring::<_, 8>();
    /// tx.push(1)?;
    /// assert!(tx.close());
    /// assert!(!rx.close());
    /// assert_eq!(tx.push(2), Err(PushError::Closed(2)));
    /// assert_eq!([rx.pop(), rx.pop()], [Ok(1), Err(PopError::Closed)]);
    /// # Ok::<(), PushError<u32>>(())
    /// ```
    pub fn close(&self) -> bool {
        self.shared.closing().settle(self.tail).was_open
    }

    /// Whether the ring is closed, so that no further push counts. If so it stays so; if not, the consumer
    /// may close it at any time.
    ///
    /// ```
    /// let (tx, rx) = hel_ring::spsc::ring::<u32, 8>();
    /// assert!(!tx.is_closed());
    /// drop(rx);
    /// assert!(tx.is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        if self.shared.closing().is_open() {
            return false;
        }
        // The consumer is closing: settle the end here, so that nothing that comes later counts.
        self.shared.closing().settle(self.tail);
        true
    }

    /// How much room the producer knows of: as many values can be pushed before it looks at the consumer's line again.
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<_, 2>();
    /// tx.push('a')?;
    /// tx.push('b')?;
    /// assert_eq!(rx.pop(), Ok('a'));
    /// assert_eq!(tx.known(), 0); // it has not looked yet
    /// tx.push('c')?;
    /// assert_eq!((tx.known(), tx.brought()), (0, 1));
    /// # Ok::<(), hel_ring::PushError<char>>(())
    /// ```
    #[inline]
    pub fn known(&self) -> usize {
        position::distance(self.tail, self.limit)
    }

    /// How much room there was at the last look at the consumer's line: much in a stream, one slot in a conversation. All of it
    /// before the first look. See [`known`](Self::known).
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 4>();
    /// tx.push_slice(&[1, 2, 3, 4])?;
    /// assert_eq!([rx.pop(), rx.pop()], [Ok(1), Ok(2)]);
    /// tx.push_slice(&[5])?; // the look has found room for two
    /// assert_eq!(tx.brought(), 2);
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn brought(&self) -> usize {
        self.brought
    }

    /// The room that there is, looking for more when it seems to be less than `wanted`.
    #[inline]
    pub(super) fn room_for(&mut self, wanted: usize) -> usize {
        let room = self.known();
        if room >= wanted { room } else { self.look_for_room() }
    }

    #[inline(never)]
    fn look_for_room(&mut self) -> usize {
        // Ordering: Acquire pairs with the Release of the consumer: what is freed was read before it is written again.
        self.limit = position::advance(self.shared.head.load(Ordering::Acquire), CAP);
        let room = self.known();
        self.brought = room;
        // The filled slots of a leaked chunk are published here: without room there may be no next push to do it.
        // Ordering: Relaxed: only the producer writes this word.
        if room == 0 && self.shared.tail.load(Ordering::Relaxed) != self.tail {
            self.publish_tail(self.tail);
        }
        room
    }

    /// Publishes the `count` values that were written at the tail.
    #[inline]
    pub(super) fn move_tail(&mut self, count: usize) {
        let tail = position::advance(self.tail, count);
        self.publish_tail(tail);
        // After the shared store: stores leave a core in order, so the other half need not wait for this one.
        self.tail = tail;
    }

    /// Publishes what was written before `tail`.
    #[inline]
    pub(super) fn publish_tail(&self, tail: usize) {
        // Ordering: Release pairs with the Acquire of the consumer: the values were written before they are
        // read.
        self.shared.tail.store(tail, Ordering::Release);
    }
}

impl<T, const CAP: usize, X> Drop for Producer<T, CAP, X> {
    fn drop(&mut self) {
        let end = self.shared.closing().settle(self.tail).end;
        drop_span::<T>(end, self.tail, |position| {
            // SAFETY: as in `take_back`; `drop_span` passes each position once, and nobody pushes after this.
            unsafe { self.shared.slots.at(position).drop_in_place() };
        });
    }
}

impl<T, const CAP: usize, X> fmt::Debug for Producer<T, CAP, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("len", &self.len())
            .field("capacity", &CAP)
            .field("is_closed", &!self.shared.closing().is_open())
            .finish_non_exhaustive()
    }
}
