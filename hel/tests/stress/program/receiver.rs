//! A receiver: its calls and its book.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Instant;

use super::desk::DESK;
use super::doing::Doing;
use super::plan::{Form, Kind, Party};
use super::rng::Rng;
use super::sender::{relax, soon, with_form};
use super::value::{Id, Value};
use crate::common::Rx;

/// The book of a receiver.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) ids: Vec<Id>,
    pub(crate) given_up: usize,
    /// The last number of each sender on each of its ways: shards, or keys.
    last: HashMap<(usize, u64), usize>,
}

/// What a call came to: values, with the shard where it is known.
enum Outcome {
    Received(Vec<Value>, Option<usize>),
    GaveUp,
    Ended,
}

/// Receives until the channel has ended, or until it is time to leave. Gives the receiver back unless it left.
pub(crate) async fn run<R: Rx<Value>>(
    mut rx: R,
    index: usize,
    party: Party,
    kind: Kind,
    round: u64,
) -> (Received, Option<R>) {
    let mut rng = Rng::new(party.seed);
    let mut doing = Doing::receiver(index);
    let mut book = Received::default();
    loop {
        if party.leaves_after.is_some_and(|count| book.ids.len() >= count) {
            doing.ends();
            return (book, None);
        }
        if party.closes_after.is_some_and(|count| book.ids.len() >= count) {
            rx.close();
        }
        let form = rng.pick(&party.forms);
        doing.begins(form);
        let outcome = if party.batch > 1 {
            receive_batch(&mut rx, form, party.batch, &mut rng).await
        } else {
            receive_one(&mut rx, form, &mut rng).await
        };
        match outcome {
            Outcome::Received(values, shard) => {
                for value in values {
                    book.note(value.id(), kind, shard);
                }
                doing.moves(round);
            }
            Outcome::GaveUp => {
                book.given_up += 1;
                if party.retires_now(&mut rng) {
                    doing.ends();
                    return (book, None);
                }
                if matches!(form, Form::Try | Form::Force) {
                    relax(&party).await;
                }
            }
            Outcome::Ended => break,
        }
    }
    doing.ends();
    (book, Some(rx))
}

async fn receive_one<R: Rx<Value>>(rx: &mut R, form: Form, rng: &mut Rng) -> Outcome {
    let disconnected = |is_disconnected| if is_disconnected { Outcome::Ended } else { Outcome::GaveUp };
    let result = match form {
        Form::Try | Form::Force => rx.try_recv_any().map_err(|error| disconnected(error.is_disconnected())),
        Form::Wait => rx.recv_any().map_err(|error| disconnected(error.is_disconnected())),
        Form::Timeout => {
            rx.recv_any_timeout(soon(rng)).map_err(|error| disconnected(error.is_disconnected()))
        }
        Form::Past => {
            rx.recv_any_deadline(Instant::now()).map_err(|error| disconnected(error.is_disconnected()))
        }
        Form::Async | Form::Polled | Form::WokenAndDropped | Form::Clocked => {
            match with_form(form, rx.recv_any_async(), rng).await {
                Some(result) => result.map_err(|_| Outcome::Ended),
                None => Err(Outcome::GaveUp),
            }
        }
    };
    result.map_or_else(|outcome| outcome, |(shard, value)| Outcome::Received(vec![value], Some(shard)))
}

async fn receive_batch<R: Rx<Value>>(rx: &mut R, form: Form, batch: usize, rng: &mut Rng) -> Outcome {
    let mut into = Vec::new();
    let disconnected = |is_disconnected| if is_disconnected { Outcome::Ended } else { Outcome::GaveUp };
    let result = match form {
        Form::Try | Form::Force => {
            rx.try_recv_batch(&mut into, batch).map_err(|error| disconnected(error.is_disconnected()))
        }
        Form::Wait => rx.recv_batch(&mut into, batch).map_err(|error| disconnected(error.is_disconnected())),
        Form::Timeout => rx
            .recv_batch_timeout(&mut into, batch, soon(rng))
            .map_err(|error| disconnected(error.is_disconnected())),
        Form::Past => rx
            .recv_batch_deadline(&mut into, batch, Instant::now())
            .map_err(|error| disconnected(error.is_disconnected())),
        Form::Async | Form::Polled | Form::WokenAndDropped | Form::Clocked => {
            match with_form(form, rx.recv_batch_async(&mut into, batch), rng).await {
                Some(result) => result.map_err(|_| Outcome::Ended),
                None => Err(Outcome::GaveUp),
            }
        }
    };
    match result {
        Ok(count) => {
            assert_eq!(count, into.len(), "a batch has as many values as it says");
            Outcome::Received(into, None)
        }
        Err(outcome) => {
            assert!(into.is_empty(), "a batch that failed has no values");
            outcome
        }
    }
}

impl Received {
    /// Checks that a value comes after those that its sender sent the same way before it.
    fn note(&mut self, id: Id, kind: Kind, shard: Option<usize>) {
        self.ids.push(id);
        let way = match (kind, shard) {
            (Kind::ByKey | Kind::ByGroup, _) => id.key(),
            (Kind::RoundRobin, Some(shard)) => shard as u64,
            // A batch from all shards does not say which.
            (Kind::RoundRobin, None) => return,
            _ => 0,
        };
        if let Some(last) = self.last.insert((id.sender, way), id.number) {
            if last >= id.number {
                DESK.fail(&format!("{id:?} came after number {last}"));
            }
        }
    }
}

/// Polls a future, and again as soon as its executor has run others; gives it up after so many polls more.
pub(crate) async fn give_up_after<F: Future + Unpin>(mut future: F, polls: usize) -> Option<F::Output> {
    let mut left = polls;
    poll_fn(|context| match Pin::new(&mut future).poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

/// Polls a future once; when it is not ready, waits until it is woken, and gives it up then.
pub(crate) async fn until_woken<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    let mut is_registered = false;
    poll_fn(|context| {
        if is_registered {
            return Poll::Ready(None);
        }
        is_registered = true;
        Pin::new(&mut future).poll(context).map(Some)
    })
    .await
}
