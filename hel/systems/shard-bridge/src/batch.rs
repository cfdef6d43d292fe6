//! What travels: the messages of a shard, the numbered batch of them that is one message of the stream, and which batch is next.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use crate::flight::Flight;

/// What a shard of the producer's channel carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Message {
    /// A flight, and when its reader sent it: nanoseconds since 1970.
    Flight(u64, Flight),
    /// The shard has no more flights.
    End,
}

/// Messages of one shard, in order. A batch is stored whole or not at all. The producer numbers the messages of a shard from 1,
/// as they are in the file: one that starts again numbers as before, however its messages fall into batches then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Batch {
    /// The number of the first message.
    pub first: u64,
    /// The messages, at least one.
    pub messages: Vec<Message>,
}

impl Batch {
    /// The number of the message after the last.
    pub fn next(&self) -> u64 {
        self.first + self.messages.len() as u64
    }

    /// What the server knows the batch by: one that comes again under the same name is not stored again. It says where the batch
    /// ends too: a producer that was started again may cut its batches elsewhere, and a longer one must not pass for a shorter.
    pub fn id(&self, shard: usize) -> String {
        format!("{shard}:{}-{}", self.first, self.next() - 1)
    }
}

/// How many messages of a batch were handled before, by a receiver that handled all up to number `last`: all of them when the
/// server delivered it again, some when a restarted producer cut its batches elsewhere. So each number is taken once, in order.
/// Fails when messages are missing before the batch: with one batch of a shard under way, they will not come any more.
pub fn known(last: u64, first: u64, count: usize) -> Result<usize> {
    let next = last + 1;
    ensure!(
        first <= next,
        "messages {next} to {} are neither in the stream nor in the saved state. \
         Was the state deleted? To start over, name a new --stream",
        first - 1
    );
    Ok(count.min(usize::try_from(next - first)?))
}

/// Nanoseconds since 1970, by the machine's clock: all processes of the demo read the same.
pub fn now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Anything in any order, and among it the batches of a producer, so often that each comes when it is its turn.
        #[test]
        fn each_number_is_taken_once_in_order(
            cuts in vec(1..10_usize, 1..20),
            noise in vec(vec((1..200_u64, 1..10_usize), 0..10), 20),
        ) {
            let (mut taken, mut next) = (Vec::new(), 1);
            for (count, noise) in cuts.into_iter().zip(noise) {
                for (first, count) in noise.into_iter().chain([(next, count)]) {
                    let known = known(taken.len() as u64, first, count).unwrap_or(count);
                    taken.extend((first..).take(count).skip(known));
                }
                next += count as u64;
                prop_assert!(taken.len() as u64 + 1 >= next, "all that the producer sent is taken");
            }
            prop_assert_eq!(&taken, &(1..=taken.len() as u64).collect::<Vec<_>>());
        }
    }
}
