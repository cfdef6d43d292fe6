//! The books of a round: who made, sent and took which value. Each thread keeps its own; at the end they must agree.

use super::{
    totals::Tally,
    value::{Drops, Id, Value},
};
use hel_ring::{Closed, PopError, PushError};
use std::collections::VecDeque;

/// What a call did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// So many values went in, or came out.
    Moved(usize),
    /// The ring said that it was full, or empty.
    Refused,
    /// The ring said that it was closed.
    Closed,
}

impl From<PopError> for Outcome {
    fn from(error: PopError) -> Self {
        match error {
            PopError::Empty => Self::Refused,
            PopError::Closed => Self::Closed,
        }
    }
}

/// A producer's values, and its book.
pub(crate) struct Hand<'r, V> {
    producer: usize,
    drops: &'r Drops,
    /// How many values it may make.
    limit: usize,
    /// Made and not sent, oldest first.
    queue: VecDeque<V>,
    sent: Sent,
}

/// The book of a producer.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// How many values it made.
    made: usize,
    /// The numbers of the values that a push said Ok to and that were not taken back, in order.
    pub(crate) accepted: Vec<usize>,
    pub(crate) taken_back: usize,
    /// What its pushes evicted.
    pub(crate) evicted: Taken,
}

impl<'r, V: Value<'r>> Hand<'r, V> {
    pub(crate) fn new(producer: usize, limit: usize, drops: &'r Drops) -> Self {
        Self { producer, drops, limit, queue: VecDeque::new(), sent: Sent::default() }
    }

    /// Whether every value was sent, or given up.
    pub(crate) fn is_done(&self) -> bool {
        self.queue.is_empty() && self.sent.made == self.limit
    }

    /// How many values went in and stayed.
    pub(crate) fn accepted(&self) -> usize {
        self.sent.accepted.len()
    }

    /// Makes values until there are `count`, if there may be so many.
    fn hold(&mut self, count: usize) {
        while self.queue.len() < count && self.sent.made < self.limit {
            let id = Id { producer: self.producer, number: self.sent.made };
            self.queue.push_back(V::new(id, self.drops));
            self.sent.made += 1;
        }
    }

    fn ids(&self) -> impl Iterator<Item = Id> + use<'_, 'r, V> {
        self.queue.iter().map(V::id)
    }

    /// Sends one value by `push`. There must be one.
    pub(crate) fn push(&mut self, push: impl FnOnce(V) -> Result<(), PushError<V>>) -> Outcome {
        self.force_push(|value| push(value).map(|()| None))
    }

    /// The same by a push that may evict a value.
    pub(crate) fn force_push(&mut self, push: impl FnOnce(V) -> Result<Option<V>, PushError<V>>) -> Outcome {
        self.hold(1);
        let value = self.queue.pop_front().expect("a hand that is done sends nothing");
        let id = value.id();
        let (value, outcome) = match push(value) {
            Ok(evicted) => {
                self.sent.accepted.push(id.number);
                if let Some(evicted) = evicted {
                    self.sent.evicted.take(&evicted);
                }
                return Outcome::Moved(1);
            }
            Err(PushError::Full(value)) => (value, Outcome::Refused),
            Err(PushError::Closed(value)) => (value, Outcome::Closed),
        };
        assert_eq!(value.id(), id, "a refused push handed another value back");
        self.queue.push_front(value);
        outcome
    }

    /// Sends values by `push`, which gets at least `count` if there may be so many. There must be one.
    pub(crate) fn push_batch(
        &mut self,
        count: usize,
        push: impl FnOnce(&mut VecDeque<V>) -> Result<usize, Closed>,
    ) -> Outcome {
        self.hold(count);
        let before: Vec<Id> = self.ids().collect();
        let pushed = push(&mut self.queue);
        let accepted = pushed.unwrap_or(0);
        assert!(accepted <= before.len(), "{accepted} of {} values were pushed", before.len());
        let (accepted, rest) = before.split_at(accepted);
        assert!(
            self.ids().eq(rest.iter().copied()),
            "a batch kept other values than those that were not pushed"
        );
        self.sent.accepted.extend(accepted.iter().map(|id| id.number));
        match pushed {
            Ok(0) => Outcome::Refused,
            Ok(count) => Outcome::Moved(count),
            Err(Closed) => Outcome::Closed,
        }
    }

    /// A value came back that a push had said Ok to.
    pub(crate) fn take_back(&mut self, value: V) {
        let newest = self.sent.accepted.pop().map(|number| Id { producer: self.producer, number });
        assert_eq!(Some(value.id()), newest, "another value than the newest was taken back");
        self.sent.taken_back += 1;
        self.queue.push_front(value);
    }

    /// Gives the oldest value up.
    pub(crate) fn give_up(&mut self) {
        self.queue.pop_front();
    }

    /// The book, when the producer is done.
    pub(crate) fn close(self) -> Sent {
        self.sent
    }
}

/// The book of whoever takes values out.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    ids: Vec<Id>,
    /// Of each producer, the number that must not come any more: nor may one below it.
    passed: Vec<usize>,
}

