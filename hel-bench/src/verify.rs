//! Whether all values arrived: each once, unharmed, in order.
//!
//! Every consumer keeps a [`Tally`]; at the end of a run [`verify`] holds them all against what was sent. What is checked:
//!
//! * **Count**: as many values as were sent.
//! * **Order**: what one consumer receives from one producer comes in the order in which it was sent, and nothing twice.
//! * **Checksum**: the sum of the values' digests, so that two errors of which one hides the other in the count are found.
//! * **Keys** (keyed layouts): a key is received by one consumer alone. Together with the order above, order per key.

use std::fmt;

use crate::load::Keys;
use crate::payload::{KEYS, MAX_PRODUCERS, Payload, Stamp};

/// What one consumer received.
#[derive(Clone, Debug)]
pub struct Tally {
    count: u64,
    checksum: u64,
    /// By producer: the least sequence number that may come next.
    next: [u64; MAX_PRODUCERS],
    keys: [u64; KEYS as usize / 64],
    disorder: Option<Disorder>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            count: 0,
            checksum: 0,
            next: [0; MAX_PRODUCERS],
            keys: [0; KEYS as usize / 64],
            disorder: None,
        }
    }
}

impl Tally {
    /// Takes note of a received value.
    #[inline]
    pub fn note<T: Payload>(&mut self, value: &T) {
        let stamp = value.stamp();
        let sequence = stamp.sequence();
        let next = &mut self.next[stamp.producer() % MAX_PRODUCERS];
        if sequence < *next {
            self.disorder.get_or_insert(Disorder { value: stamp, expected: *next });
        }
        *next = sequence + 1;
        self.count += 1;
        self.checksum = self.checksum.wrapping_add(value.digest());
        self.keys[stamp.key() as usize / 64] |= 1 << (stamp.key() % 64);
    }
}

/// A value that came after one that was sent later, or a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disorder {
    value: Stamp,
    expected: u64,
}

