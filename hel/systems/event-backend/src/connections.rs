//! Who is connected, who subscribed, and an outbox for each: a `bounded` channel that the socket's writer empties.
//!
//! A subscriber whose outbox is full is cut off: to wait for it would hold up everybody else. That concerns notifications
//! only: the events that it sent are processed like all others.

use std::sync::{PoisonError, RwLock};

use axum::extract::ws::Utf8Bytes;
use hel::channel::errors::TrySendError;
use hel::channel::mpmc::{Receiver, Sender, bounded};
use prometheus_client::metrics::counter::Counter;

use crate::event::{Answer, Notification};

/// How many frames wait for a socket. A frame holds up to a batch of notifications.
const OUTBOX: usize = 1024;

/// Where the frames for one socket are put. To close it ends the connection; one that ends by itself closes it too.
pub type Outbox = Sender<Utf8Bytes, OUTBOX>;
/// Where its writer takes them.
pub type Frames = Receiver<Utf8Bytes, OUTBOX>;

/// The outboxes of all connections, with whether they subscribed.
#[derive(Debug, Default)]
pub struct Connections(RwLock<Vec<(bool, Outbox)>>);

impl Connections {
    /// Adds one. If it subscribes, what is published from now on goes to the receiver.
    pub fn join(&self, subscribed: bool) -> (Outbox, Frames) {
        let (outbox, frames) = bounded();
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(_, outbox)| !outbox.is_closed());
        all.push((subscribed, outbox.clone()));
        (outbox, frames)
    }

    /// Puts notifications into the outboxes of all who subscribed, as one frame, and cuts off whose outbox is full.
    pub fn publish(&self, items: Vec<Notification>, cut: &Counter) {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut subscribers =
            all.iter().filter(|(subscribed, outbox)| *subscribed && !outbox.is_closed()).peekable();
        if subscribers.peek().is_none() {
            return;
        }
        let frame = Utf8Bytes::from(Answer::Notifications { items }.text());
        for (_, outbox) in subscribers {
            if let Err(TrySendError::Full(_)) = outbox.try_send(frame.clone())
                && outbox.close()
            {
                cut.inc();
            }
        }
    }

    /// Closes all outboxes: their writers send what is there, then say goodbye.
    pub fn close(&self) {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().for_each(|(_, outbox)| _ = outbox.close());
    }
}
