//! Which of the delivered messages are next: the receiver's half of order and of no duplicates.
//!
//! The server delivers at least once. What comes again after a lost acknowledgement, a crash or a repeated publication is
//! recognised here, by the numbers: a shard's messages are taken in the order 1, 2, 3, ... and each of them once.

use anyhow::{Result, ensure};

/// What to do with a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Take it, but for its first so many messages. They were handled before: a restarted producer cut its batches elsewhere.
    Take(usize),
    /// All of it was handled before: acknowledge it, and no more.
    Duplicate,
}

/// Judges a batch of `count` messages from number `first` on, by a receiver that handled all up to `last`.
///
/// Fails when messages are missing between the two. Waiting for them does not help: the server has one batch of a shard under
/// way, so what is missing was acknowledged before, or is not in the stream.
pub fn judge(last: u64, first: u64, count: usize) -> Result<Verdict> {
    let next = last + 1;
    ensure!(
        first <= next,
        "messages {next} to {} are neither in the stream nor in the saved state. \
         Was the state deleted? Start over with a new --stream and an empty --state",
        first - 1
    );
    let known = usize::try_from(next - first)?;
    Ok(if known < count { Verdict::Take(known) } else { Verdict::Duplicate })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn next_is_taken_what_was_handled_is_dropped_and_a_gap_is_named() {
        assert_eq!(judge(0, 1, 3).unwrap(), Verdict::Take(0));
        assert_eq!(judge(3, 4, 1).unwrap(), Verdict::Take(0));
        assert_eq!(judge(3, 1, 5).unwrap(), Verdict::Take(3));
        assert_eq!(judge(3, 1, 3).unwrap(), Verdict::Duplicate);
        let error = judge(3, 6, 1).unwrap_err().to_string();
        assert!(error.starts_with("messages 4 to 5 are neither"), "{error}");
    }

    /// A receiver of message numbers, as `consume` is one of flights.
    fn receive(taken: &mut Vec<u64>, first: u64, count: usize) {
        if let Ok(Verdict::Take(skip)) = judge(taken.len() as u64, first, count) {
            taken.extend((first..).take(count).skip(skip));
        }
    }

    proptest! {
        /// Anything in any order, and among it the batches of a producer, so often that each comes when it is its turn.
        #[test]
        fn each_number_is_taken_once_in_order(
            cuts in vec(1..10_usize, 1..20),
            noise in vec(vec((1..200_u64, 1..10_usize), 0..10), 20),
        ) {
            let (mut taken, mut next) = (Vec::new(), 1);
            for (count, noise) in cuts.into_iter().zip(noise) {
                for (first, count) in noise {
                    receive(&mut taken, first, count);
                }
                receive(&mut taken, next, count);
                next += count as u64;
                prop_assert!(taken.len() as u64 + 1 >= next, "all that the producer sent is taken");
            }
            prop_assert_eq!(&taken, &(1..=taken.len() as u64).collect::<Vec<_>>());
        }
    }
}
