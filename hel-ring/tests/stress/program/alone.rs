//! One thread alone with a ring: then every answer is known before the call.

use super::{
    books::{Hand, Outcome, Taken},
    rng::Rng,
    value::{Drops, Value},
};
use hel_ring::{PopError, PushError};

/// Both ends of a ring.
pub(crate) trait Ends<V> {
    const CAPACITY: usize;

    fn push(&mut self, value: V) -> Result<(), PushError<V>>;
    fn pop(&mut self) -> Result<V, PopError>;
    fn len(&self) -> usize;
}

/// The thread that runs the round, as a producer and a consumer before and after the others.
pub(crate) struct Alone<'r, V> {
    pub(crate) hand: Hand<'r, V>,
    pub(crate) taken: Taken,
    pub(crate) rng: Rng,
}

/// Its number as a producer.
const PRODUCER: usize = 0;

/// How often it fills and drains the ring before a round, at most.
const REHEARSALS: usize = 3;

/// How many values it may need.
pub(crate) const fn limit(capacity: usize) -> usize {
    (REHEARSALS + 1) * (capacity + 2)
}

impl<'r, V: Value<'r>> Alone<'r, V> {
    pub(crate) fn new(seed: u64, capacity: usize, drops: &'r Drops) -> Self {
        let hand = Hand::new(PRODUCER, limit(capacity), drops);
        Self { hand, taken: Taken::default(), rng: Rng::new(seed) }
    }

    /// Pushes and pops a little, and gives the number of values that it leaves in the ring.
    pub(crate) fn rehearse<E: Ends<V>>(&mut self, ends: &mut E) -> usize {
        let mut inside = 0;
        for _ in 0..self.rng.below(REHEARSALS + 1) {
            for _ in 0..self.rng.of_any_size(E::CAPACITY + 1) {
                inside += self.push(ends, inside);
            }
            for _ in 0..self.rng.of_any_size(E::CAPACITY + 1) {
                inside -= self.pop(ends, inside);
            }
        }
        inside
    }

    /// Pushes into an open ring with `inside` values, and says how many went in.
    fn push<E: Ends<V>>(&mut self, ends: &mut E, inside: usize) -> usize {
        let room = 1.min(E::CAPACITY - inside);
        let expected = if room > 0 { Outcome::Moved(room) } else { Outcome::Refused };
        let outcome = self.hand.push(|value| ends.push(value));
        assert_eq!(outcome, expected, "said of a push into a ring with {inside} of {} values", E::CAPACITY);
        assert_eq!(ends.len(), inside + room, "is the length after a push");
        room
    }

    /// Pops from an open ring with `inside` values, and says how many came out.
    pub(crate) fn pop<E: Ends<V>>(&mut self, ends: &mut E, inside: usize) -> usize {
        let there = 1.min(inside);
        let expected = if there > 0 { Outcome::Moved(there) } else { Outcome::Refused };
        let outcome = self.taken.pop(|| ends.pop());
        assert_eq!(outcome, expected, "said of a pop from a ring with {inside} values");
        assert_eq!(ends.len(), inside - there, "is the length after a pop");
        there
    }

    /// Takes some of the `inside` values of an abandoned ring, perhaps all; says how many are left.
    pub(crate) fn drain<E: Ends<V>>(&mut self, ends: &mut E, mut inside: usize) -> usize {
        assert_eq!(ends.len(), inside, "is the length of an abandoned ring, and the books have another");
        // One more than there are, so that `Empty` is heard, too.
        for _ in 0..self.rng.below(inside + 2) {
            inside -= self.pop(ends, inside);
        }
        inside
    }
}
