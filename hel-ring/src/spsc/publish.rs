//! A push in two steps: publish, then take back what a close did not count.

use super::Producer;
use crate::{
    Closed, PushError, position, prefetch,
    slot::{IN_REGISTERS, clear, put_from, take_by},
};
use alloc::collections::VecDeque;

impl<T, const CAP: usize, X> Producer<T, CAP, X> {
    /// Puts a value at the tail. Does not check whether the ring was closed, unless it looks full.
    ///
    /// The consumer may take the value at once. [`retract`](Self::retract) tells whether it counts, after a barrier of the caller's:
    /// one that orders the store before it with the load after it, as `fence(SeqCst)` does, and pairs with the one in
    /// [`Consumer::close_with`](super::Consumer::close_with). Never waits.
    ///
    /// # Errors
    ///
    /// With the value, when there is no room: [`PushError::Closed`] if the ring is closed, else
    /// [`PushError::Full`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::atomic::{Ordering, fence};
    ///
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<u32, 8>();
    /// tx.publish(1)?;
    /// fence(Ordering::SeqCst);
    /// assert_eq!(tx.retract(), None); // so it counts
    /// assert_eq!(rx.pop(), Ok(1));
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn publish(&mut self, value: T) -> Result<(), PushError<T>> {
        let mut slot = Some(value);
        self.publish_from(&mut slot).map_err(|error| error.with(slot))
    }

    /// [`publish`](Self::publish) from a slot, as [`push_from`](Self::push_from) is [`push`](Self::push) from a slot.
    ///
    /// # Errors
    ///
    /// As for `publish`; the value stays in `slot`.
    ///
    /// ```
    /// let (mut tx, mut rx) = hel_ring::spsc::ring::<_, 8>();
    /// tx.publish_from(&mut Some("trade"))?;
    /// assert_eq!(tx.retract(), None);
    /// assert_eq!(rx.pop(), Ok("trade"));
    /// # Ok::<(), hel_ring::PushError<()>>(())
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn publish_from(&mut self, slot: &mut Option<T>) -> Result<(), PushError<()>> {
        if slot.is_none() {
            return Ok(());
        }
        let room = self.room_for(1);
        if room == 0 {
            return Err(self.refuse());
        }
        prefetch::ahead_of(&self.shared.slots, self.tail, room);
        // SAFETY: there is a value; and there is room, so the ring's slot at the tail is vacant and the producer's.
        unsafe { take_by(slot, |value| self.shared.slots.at(self.tail).move_in(value)) };
        self.move_tail(1);
        Ok(())
    }

    /// Takes back the newest value that a close did not count, if there is one.
    ///
    /// Call it after each [`publish`](Self::publish), or after [`publish_batch`](Self::publish_batch) until
    /// it says `None`, with a barrier of the caller's in between (see there). `None` then means that what
    /// remains published will be popped or, if the consumer goes, dropped with it. One relaxed load while the
    /// ring is open. Never waits.
    ///
    /// If this side's barrier costs next to nothing, the consumer's must be the heavy one of that pair. Dropping the consumer does not
    /// run it: call [`close_with`](super::Consumer::close_with) before.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::spsc;
    ///
    /// let (mut tx, rx) = spsc::ring::<_, 8>();
    /// tx.publish(1)?;
    /// assert_eq!(tx.retract(), None);
    /// rx.close();
    /// tx.publish(2)?;
    /// assert_eq!(tx.retract(), Some(2));
    /// assert_eq!(tx.retract(), None);
    /// # Ok::<(), hel_ring::PushError<u32>>(())
    /// ```
    #[inline]
    pub fn retract(&mut self) -> Option<T> {
        if self.shared.closing().is_open() { None } else { self.take_back() }
    }