/// Why a run does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Fewer values arrived than were sent.
    Lost {
        /// How many are missing.
        values: u64,
        /// How many were sent.
        of: u64,
    },
    /// More values arrived than were sent.
    Doubled {
        /// How many too many.
        values: u64,
        /// How many were sent.
        of: u64,
    },
    /// A consumer received a producer's values out of order.
    Disordered(Disorder),
    /// The right number of values, but not those that were sent.
    Corrupted,
    /// Two consumers received values of one key.
    KeySplit {
        /// The first such key.
        key: u64,
    },
    /// A reply that does not match its request.
    WrongReply {
        /// What came back.
        received: Stamp,
        /// What was sent.
        sent: Stamp,
    },
    /// A channel that ended before its senders were gone, or that refused a value although a receiver was there.
    EndedEarly,
    /// This machine cannot run it.
    NotHere(&'static str),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { values, of } => write!(f, "lost {values} of {of} values"),
            Self::Doubled { values, of } => write!(f, "delivered {values} values more than the {of} sent"),
            Self::Disordered(Disorder { value, expected }) => {
                write!(f, "out of order: {value:?} came when number {expected} or later was due")
            }
            Self::Corrupted => {
                f.write_str("the count is right, the checksum is not: a value was changed or replaced")
            }
            Self::KeySplit { key } => write!(f, "values of key {key} went to more than one consumer"),
            Self::WrongReply { received, sent } => write!(f, "the reply to {sent:?} was {received:?}"),
            Self::EndedEarly => f.write_str("the channel ended though the other side was there"),
            Self::NotHere(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Failure {}

/// What was sent: each producer's values have the numbers from 0 on.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// By producer, how many.
    pub shares: &'a [u64],
    /// How often each key was used.
    pub keys: Keys,
    /// Must a key stay with one consumer?
    pub keyed: bool,
}

/// Holds what the consumers received against what was sent.
///
/// # Errors
///
/// The first thing that is wrong; count before order before checksum before keys.
pub fn verify<T: Payload>(sent: Sent<'_>, tallies: &[Tally]) -> Result<(), Failure> {
    let of: u64 = sent.shares.iter().sum();
    let count: u64 = tallies.iter().map(|tally| tally.count).sum();
    if count < of {
        return Err(Failure::Lost { values: of - count, of });
    }
    if count > of {
        return Err(Failure::Doubled { values: count - of, of });
    }
    if let Some(disorder) = tallies.iter().find_map(|tally| tally.disorder) {
        return Err(Failure::Disordered(disorder));
    }
    let checksum = tallies.iter().fold(0_u64, |sum, tally| sum.wrapping_add(tally.checksum));
    if checksum != checksum_of::<T>(sent) {
        return Err(Failure::Corrupted);
    }
    if sent.keyed {
        let mut seen = [0_u64; KEYS as usize / 64];
        for tally in tallies {
            for (word, (seen, keys)) in seen.iter_mut().zip(tally.keys).enumerate() {
                let twice = *seen & keys;
                if twice != 0 {
                    return Err(Failure::KeySplit {
                        key: word as u64 * 64 + u64::from(twice.trailing_zeros()),
                    });
                }
                *seen |= keys;
            }
        }
    }
    Ok(())
}

fn checksum_of<T: Payload>(Sent { shares, keys, .. }: Sent<'_>) -> u64 {
    let stamps = shares
        .iter()
        .enumerate()
        .flat_map(|(producer, &share)| (0..share).map(move |n| Stamp::keyed(keys, producer, n)));
    stamps.fold(0, |sum, stamp| sum.wrapping_add(T::new(stamp).digest()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Trade;

    fn tally<T: Payload>(stamps: impl IntoIterator<Item = Stamp>) -> Tally {
        let mut tally = Tally::default();
        stamps.into_iter().for_each(|stamp| tally.note(&T::new(stamp)));
        tally
    }

    fn values(producer: usize, numbers: impl IntoIterator<Item = u64>) -> Vec<Stamp> {
        numbers.into_iter().map(|number| Stamp::new(producer, number)).collect()
    }

    const SENT: Sent<'_> = Sent { shares: &[10, 5], keys: Keys::Even, keyed: false };

    #[test]
    fn all_values_in_any_split_pass() {
        let first = tally::<Trade>(values(0, [0, 2, 4, 6, 8]).into_iter().chain(values(1, 0..5)));
        let second = tally::<Trade>(values(0, [1, 3, 5, 7, 9]));
        assert_eq!(verify::<Trade>(SENT, &[first, second]), Ok(()));
    }

    #[test]
    fn a_loss_is_found_with_its_size() {
        let tally = tally::<u64>(values(0, (0..10).filter(|n| *n != 4)).into_iter().chain(values(1, 0..5)));
        assert_eq!(verify::<u64>(SENT, &[tally]), Err(Failure::Lost { values: 1, of: 15 }));
    }

    #[test]
    fn a_doubling_is_found_at_one_consumer_and_across_two() {
        let whole = values(0, 0..10).into_iter().chain(values(1, 0..5)).collect::<Vec<_>>();
        let twice = tally::<u64>(whole.iter().copied().chain(values(1, [4])));
        assert_eq!(verify::<u64>(SENT, &[twice]), Err(Failure::Doubled { values: 1, of: 15 }));
        let (one, other) = (tally::<u64>(whole), tally::<u64>(values(0, [3])));
        assert_eq!(verify::<u64>(SENT, &[one, other]), Err(Failure::Doubled { values: 1, of: 15 }));
    }

    #[test]
    fn two_values_in_the_wrong_order_are_found() {
        let stamps = values(0, [0, 1, 2, 4, 3, 5, 6, 7, 8, 9]).into_iter().chain(values(1, 0..5));
        let found = verify::<u64>(SENT, &[tally::<u64>(stamps)]);
        assert_eq!(found, Err(Failure::Disordered(Disorder { value: Stamp::new(0, 3), expected: 5 })));
    }

    #[test]
    fn a_loss_that_a_doubling_hides_in_the_count_is_found() {
        let first = tally::<u64>(values(0, (0..10).filter(|n| *n != 4)).into_iter().chain(values(1, 0..5)));
        let second = tally::<u64>(values(0, [7]));
        assert_eq!(verify::<u64>(SENT, &[first, second]), Err(Failure::Corrupted));
    }

    #[test]
    fn a_key_at_two_consumers_is_found_when_keys_matter() {
        let same_key: Vec<u64> = (0..10_000).filter(|n| Stamp::new(0, *n).key() == 7).take(2).collect();
        let shares = [same_key[1] + 1];
        let (first, second): (Vec<_>, Vec<_>) =
            values(0, 0..shares[0]).into_iter().partition(|s| s.sequence() <= same_key[0]);
        let tallies = [tally::<u64>(first), tally::<u64>(second)];
        let keyed = verify::<u64>(Sent { shares: &shares, keys: Keys::Even, keyed: true }, &tallies);
        assert!(matches!(keyed, Err(Failure::KeySplit { .. })), "{keyed:?}");
        assert_eq!(verify::<u64>(Sent { shares: &shares, keys: Keys::Even, keyed: false }, &tallies), Ok(()));
    }
}
