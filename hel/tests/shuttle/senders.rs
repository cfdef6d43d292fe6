//! Senders: threads and tasks that send in ways drawn from a menu.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use hel::channel::errors::{AsyncSendError, AsyncSendRefError, SendError};

use crate::check::below;
use crate::common::{Tx, poll_once};
use crate::outcome::Sent;
use crate::value::{Books, Id, Value};

/// How one operation waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Until it succeeds.
    Plain,
    /// Two values at once.
    Batch,
    /// Through a sink, as a task; a thread has none, and goes on as [`Plain`](Self::Plain).
    Sink,
    /// As a future that is polled once and dropped; then as [`Plain`](Self::Plain).
    Cancelled,
    /// With a deadline that may pass at any time, and one that has passed; then as [`Plain`](Self::Plain).
    Timed,
    /// With a deadline, or as a future that is polled once and dropped: the value is handed back, and a receiver leaves.
    GivesUp,
}

/// Every way to go on until it succeeds.
pub(crate) const ALL: &[Way] = &[Way::Plain, Way::Batch, Way::Sink, Way::Cancelled, Way::Timed];

/// Long by the clock; the checker lets it pass when it likes.
pub(crate) const SOME_TIME: Duration = Duration::from_secs(3600);

pub(crate) fn draw(menu: &[Way]) -> Way {
    menu[below(menu.len())]
}

/// Polls a future once, on behalf of the task; what it wakes meanwhile, runs.
pub(crate) async fn poll_once_in_task<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    let polled = poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context))).await;
    shuttle::future::yield_now().await;
    polled
}

/// One sender with the values that it still has.
pub(crate) struct Sender<X> {
    tx: X,
    menu: &'static [Way],
    left: std::vec::IntoIter<Value>,
    sent: Sent,
    /// Whether it waits for the end of the channel when it is done.
    awaits_end: bool,
    /// Whether it closes the channel before its last value.
    closes: bool,
}

impl<X: Tx<Value>> Sender<X> {
    /// The producer of this number, which sends `each` values.
    pub(crate) fn new(tx: X, producer: usize, each: u32, menu: &'static [Way], books: &Books) -> Self {
        let left: Vec<Value> = (0..each).map(|number| books.value((producer, number))).collect();
        let sent = Sent { all: each, ..Sent::default() };
        Self { tx, menu, left: left.into_iter(), sent, awaits_end: false, closes: false }
    }

    /// It waits for the end of the channel when it is done, and with `closes` brings it about before its last value.
    pub(crate) fn until_closed(self, closes: bool) -> Self {
        Self { awaits_end: true, closes, ..self }
    }

    /// Sends all, as a thread.
    pub(crate) fn run(mut self) -> (Sent, X) {
        while let Some(value) = self.next() {
            match draw(self.menu) {
                Way::Plain | Way::Sink => self.insist(value),
                Way::Batch => {
                    let mut buffer = self.batch(value);
                    let before = ids(&buffer);
                    let _ = self.tx.send_batch(&mut buffer);
                    self.settle_batch(&before, &buffer);
                }
                Way::Cancelled => {
                    let id = value.id;
                    let mut slot = Some(value);
                    let mut future = self.tx.send_ref_async(&mut slot);
                    let polled = poll_once(&mut future);
                    shuttle::thread::yield_now();
                    drop(future);
                    match polled {
                        Poll::Ready(sent) => self.settle(id, with_value(sent, slot)),
                        Poll::Pending => self.insist(still(slot)),
                    }
                }
                way @ (Way::Timed | Way::GivesUp) => {
                    let time = if below(2) == 0 { Duration::ZERO } else { SOME_TIME };
                    let id = value.id;
                    match self.tx.send_timeout(value, time) {
                        Ok(()) => self.sent.ok.push(id),
                        Err(SendError::TimeOut(value)) if way == Way::Timed => self.insist(value),
                        Err(error) => self.sent.back.push(error.into_inner().id),
                    }
                }
            }
        }
        if self.awaits_end {
            self.tx.closed();
        }
        (self.sent, self.tx)
    }

    /// Sends all, as a task: where a thread has a deadline, it gives up after some polls.
    pub(crate) async fn run_as_task(mut self) -> (Sent, X) {
        while let Some(value) = self.next() {
            let id = value.id;
            match draw(self.menu) {
                Way::Plain => {
                    let sent = self.tx.send_async(value).await;
                    self.settle(id, sent);
                }
                Way::Sink => {
                    let sent = self.tx.send_by_sink(value).await;
                    self.settle(id, sent);
                }
                Way::Batch => {
                    let mut buffer = self.batch(value);
                    let before = ids(&buffer);
                    let _ = self.tx.send_batch_async(&mut buffer).await;
                    self.settle_batch(&before, &buffer);
                }
                way @ (Way::Cancelled | Way::Timed | Way::GivesUp) => {
                    let mut slot = Some(value);
                    let mut future = self.tx.send_ref_async(&mut slot);
                    let mut polled = poll_once_in_task(&mut future).await;
                    if way == Way::Timed && polled.is_pending() {
                        polled = poll_once_in_task(&mut future).await;
                    }
                    drop(future);
                    let sent = match polled {
                        Poll::Ready(sent) => with_value(sent, slot),
                        Poll::Pending if way == Way::GivesUp => {
                            Err(AsyncSendError::Disconnected(still(slot)))
                        }
                        Poll::Pending => self.tx.send_async(still(slot)).await,
                    };
                    self.settle(id, sent);
                }
            }
        }
        if self.awaits_end {
            self.tx.closed_async().await;
        }
        (self.sent, self.tx)
    }

    fn next(&mut self) -> Option<Value> {
        if self.closes && self.left.len() == 1 {
            self.tx.close();
        }
        self.left.next()
    }

    /// `first`, and one more where there is one.
    fn batch(&mut self, first: Value) -> Vec<Value> {
        std::iter::once(first).chain(self.next()).collect()
    }

    fn insist(&mut self, value: Value) {
        let id = value.id;
        match self.tx.send(value) {
            Ok(()) => self.sent.ok.push(id),
            Err(error) => self.sent.back.push(error.into_inner().id),
        }
    }

    fn settle(&mut self, id: Id, sent: Result<(), AsyncSendError<Value>>) {
        match sent {
            Ok(()) => self.sent.ok.push(id),
            Err(AsyncSendError::Disconnected(value)) => self.sent.back.push(value.id),
        }
    }

    /// What is left in the buffer was not sent, and all else was.
    fn settle_batch(&mut self, before: &[Id], left: &[Value]) {
        let left = ids(left);
        self.sent.ok.extend(before.iter().filter(|id| !left.contains(id)));
        self.sent.back.extend(left);
    }
}

/// What a send by reference left in its slot, in the error.
fn with_value(sent: Result<(), AsyncSendRefError>, slot: Option<Value>) -> Result<(), AsyncSendError<Value>> {
    sent.map_err(|AsyncSendRefError::Disconnected| AsyncSendError::Disconnected(still(slot)))
}

/// The value of a cancelled send.
fn still(slot: Option<Value>) -> Value {
    slot.expect("a cancelled send has its value")
}

fn ids(values: &[Value]) -> Vec<Id> {
    values.iter().map(|value| value.id).collect()
}