    /// [`retract`](Self::retract) into `slot`; returns whether there was a value to take back. If so, a value that was in `slot` is
    /// dropped; if not, `slot` is left alone.
    ///
    /// ```
    /// let (mut tx, rx) = hel_ring::spsc::ring::<_, 8>();
    /// rx.close();
    /// let mut slot = Some("late");
    /// tx.publish_from(&mut slot)?;
    /// assert_eq!((tx.retract_into(&mut slot), slot), (true, Some("late")));
    /// # Ok::<(), hel_ring::PushError<()>>(())
    /// ```
    #[inline]
    pub fn retract_into(&mut self, slot: &mut Option<T>) -> bool {
        if self.shared.closing().is_open() {
            return false;
        }
        if size_of::<T>() > IN_REGISTERS {
            return self.take_back_into(slot);
        }
        // A slot that is passed to a call by reference cannot be kept in registers.
        let taken_back = self.take_back();
        let is_there = taken_back.is_some();
        if is_there {
            *slot = taken_back;
        }
        is_there
    }

    /// Puts as many values as fit at the tail, as [`push_batch`](Self::push_batch). Does not check whether the ring was closed, unless
    /// nothing is pushed.
    ///
    /// Values that a close did not count are then [retracted](Self::retract), newest first, after a barrier of the caller's.
    ///
    /// # Errors
    ///
    /// [`Closed`] when there was nothing to push, or no room, and the ring is closed.
    ///
    /// # Examples
    ///
    /// ```
    /// use hel_ring::spsc;
    /// use std::{collections::VecDeque, sync::atomic::{Ordering, fence}};
    ///
    /// let (mut tx, rx) = spsc::ring::<_, 8>();
    /// rx.close();
    /// let mut items = VecDeque::from([1, 2, 3]);
    /// tx.publish_batch(&mut items)?;
    /// fence(Ordering::SeqCst);
    /// while let Some(value) = tx.retract() {
    ///     items.push_front(value);
    /// }
    /// assert_eq!(items, [1, 2, 3]);
    /// # Ok::<(), hel_ring::Closed>(())
    /// ```
    #[inline]
    pub fn publish_batch(&mut self, items: &mut VecDeque<T>) -> Result<usize, Closed> {
        let count = items.len().min(self.room_for(items.len()));
        if count == 0 {
            return if self.is_closed() { Err(Closed) } else { Ok(0) };
        }
        // SAFETY: there is room for `count`, so these slots are vacant and the producer's.
        unsafe { self.shared.slots.fill_from(self.tail, count, items) };
        self.move_tail(count);
        Ok(count)
    }

    /// Takes back those of the newest `published` values that a close did not count, and says how many count.
    #[inline]
    pub(super) fn settle_batch(
        &mut self,
        published: usize,
        mut taken_back: impl FnMut(T),
    ) -> Result<usize, Closed> {
        if self.shared.closing().is_open() {
            return Ok(published);
        }
        // No further back than this batch: values of earlier pushes that returned `Ok` are not this call's to return.
        let mut counted = published;
        while counted > 0 {
            let Some(value) = self.take_back() else { return Ok(counted) };
            taken_back(value);
            counted -= 1;
        }
        if self.is_closed() { Err(Closed) } else { Ok(0) }
    }

    /// The error of a push when there is no room.
    #[cold]
    fn refuse(&self) -> PushError<()> {
        if self.is_closed() { PushError::Closed(()) } else { PushError::Full(()) }
    }

    #[cold]
    fn take_back(&mut self) -> Option<T> {
        let mut slot = None;
        self.take_back_into(&mut slot);
        slot
    }

    /// Settles a ring that is not open, and takes the newest value beyond its end back into `slot`, if there is one.
    #[cold]
    #[inline(never)]
    fn take_back_into(&mut self, slot: &mut Option<T>) -> bool {
        let end = self.shared.closing().settle(self.tail).end;
        if self.tail == end {
            return false;
        }
        clear(slot);
        let newest = position::retreat(self.tail, 1);
        // SAFETY: the tail is never before the end, so the newest value is not before it either. The consumer reads nothing from the
        // end on, so the ring's slot is the producer's, and it was written. The caller's slot was emptied.
        unsafe { self.shared.slots.at(newest).move_out(|value| put_from(slot, value)) };
        // The shared tail may stay: the ring is settled, so it is not read any more.
        self.tail = newest;
        true
    }
}
