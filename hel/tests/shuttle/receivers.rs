//! Receivers: threads and tasks that receive in ways drawn from a menu.

use std::ops::ControlFlow;
use std::task::Poll;

use hel::channel::errors::RecvError;

use crate::check::below;
use crate::common::{Rx, poll_once};
use crate::outcome::Received;
use crate::senders::{SOME_TIME, Way, draw, poll_once_in_task};
use crate::value::{Books, Value};

/// One receiver, with what it got so far.
pub(crate) struct Receiver<X> {
    rx: X,
    menu: &'static [Way],
    /// So many values it takes, unless it hears of the end before.
    share: usize,
    /// Whether it closes the channel, some time before it receives.
    closes: bool,
    /// Whether a batch comes from one shard, and so in order.
    has_one_shard: bool,
    got: Received,
    books: Books,
}

/// So many turns a closer lets pass at most, so that the others are in the middle of things by then.
const IDLE: usize = 40;

/// Whether to go on.
type Step = ControlFlow<()>;

impl<X: Rx<Value>> Receiver<X> {
    pub(crate) fn new(rx: X, menu: &'static [Way], share: usize, closes: bool, books: &Books) -> Self {
        let has_one_shard = rx.shards() == 1;
        Self { rx, menu, share, closes, has_one_shard, got: Vec::new(), books: books.clone() }
    }

    /// Receives, as a thread.
    pub(crate) fn run(mut self) -> (Received, X) {
        if self.closes {
            (0..below(IDLE)).for_each(|_| shuttle::thread::yield_now());
            self.rx.close();
        }
        while self.wants_more() {
            let step = match draw(self.menu) {
                Way::Plain | Way::Sink => self.plain(),
                Way::Batch => {
                    let mut into = Vec::new();
                    let received = self.rx.recv_batch(&mut into, self.batch());
                    self.take_batch(received.ok(), &into)
                }
                Way::Cancelled => {
                    let mut future = self.rx.recv_any_async();
                    let polled = poll_once(&mut future);
                    shuttle::thread::yield_now();
                    drop(future);
                    match polled {
                        Poll::Ready(received) => self.take(received.ok()),
                        Poll::Pending => self.plain(),
                    }
                }
                way @ (Way::Timed | Way::GivesUp) => match self.rx.recv_any_timeout(SOME_TIME) {
                    Err(RecvError::TimeOut(_)) if way == Way::Timed => self.plain(),
                    received => self.take(received.ok()),
                },
            };
            if step.is_break() {
                break;
            }
        }
        (self.got, self.rx)
    }

    /// Receives, as a task.
    pub(crate) async fn run_as_task(mut self) -> (Received, X) {
        if self.closes {
            for _ in 0..below(IDLE) {
                shuttle::future::yield_now().await;
            }
            self.rx.close();
        }
        while self.wants_more() {
            let step = match draw(self.menu) {
                Way::Plain | Way::Sink => {
                    let received = self.rx.recv_any_async().await;
                    self.take(received.ok())
                }
                Way::Batch => {
                    let mut into = Vec::new();
                    let received = self.rx.recv_batch_async(&mut into, self.batch()).await;
                    self.take_batch(received.ok(), &into)
                }
                way @ (Way::Cancelled | Way::Timed | Way::GivesUp) => {
                    let mut future = self.rx.recv_any_async();
                    let mut polled = poll_once_in_task(&mut future).await;
                    if way == Way::Timed && polled.is_pending() {
                        polled = poll_once_in_task(&mut future).await;
                    }
                    drop(future);
                    let received = match polled {
                        Poll::Ready(received) => received.ok(),
                        Poll::Pending if way == Way::GivesUp => None,
                        Poll::Pending => self.rx.recv_any_async().await.ok(),
                    };
                    self.take(received)
                }
            };
            if step.is_break() {
                break;
            }
        }
        (self.got, self.rx)
    }

    fn plain(&mut self) -> Step {
        let received = self.rx.recv_any().ok();
        self.take(received)
    }

    fn wants_more(&self) -> bool {
        self.got.len() < self.share
    }

    /// One or two values, and not more than its share.
    fn batch(&self) -> usize {
        (1 + below(2)).min(self.share - self.got.len())
    }

    fn take(&mut self, received: Option<(usize, Value)>) -> Step {
        match received {
            Some((shard, value)) => {
                self.got.push((Some(shard), value.id));
                self.books.note_received(1);
                Step::Continue(())
            }
            None => Step::Break(()),
        }
    }

    fn take_batch(&mut self, count: Option<usize>, values: &[Value]) -> Step {
        assert_eq!(count.unwrap_or(0), values.len(), "the count of a batch");
        let shard = self.has_one_shard.then_some(0);
        self.got.extend(values.iter().map(|value| (shard, value.id)));
        self.books.note_received(values.len());
        if count.is_some() { Step::Continue(()) } else { Step::Break(()) }
    }
}