impl Taken {
    /// Takes one value by `pop`.
    pub(crate) fn pop<'r, V: Value<'r>>(&mut self, pop: impl FnOnce() -> Result<V, PopError>) -> Outcome {
        match pop() {
            Ok(value) => {
                self.take(&value);
                Outcome::Moved(1)
            }
            Err(error) => error.into(),
        }
    }

    /// Takes values by `pop`, which appends at most `most` to `buffer`, and at least one if it says Ok.
    pub(crate) fn pop_batch<'r, V: Value<'r>>(
        &mut self,
        most: usize,
        buffer: &mut Vec<V>,
        pop: impl FnOnce(&mut Vec<V>) -> Result<usize, PopError>,
    ) -> Outcome {
        let popped = pop(buffer);
        assert_eq!(buffer.len(), popped.unwrap_or(0), "a batch holds another number of values than was said");
        let outcome = match popped {
            Ok(count) if (1..=most).contains(&count) => Outcome::Moved(count),
            Ok(count) => panic!("a batch of at most {most} took {count} values"),
            Err(error) => error.into(),
        };
        for value in buffer.drain(..) {
            self.take(&value);
        }
        outcome
    }

    /// Notes a value that came out.
    pub(crate) fn take<'r, V: Value<'r>>(&mut self, value: &V) {
        self.note(value.id());
    }

    /// Notes a value that will not be seen any more.
    pub(crate) fn note(&mut self, id: Id) {
        if self.passed.len() <= id.producer {
            self.passed.resize(id.producer + 1, 0);
        }
        let passed = &mut self.passed[id.producer];
        assert!(id.number >= *passed, "{id:?} came out after value {}", *passed - 1);
        *passed = id.number + 1;
        self.ids.push(id);
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }
}

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// No push said Ok to it.
    Kept,
    /// A push said Ok to it, and it did not come out.
    Left,
    CameOut,
}

/// All books, compared.
pub(crate) struct Fates {
    /// By producer and number.
    fates: Vec<Vec<Fate>>,
    pub(crate) left: usize,
}

impl Fates {
    /// Compares the books of the producers, in order, and of those who took.
    ///
    /// # Panics
    ///
    /// When they do not agree.
    pub(crate) fn settle(sent: &[Sent], taken: &[Taken]) -> Self {
        let mut fates: Vec<Vec<Fate>> = sent.iter().map(|sent| vec![Fate::Kept; sent.made]).collect();
        for (sent, fates) in sent.iter().zip(&mut fates) {
            for &number in &sent.accepted {
                fates[number] = Fate::Left;
            }
        }
        let evicted = sent.iter().map(|sent| &sent.evicted);
        for &id in taken.iter().chain(evicted).flat_map(|taken| &taken.ids) {
            let fate = fates.get_mut(id.producer).and_then(|fates| fates.get_mut(id.number));
            match fate.as_deref() {
                Some(Fate::Left) => fate.into_iter().for_each(|fate| *fate = Fate::CameOut),
                Some(Fate::CameOut) => panic!("{id:?} came out twice"),
                Some(Fate::Kept) | None => panic!("{id:?} came out, and no push had said Ok to it"),
            }
        }
        for (producer, fates) in fates.iter().enumerate() {
            let mut accepted = fates.iter().enumerate().filter(|(_, fate)| **fate != Fate::Kept);
            let oldest_left = accepted.find(|(_, fate)| **fate == Fate::Left);
            let newer = accepted.find(|(_, fate)| **fate == Fate::CameOut);
            if let (Some((number, _)), Some((newer, _))) = (oldest_left, newer) {
                panic!("value {number} of producer {producer} is lost: value {newer} came out");
            }
        }
        let left = fates.iter().flatten().filter(|fate| **fate == Fate::Left).count();
        Self { fates, left }
    }

    /// The sums.
    pub(crate) fn tally(&self, sent: &[Sent], taken: &[Taken], drops: &Drops) -> Tally {
        let taken_back = sent.iter().map(|sent| sent.taken_back).sum();
        Tally {
            pushed: taken_back + sent.iter().map(|sent| sent.accepted.len()).sum::<usize>(),
            popped: taken.iter().map(Taken::len).sum(),
            evicted: sent.iter().map(|sent| sent.evicted.len()).sum(),
            taken_back,
            dropped: self.left,
            drops: drops.total(),
        }
    }

    /// Each value was dropped once; those that are left in the ring when it is gone.
    ///
    /// # Panics
    ///
    /// When one was not.
    pub(crate) fn check_drops(&self, drops: &Drops, is_ring_gone: bool) {
        for (producer, fates) in self.fates.iter().enumerate() {
            for (number, fate) in fates.iter().enumerate() {
                let id = Id { producer, number };
                let expected = u8::from(is_ring_gone || *fate != Fate::Left);
                let found = drops.of(id);
                assert_eq!(found, expected, "{id:?} ({fate:?}) was dropped {found} times");
            }
        }
    }
}
