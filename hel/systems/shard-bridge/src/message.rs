//! What travels: the messages of a channel, and the numbered batch of them that is one message of the stream.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::flight::Flight;

/// What a shard of the producer's channel carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// A flight, and when its reader sent it: nanoseconds since 1970.
    Flight(u64, Flight),
    /// The shard has no more flights.
    End,
}

/// Messages of one shard, in order. A batch is stored whole or not at all.
///
/// The messages of a shard are numbered from 1, by the producer. The numbers depend on the file alone: a producer that starts
/// again numbers as before, however its messages fall into batches then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

    /// What the server knows the batch by: one that comes again under the same name is not stored again.
    ///
    /// It says where the batch ends too. A producer that was started again may cut its batches elsewhere, and a longer batch
    /// must not pass for the shorter one of the same start.
    pub fn id(&self, shard: usize) -> String {
        format!("{shard}:{}-{}", self.first, self.next() - 1)
    }

    /// As it is stored.
    pub fn encode(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).context("cannot encode a batch")
    }

    /// From how it is stored.
    pub fn decode(payload: &[u8]) -> Result<Self> {
        serde_json::from_slice(payload)
            .context("the stream holds another program's messages: name another by --stream")
    }
}

/// Nanoseconds since 1970, by the machine's clock: all processes of the demo read the same.
pub fn now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_tells_batches_of_one_start_apart() {
        let batch = |count| Batch { first: 7, messages: vec![Message::End; count] };
        assert_eq!(batch(2).id(3), "3:7-8");
        assert_ne!(batch(2).id(3), batch(1).id(3));
        assert_ne!(batch(2).id(3), batch(2).id(2));
    }
}
