//! What travels through a ring: each value knows whose it is, and shows when it is broken.

use super::rng::mix;
use hel_ring::{
    Closed, PopError,
    spsc::{Consumer, Producer},
};
use std::{
    collections::VecDeque,
    fmt,
    sync::atomic::{AtomicU8, Ordering::Relaxed},
};

/// Whose value it is, and which: a producer numbers its values from 0 on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id {
    pub(crate) producer: usize,
    pub(crate) number: usize,
}

impl Id {
    /// A number of 40 bits.
    fn code(self) -> u64 {
        debug_assert!(self.producer < 1 << 8 && self.number < 1 << 32);
        (self.producer as u64) << 32 | self.number as u64
    }

    fn of_code(code: u64) -> Self {
        let part = |bits: u64| usize::try_from(bits).expect("32 bits");
        Self { producer: part(code >> 32), number: part(code & 0xffff_ffff) }
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "value {} of producer {}", self.number, self.producer)
    }
}

/// How often each value was dropped, for those that count.
pub(crate) struct Drops(Vec<Vec<AtomicU8>>);

impl Drops {
    /// For producers that make so many values each.
    pub(crate) fn new(limits: impl Iterator<Item = usize>) -> Self {
        Self(limits.map(|limit| (0..limit).map(|_| AtomicU8::new(0)).collect()).collect())
    }

    pub(crate) fn of(&self, id: Id) -> u8 {
        self.0[id.producer][id.number].load(Relaxed)
    }

    pub(crate) fn total(&self) -> u64 {
        self.0.iter().flatten().map(|count| u64::from(count.load(Relaxed))).sum()
    }
}

/// A value of a round that lasts for `'r`.
pub(crate) trait Value<'r>: Send + Sized {
    /// Whether its drop is counted.
    const COUNTS_DROPS: bool;

    fn new(id: Id, drops: &'r Drops) -> Self;

    /// Whose it is.
    ///
    /// # Panics
    ///
    /// When it is broken.
    fn id(&self) -> Id;

    /// [`Producer::push_slice`] where values can be copied, else `push_batch`.
    fn push_slice<const CAP: usize>(
        tx: &mut Producer<Self, CAP>,
        items: &mut VecDeque<Self>,
    ) -> Result<usize, Closed> {
        tx.push_batch(items)
    }

    /// [`Consumer::pop_slice`] where values can be copied, else `pop_batch`.
    fn pop_slice<const CAP: usize>(
        rx: &mut Consumer<Self, CAP>,
        into: &mut Vec<Self>,
        most: usize,
    ) -> Result<usize, PopError> {
        rx.pop_batch(into, most)
    }
}

fn push_copies<T: Copy, const CAP: usize>(
    tx: &mut Producer<T, CAP>,
    items: &mut VecDeque<T>,
) -> Result<usize, Closed> {
    let count = tx.push_slice(items.make_contiguous())?;
    items.drain(..count);
    Ok(count)
}

fn pop_copies<T: Copy, const CAP: usize>(
    rx: &mut Consumer<T, CAP>,
    into: &mut Vec<T>,
    most: usize,
    blank: T,
) -> Result<usize, PopError> {
    into.clear();
    into.resize(most.min(2 * CAP), blank);
    let popped = rx.pop_slice(into);
    into.truncate(popped.unwrap_or(0));
    popped
}

/// Everything in 8 bytes: 40 that say whose it is, and 24 to check them.
#[derive(Clone, Copy)]
pub(crate) struct Word(u64);

impl Value<'_> for Word {
    const COUNTS_DROPS: bool = false;

    fn new(id: Id, _: &Drops) -> Self {
        Self(id.code() << 24 | mix(id.code()) >> 40)
    }

    fn id(&self) -> Id {
        let code = self.0 >> 24;
        assert!(self.0 & 0xff_ffff == mix(code) >> 40, "a broken value came out: {:#018x}", self.0);
        Id::of_code(code)
    }

    fn push_slice<const CAP: usize>(
        tx: &mut Producer<Self, CAP>,
        items: &mut VecDeque<Self>,
    ) -> Result<usize, Closed> {
        push_copies(tx, items)
    }

    fn pop_slice<const CAP: usize>(
        rx: &mut Consumer<Self, CAP>,
        into: &mut Vec<Self>,
        most: usize,
    ) -> Result<usize, PopError> {
        pop_copies(rx, into, most, Self(0))
    }
}

/// 80 bytes, each word of which follows from the first: half of one value and half of another will not do.
#[derive(Clone, Copy)]
pub(crate) struct Block([u64; 10]);

/// `N` words that follow from the first.
fn words<const N: usize>(id: Id) -> [u64; N] {
    std::array::from_fn(|index| if index == 0 { id.code() } else { mix(id.code() ^ (index as u64) << 40) })
}

impl Value<'_> for Block {
    const COUNTS_DROPS: bool = false;

    fn new(id: Id, _: &Drops) -> Self {
        Self(words(id))
    }

    fn id(&self) -> Id {
        let id = Id::of_code(self.0[0] & 0xff_ffff_ffff);
        assert!(self.0 == words(id), "a broken value came out: {:#018x?}", self.0);
        id
    }

    fn push_slice<const CAP: usize>(
        tx: &mut Producer<Self, CAP>,
        items: &mut VecDeque<Self>,
    ) -> Result<usize, Closed> {
        push_copies(tx, items)
    }

    fn pop_slice<const CAP: usize>(
        rx: &mut Consumer<Self, CAP>,
        into: &mut Vec<Self>,
        most: usize,
    ) -> Result<usize, PopError> {
        pop_copies(rx, into, most, Self([0; 10]))
    }
}

/// Owns memory, and counts its drop.
pub(crate) struct Owned<'r> {
    /// Beside the memory, so that a second drop is seen before it is freed a second time.
    id: Id,
    drops: &'r Drops,
    memory: Box<[u64; 3]>,
}

impl<'r> Value<'r> for Owned<'r> {
    const COUNTS_DROPS: bool = true;

    fn new(id: Id, drops: &'r Drops) -> Self {
        Self { id, drops, memory: Box::new(words(id)) }
    }

    fn id(&self) -> Id {
        assert_eq!(self.drops.of(self.id), 0, "{:?} came out after its drop", self.id);
        assert!(*self.memory == words(self.id), "{:?} came out broken: {:#018x?}", self.id, self.memory);
        self.id
    }
}

impl Drop for Owned<'_> {
    fn drop(&mut self) {
        let before = self.drops.0[self.id.producer][self.id.number].fetch_add(1, Relaxed);
        assert_eq!(before, 0, "{:?} was dropped a second time", self.id);
    }
}
