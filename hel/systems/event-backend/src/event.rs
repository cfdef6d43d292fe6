//! What goes over the wire: events in, acknowledgements and notifications out.

use std::num::NonZeroU32;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// The longest text in an event, in bytes.
const TEXT: usize = 1000;

/// The type of an event, by which it is routed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "their names say it")]
pub enum Kind {
    Order,
    Payment,
    User,
}

impl Kind {
    /// All there are, in the order of their shards.
    pub const ALL: [Self; 3] = [Self::Order, Self::Payment, Self::User];
    /// Their names, in the same order.
    pub const NAMES: [&str; 3] = ["order", "payment", "user"];
}

/// An event, as a client sends it: `{"type":"order","user":"ada","what":"lamp","amount":2}`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Who did it.
    #[serde(deserialize_with = "text")]
    pub user: String,
    /// What was ordered, paid for, or done.
    #[serde(deserialize_with = "text")]
    pub what: String,
    /// How many, or how many cents: what the processor of its type adds up.
    pub amount: NonZeroU32,
}

/// A text of fitting length.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let error = || D::Error::custom(format!("a text of {} bytes: it has 1 to {TEXT}", text.len()));
    if (1..=TEXT).contains(&text.len()) { Ok(text) } else { Err(error()) }
}

/// What a subscriber hears of an event.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Notification {
    /// Its place among the events of its type, from 1. Notifiers work side by side, so they may arrive in another order.
    pub number: u64,
    /// The sum of the amounts up to this event.
    pub total: u64,
    /// The event.
    pub event: Event,
}

/// A message of the server.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Answer {
    /// To each message, in the order in which they came.
    Ack {
        /// How many events have their place in a shard: they will be processed.
        accepted: u64,
        /// How many were not taken.
        refused: u64,
        /// Why not, for the first few.
        reasons: Vec<String>,
    },
    /// To subscribers.
    Notifications {
        /// Of all types.
        items: Vec<Notification>,
    },
}

impl Answer {
    /// As it is sent.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts can be written")
    }
}

/// Takes a message apart: an event, or an array of them. A bad one does not spoil the others, and has its reason.
pub(crate) fn parse(message: &str) -> (Vec<Event>, Vec<String>) {
    let many = message.trim_start().starts_with('[');
    let one = |message| serde_json::from_str(message).map(|item| vec![item]);
    let items: Result<Vec<&RawValue>, _> = if many { serde_json::from_str(message) } else { one(message) };
    let items = match items {
        Ok(items) => items,
        Err(error) => return (vec![], vec![format!("no JSON: {error}")]),
    };
    let (mut events, mut reasons) = (Vec::with_capacity(items.len()), Vec::new());
    for (index, item) in items.into_iter().enumerate() {
        match serde_json::from_str(item.get()) {
            Ok(event) => events.push(event),
            Err(error) => reasons.push(format!("event {index}: {error}")),
        }
    }
    (events, reasons)
}
