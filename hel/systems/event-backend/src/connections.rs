//! Who is connected, who subscribed to what, and an outbox for each: a `bounded` channel that the socket's writer empties.
//!
//! A subscriber whose outbox is full is cut off: it takes less than it asked for, and to wait for it would hold up everybody
//! else, for ever if it takes one frame now and then. That is a matter of notifications only: its events are counted and
//! processed like all others.

use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::ws::Utf8Bytes;
use hel::channel::errors::TrySendError;
use hel::channel::mpmc::{Receiver, Sender, bounded};
use prometheus_client::metrics::counter::Counter;
use slab::Slab;

use crate::event::{Answer, Kind, Notification};

/// How many frames wait for a socket. A frame holds up to a batch of notifications.
pub const OUTBOX: usize = 1024;

/// Where the frames for one socket are put.
pub type Outbox = Sender<Utf8Bytes, OUTBOX>;
/// Where its writer takes them.
pub type Frames = Receiver<Utf8Bytes, OUTBOX>;

/// All open connections.
#[derive(Debug, Default)]
pub struct Connections {
    open: RwLock<Slab<(Vec<Kind>, Outbox)>>,
}

/// A connection's place among the others, until it is dropped.
#[derive(Debug)]
pub struct Seat {
    number: usize,
    connections: Arc<Connections>,
    /// Its own end of its outbox, for acknowledgements.
    pub outbox: Outbox,
}

impl Connections {
    /// Adds one that subscribes to `kinds`, which may be none. What is published from now on goes to the receiver.
    pub fn join(self: &Arc<Self>, kinds: Vec<Kind>) -> (Seat, Frames) {
        let (outbox, frames) = bounded();
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        let number = open.insert((kinds, outbox.clone()));
        (Seat { number, connections: Arc::clone(self), outbox }, frames)
    }

    /// Puts notifications into the outboxes of all who subscribed, a frame for each type, and cuts off whose outbox is full.
    pub fn publish(&self, notifications: &mut Vec<Notification>, cut: &Counter) {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        for kind in Kind::ALL {
            let items: Vec<_> = notifications.extract_if(.., |item| item.event.kind == kind).collect();
            let mut outboxes =
                open.iter().map(|(_, open)| open).filter(|(kinds, _)| kinds.contains(&kind)).peekable();
            if items.is_empty() || outboxes.peek().is_none() {
                continue;
            }
            let frame = Utf8Bytes::from(Answer::Notifications { items }.text());
            for (_, outbox) in outboxes {
                // To close the outbox is all it takes: its reader and its writer see it, and end the connection.
                if let Err(TrySendError::Full(_)) = outbox.try_send(frame.clone())
                    && outbox.close()
                {
                    cut.inc();
                }
            }
        }
    }

    /// Closes all outboxes: their writers send what is there, then say goodbye.
    pub fn close(&self) {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.iter().for_each(|(_, (_, outbox))| _ = outbox.close());
    }

    /// How many are connected, and how many of them subscribed to something.
    pub fn count(&self) -> (u64, u64) {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let subscribers = open.iter().filter(|(_, (kinds, _))| !kinds.is_empty()).count();
        (open.len() as u64, subscribers as u64)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.connections.open.write().unwrap_or_else(PoisonError::into_inner).remove(self.number);
    }
}
