//! Whether all values arrived: each once, unharmed, in order.
//!
//! Every consumer keeps a [`Tally`]; at the end of a run [`verify`] holds them all against what was sent. What is checked:
//!
//! * **Count**: as many values as were sent.
//! * **Order** (but for jobs that anybody may take): what one consumer receives from one producer comes in the order in which it was
//!   sent, and nothing twice.
//! * **Checksum**: the sum of the values' digests, so that two errors of which one hides the other in the count are found.
//! * **Keys** (keyed layouts): a key is received by one consumer alone. Together with the order above, order per key.

use std::fmt;

use crate::load::Load;
use crate::payload::{KEYS, MAX_PRODUCERS, Payload, Stamp};

/// What one consumer received.
#[derive(Clone, Debug)]
pub struct Tally {
    count: u64,
    checksum: u64,
    /// By producer: the least sequence number that may come next.
    next: [u64; MAX_PRODUCERS],
    keys: [u64; KEYS as usize / 64],
    /// The first value that came after one that was sent later, or a second time, and what was due.
    disorder: Option<(Stamp, u64)>,
}

impl Default for Tally {
    fn default() -> Self {
        let (next, keys) = ([0; MAX_PRODUCERS], [0; KEYS as usize / 64]);
        Self { count: 0, checksum: 0, next, keys, disorder: None }
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
            self.disorder.get_or_insert((stamp, *next));
        }
        *next = sequence + 1;
        self.count += 1;
        self.checksum = self.checksum.wrapping_add(value.digest());
        self.keys[stamp.key() as usize / 64] |= 1 << (stamp.key() % 64);
    }
}

/// Why a run does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields' names say it")]
pub enum Failure {
    /// Fewer values arrived than were sent, or more.
    Miscounted { received: u64, sent: u64 },
    /// A consumer received a producer's values out of order: that number was due, or a later one.
    Disordered { value: Stamp, expected: u64 },
    /// The right number of values, but not those that were sent.
    Corrupted,
    /// Two consumers received values of one key; the first such key.
    KeySplit { key: u64 },
    /// A reply that does not match its request.
    WrongReply { received: Stamp, sent: Stamp },
    /// A channel that ended before its senders were gone, or that refused a value although a receiver was there.
    EndedEarly,
    /// This machine cannot run it.
    NotHere(&'static str),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Miscounted { received, sent } if received < sent => {
                write!(f, "lost {} of {sent} values", sent - received)
            }
            Self::Miscounted { received, sent } => {
                write!(f, "delivered {} values more than the {sent} sent", received - sent)
            }
            Self::Disordered { value, expected } => {
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

/// Holds what the consumers received against what was sent: of each producer so many values, with the numbers from 0 on.
///
/// # Errors
///
/// The first thing that is wrong; count before order before checksum before keys.
pub fn verify<T: Payload>(load: &Load, shares: &[u64], tallies: &[Tally]) -> Result<(), Failure> {
    let sent: u64 = shares.iter().sum();
    let received: u64 = tallies.iter().map(|tally| tally.count).sum();
    if received != sent {
        return Err(Failure::Miscounted { received, sent });
    }
    let disorder = tallies.iter().find_map(|tally| tally.disorder);
    if let Some((value, expected)) = disorder.filter(|_| !load.in_any_order) {
        return Err(Failure::Disordered { value, expected });
    }
    let checksum = tallies.iter().fold(0_u64, |sum, tally| sum.wrapping_add(tally.checksum));
    if checksum != checksum_of::<T>(load, shares) {
        return Err(Failure::Corrupted);
    }
    if load.keyed {
        let mut seen = [0_u64; KEYS as usize / 64];
        for tally in tallies {
            for (word, (seen, keys)) in seen.iter_mut().zip(tally.keys).enumerate() {
                let twice = *seen & keys;
                if twice != 0 {
                    let key = word as u64 * 64 + u64::from(twice.trailing_zeros());
                    return Err(Failure::KeySplit { key });
                }
                *seen |= keys;
            }
        }
    }
    Ok(())
}

fn checksum_of<T: Payload>(load: &Load, shares: &[u64]) -> u64 {
    let stamps = shares.iter().enumerate().flat_map(|(producer, &share)| {
        (0..share).map(move |number| Stamp::keyed(load.keys, producer, number))
    });
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

    /// What is found when 10 values of one producer and 5 of another were sent, and each consumer got these of the first;
    /// one of them got all of the second.
    fn found<T: Payload>(of_first: &[&[u64]]) -> Result<(), Failure> {
        let consumer = |(number, of_first): (usize, &&[u64])| {
            let of_second = if number == 0 { values(1, 0..5) } else { Vec::new() };
            tally::<T>(values(0, of_first.iter().copied()).into_iter().chain(of_second))
        };
        let tallies: Vec<Tally> = of_first.iter().enumerate().map(consumer).collect();
        verify::<T>(&Load::ONE, &[10, 5], &tallies)
    }

    #[test]
    fn all_values_in_any_split_pass() {
        assert_eq!(found::<Trade>(&[&[0, 2, 4, 6, 8], &[1, 3, 5, 7, 9]]), Ok(()));
    }

    #[test]
    fn losses_doublings_and_disorder_are_found() {
        let miscounted = |received| Err(Failure::Miscounted { received, sent: 15 });
        assert_eq!(found::<u64>(&[&[0, 1, 2, 3, 5, 6, 7, 8, 9]]), miscounted(14));
        assert_eq!(found::<u64>(&[&[0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9]]), miscounted(16));
        assert_eq!(found::<u64>(&[&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], &[3]]), miscounted(16));
        let hidden_in_the_count = found::<u64>(&[&[0, 1, 2, 3, 5, 6, 7, 8, 9], &[7]]);
        assert_eq!(hidden_in_the_count, Err(Failure::Corrupted));
        let disordered = Err(Failure::Disordered { value: Stamp::new(0, 3), expected: 5 });
        assert_eq!(found::<u64>(&[&[0, 1, 2, 4, 3, 5, 6, 7, 8, 9]]), disordered);
    }

    #[test]
    fn a_key_at_two_consumers_is_found_when_keys_matter() {
        let same_key: Vec<u64> = (0..10_000).filter(|n| Stamp::new(0, *n).key() == 7).take(2).collect();
        let (shares, (first, second)) =
            ([same_key[1] + 1], (0..=same_key[1]).partition(|n| *n <= same_key[0]));
        let numbers: [Vec<u64>; 2] = [first, second];
        let tallies = numbers.map(|numbers| tally::<u64>(values(0, numbers)));
        let keyed = verify::<u64>(&Load { keyed: true, ..Load::ONE }, &shares, &tallies);
        assert!(matches!(keyed, Err(Failure::KeySplit { .. })), "{keyed:?}");
        assert_eq!(verify::<u64>(&Load::ONE, &shares, &tallies), Ok(()));
    }
}
