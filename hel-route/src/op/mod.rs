//! The operations: each is written once, as an attempt, and runs in four ways.
//!
//! An operation is a [`hel_notify::Operation`]: it says how to try, and on which event to sleep when the try failed. The
//! ways to run it are the same for all:
//!
//! | way | by |
//! | --- | --- |
//! | never waits | one attempt |
//! | blocking, with or without a deadline | [`run`] with a [`Patience`] |
//! | asynchronous | [`hel_notify::Waiting`], inside the named futures of [`endpoint::future`](crate::endpoint) |
//!
//! The endpoints only pick an operation and a way.

mod close;
mod keyed_batch;
mod recv;
mod recv_batch;
mod send;
mod send_batch;
#[cfg(feature = "sink")]
mod sink;

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hel_notify::{Notify, Operation, Wait, Waiting};

use crate::channel::sealed::Paced;
use crate::channel::{Budget, turn_ended};

pub(crate) use close::CloseOp;
pub(crate) use keyed_batch::KeyedBatchOp;
pub(crate) use recv::RecvOp;
pub(crate) use recv::{recv, try_recv, value, value_and_shard};
pub(crate) use recv_batch::RecvBatchOp;
pub(crate) use recv_batch::recv_batch;
pub(crate) use send::SendOp;
pub(crate) use send::{send, send_within, try_send};
pub(crate) use send_batch::SendBatchOp;
pub(crate) use send_batch::{send_batch, try_send_batch};
#[cfg(feature = "sink")]
pub(crate) use sink::SinkOp;

/// What a blocking caller does without the turn: leaves another thread of its side alone while it streams, and only then begins.
#[cold]
pub(crate) fn out_of_turn<H: Paced, R>(handle: H, patience: Patience, operation: impl FnOnce(H) -> R) -> R {
    let is_of_interest = handle.take_turn(patience.budget());
    let output = operation(handle);
    if is_of_interest {
        turn_ended();
    }
    output
}

/// What a `try_` operation does that failed: tells the other side, if that may mend it.
#[cold]
pub(crate) fn nudging<H: Paced, E>(handle: &H, error: E) -> E {
    handle.nudge();
    error
}

/// An operation that tells the other side when it finds nothing.
pub(crate) trait Nudge: Operation {
    /// See [`Paced::nudge`].
    fn nudge(&self);
}

/// An operation that several threads of one side would rather do by turns.
pub(crate) trait InTurn: Nudge {
    type Handle: Paced;

    /// The handle, which knows the turn.
    fn handle(&self) -> &Self::Handle;
}

/// Polls `waiting`, by turns with other threads. One that has waited lets the other side get ahead, if the calling thread streams.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn poll_in_turn<O: InTurn>(waiting: &mut Waiting<O>, cx: &mut Context<'_>) -> Poll<O::Output> {
    if waiting.is_registered() && waiting.operation().handle().found_nothing() {
        // One pause is enough for a poll: whose turn it is does not matter this time.
        waiting.operation().handle().let_ahead(Budget::Poll);
        return poll(waiting, cx);
    }
    if waiting.operation().handle().has_turn() { poll(waiting, cx) } else { poll_out_of_turn(waiting, cx) }
}

/// Polls `waiting`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn poll<O: Nudge>(waiting: &mut Waiting<O>, cx: &mut Context<'_>) -> Poll<O::Output> {
    let was_registered = waiting.is_registered();
    let polled = Pin::new(&mut *waiting).poll(cx);
    if polled.is_pending() && !was_registered {
        waiting.operation().nudge();
    }
    polled
}

#[cold]
fn poll_out_of_turn<O: InTurn>(waiting: &mut Waiting<O>, cx: &mut Context<'_>) -> Poll<O::Output> {
    let is_of_interest = waiting.operation().handle().take_turn(Budget::Poll);
    let polled = poll(waiting, cx);
    if is_of_interest {
        turn_ended();
    }
    polled
}

/// How long a blocking caller is ready to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Patience {
    /// As long as it takes.
    Forever,
    /// Until a deadline; the start is kept to tell how long it was.
    Until { start: Instant, deadline: Instant },
}

impl Patience {
    /// For `timeout` from now on. One that leads beyond what the clock can tell, as `Duration::MAX` does, is no limit.
    pub(crate) fn timeout(timeout: Duration) -> Self {
        let start = Instant::now();
        match start.checked_add(timeout) {
            Some(deadline) => Self::Until { start, deadline },
            None => Self::Forever,
        }
    }

    pub(crate) fn deadline(deadline: Instant) -> Self {
        Self::Until { start: Instant::now(), deadline }
    }

    /// How much time there is for peers.
    pub(crate) fn budget(self) -> Budget {
        Budget::Blocking(match self {
            Self::Forever => None,
            Self::Until { deadline, .. } => Some(deadline),
        })
    }

    /// How long the caller has waited so far.
    pub(crate) fn waited(self) -> Duration {
        match self {
            Self::Forever => Duration::MAX,
            Self::Until { start, .. } => start.elapsed(),
        }
    }
}

/// As [`run`], of an operation whose first attempt the caller has made in vain: if the calling thread streams, it lets the other
/// side get ahead before each further one.
pub(crate) fn run_on<O: InTurn>(operation: &mut O, patience: Patience) -> Option<O::Output> {
    if operation.handle().found_nothing() {
        wait(&mut InStream { operation, budget: patience.budget().for_all_attempts() }, patience)
    } else {
        wait(operation, patience)
    }
}

/// An operation of a thread that streams.
struct InStream<'o, O> {
    operation: &'o mut O,
    budget: Budget,
}

impl<O: InTurn> Operation for InStream<'_, O> {
    type Output = O::Output;

    fn attempt(&mut self) -> Option<O::Output> {
        self.operation.handle().let_ahead(self.budget);
        self.operation.attempt()
    }

    fn only(&self) -> Option<usize> {
        self.operation.only()
    }

    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        self.operation.watch(watch);
    }

    fn event(&self, key: usize) -> &Notify {
        self.operation.event(key)
    }

    fn leaves_more(&self, key: usize) -> bool {
        self.operation.leaves_more(key)
    }

    fn policy(&self) -> Wait {
        self.operation.policy()
    }

    fn is_in_stream(&self) -> bool {
        true
    }
}

impl<O: InTurn> Nudge for InStream<'_, O> {
    fn nudge(&self) {
        self.operation.nudge();
    }
}

/// Runs an operation to its end, or to the end of the caller's patience: then `None`, and the operation is as it was.
pub(crate) fn run<O: Nudge>(operation: &mut O, patience: Patience) -> Option<O::Output> {
    let output = operation.attempt();
    if output.is_some() { output } else { wait(operation, patience) }
}

/// What comes after the first attempt.
fn wait<O: Nudge>(operation: &mut O, patience: Patience) -> Option<O::Output> {
    operation.nudge();
    match patience {
        Patience::Forever => Some(hel_notify::wait(operation)),
        Patience::Until { deadline, .. } => hel_notify::wait_deadline(operation, deadline),
    }
}
