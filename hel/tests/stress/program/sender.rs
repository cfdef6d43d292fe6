//! A sender: its values, its calls and its book.

use std::future::Future;
use std::time::{Duration, Instant};

use hel::channel::errors::{AsyncSendError, AsyncSendRefError, SendError, TrySendError};

use super::doing::Doing;
use super::plan::{Form, Party};
use super::receiver::{give_up_after, until_woken};
use super::rng::Rng;
use super::value::{Id, Value};
use crate::common::Tx;

/// The book of a sender.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) made: usize,
    /// The numbers of the values that a send said Ok to, in order of that.
    pub(crate) accepted: Vec<usize>,
    pub(crate) evicted: Vec<Id>,
    pub(crate) given_up: usize,
}

/// What a call came to.
enum Outcome {
    Sent,
    GaveUp,
    Ended,
}

/// Sends the values of sender `index`: all, or until the channel has ended.
pub(crate) async fn run<T: Tx<Value>>(
    mut tx: T,
    index: usize,
    party: Party,
    each: usize,
    round: u64,
) -> Sent {
    let mut rng = Rng::new(party.seed);
    let mut doing = Doing::sender(index);
    let mut book = Sent::default();
    let mut pending = Vec::new();
    loop {
        if party.closes_after.is_some_and(|count| book.accepted.len() >= count) {
            tx.close();
        }
        if pending.is_empty() {
            let count = (1 + rng.below(party.batch)).min(each - book.made);
            pending.extend(
                (book.made..book.made + count).map(|number| Value::new(Id { sender: index, number })),
            );
            book.made += count;
        }
        if pending.is_empty() {
            break;
        }
        let form = rng.pick(&party.forms);
        doing.begins(form);
        let before: Vec<usize> = pending.iter().map(|value| value.id().number).collect();
        let outcome = if pending.len() > 1 && form != Form::Force {
            send_batch(&mut tx, form, &mut pending, &mut rng).await
        } else {
            send_one(&mut tx, form, &mut pending, &mut rng, &mut book).await
        };
        book.accept(&before, &pending);
        match outcome {
            Outcome::Sent => doing.moves(round),
            Outcome::GaveUp => {
                book.given_up += 1;
                if party.retires_now(&mut rng) {
                    break;
                }
                if matches!(form, Form::Try | Form::Force) {
                    relax(&party).await;
                }
            }
            Outcome::Ended => break,
        }
    }
    doing.ends();
    book
}

/// Lets others run after a call that did not wait.
pub(crate) async fn relax(party: &Party) {
    if party.is_task { tokio::task::yield_now().await } else { std::thread::yield_now() }
}

/// A few microseconds, or nothing.
pub(crate) fn soon(rng: &mut Rng) -> Duration {
    Duration::from_micros(rng.of_any_size(500) as u64)
}

async fn send_one<T: Tx<Value>>(
    tx: &mut T,
    form: Form,
    pending: &mut Vec<Value>,
    rng: &mut Rng,
    book: &mut Sent,
) -> Outcome {
    let mut slot = Some(pending.remove(0));
    let value = || slot.take().expect("it was put there a line above");
    let result = match form {
        Form::Try => tx.try_send({ value }()).map_err(of_try),
        Form::Force => tx.force_send({ value }()).map_err(of_try).map(|evicted| {
            book.evicted.extend(evicted.map(|value| value.id()));
        }),
        Form::Wait => tx.send({ value }()).map_err(of_wait),
        Form::Timeout => tx.send_timeout({ value }(), soon(rng)).map_err(of_wait),
        Form::Past => tx.send_deadline({ value }(), Instant::now()).map_err(of_wait),
        Form::Async if rng.one_in(2) => tx.send_async({ value }()).await.map_err(of_async),
        Form::Async | Form::Polled | Form::WokenAndDropped | Form::Clocked => {
            let sent = with_form(form, tx.send_ref_async(&mut slot), rng).await;
            match sent {
                Some(sent) => sent.map_err(|AsyncSendRefError::Disconnected| (slot.take(), Outcome::Ended)),
                None => Err((slot.take(), Outcome::GaveUp)),
            }
        }
    };
    match result {
        Ok(()) => Outcome::Sent,
        Err((value, outcome)) => {
            pending.insert(0, value.expect("a send that failed hands its value back"));
            outcome
        }
    }
}

async fn send_batch<T: Tx<Value>>(
    tx: &mut T,
    form: Form,
    pending: &mut Vec<Value>,
    rng: &mut Rng,
) -> Outcome {
    let result = match form {
        Form::Try | Form::Force => tx.try_send_batch(pending),
        Form::Wait => tx.send_batch(pending),
        Form::Timeout => tx.send_batch_timeout(pending, soon(rng)),
        Form::Past => tx.send_batch_deadline(pending, Instant::now()),
        Form::Async | Form::Polled | Form::WokenAndDropped | Form::Clocked => {
            match with_form(form, tx.send_batch_async(pending), rng).await {
                Some(result) => result,
                None => return Outcome::GaveUp,
            }
        }
    };
    match result {
        Ok(_) => Outcome::Sent,
        // Of a keyed batch, some values may go to shards that live: they are sent. What is left has no way out.
        Err(error) if error.is_disconnected() => Outcome::Ended,
        Err(error) if error.sent > 0 => Outcome::Sent,
        Err(_) => Outcome::GaveUp,
    }
}

/// Awaits a future in one of the ways to do so; `None` when it was dropped.
pub(crate) async fn with_form<F: Future + Unpin>(form: Form, future: F, rng: &mut Rng) -> Option<F::Output> {
    match form {
        Form::Polled => give_up_after(future, rng.below(4)).await,
        Form::WokenAndDropped => until_woken(future).await,
        Form::Clocked => tokio::time::timeout(soon(rng), future).await.ok(),
        _ => Some(future.await),
    }
}

type Failed = (Option<Value>, Outcome);

fn of_try(error: TrySendError<Value>) -> Failed {
    let outcome = if error.is_disconnected() { Outcome::Ended } else { Outcome::GaveUp };
    (Some(error.into_inner()), outcome)
}

fn of_wait(error: SendError<Value>) -> Failed {
    let outcome = if error.is_disconnected() { Outcome::Ended } else { Outcome::GaveUp };
    (Some(error.into_inner()), outcome)
}

fn of_async(error: AsyncSendError<Value>) -> Failed {
    (Some(error.into_inner()), Outcome::Ended)
}

impl Sent {
    /// Notes which of the values `before` a call are not `pending` any more: those that it sent.
    fn accept(&mut self, before: &[usize], pending: &[Value]) {
        let mut left = pending.iter().map(|value| value.id().number).peekable();
        for &number in before {
            if left.peek() == Some(&number) {
                left.next();
            } else {
                self.accepted.push(number);
            }
        }
        assert_eq!(left.next(), None, "what is left of a batch is a part of it, in its order");
    }
}
