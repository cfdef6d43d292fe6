//! The operations: each is written once, and can run in four ways.
//!
//! An operation is a [`hel_notify::Operation`]: an attempt, and the event to sleep on if the attempt fails. It runs
//!
//! | how | by |
//! | --- | --- |
//! | without waiting | one attempt |
//! | blocking, with or without a deadline | [`run`] with a [`Limit`] |
//! | asynchronously | [`hel_notify::Waiting`], inside the named futures of [`endpoint::future`](crate::endpoint) |
//!
//! An endpoint's method only picks an operation and one of these.

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
use crate::channel::{Budget, operation_ended};

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

/// Runs `operation` for a blocking caller whose handle must [pause first](Paced::pause_first).
#[cold]
pub(crate) fn run_after_pause<H: Paced, R>(handle: H, limit: Limit, operation: impl FnOnce(H) -> R) -> R {
    let note_end = handle.pause_first(limit.budget());
    let output = operation(handle);
    if note_end {
        operation_ended();
    }
    output
}

/// Calls [`Paced::nudge`] for a `try_` operation that failed.
#[cold]
pub(crate) fn nudging<H: Paced, E>(handle: &H, error: E) -> E {
    handle.nudge();
    error
}

/// An operation that wakes one more of the other side when it finds nothing.
pub(crate) trait Nudge: Operation {
    /// See [`Paced::nudge`].
    fn nudge(&self);
}

/// An operation that pauses while its peers stream.
pub(crate) trait PacedOperation: Nudge {
    type Handle: Paced;

    /// The handle, which knows when to pause.
    fn handle(&self) -> &Self::Handle;
}

/// Polls `waiting`, after a pause if the calling thread and a peer stream.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn poll_paced<O: PacedOperation>(
    waiting: &mut Waiting<O>,
    cx: &mut Context<'_>,
) -> Poll<O::Output> {
    if waiting.is_registered() && waiting.operation().handle().found_nothing() {
        // One pause is enough for a poll: skip the one for other threads of this side.
        waiting.operation().handle().let_ahead(Budget::Poll);
        return poll(waiting, cx);
    }
    if waiting.operation().handle().may_begin() { poll(waiting, cx) } else { poll_after_pause(waiting, cx) }
}

/// Polls `waiting`. If it begins to wait, nudges the other side.
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
fn poll_after_pause<O: PacedOperation>(waiting: &mut Waiting<O>, cx: &mut Context<'_>) -> Poll<O::Output> {
    let note_end = waiting.operation().handle().pause_first(Budget::Poll);
    let polled = poll(waiting, cx);
    if note_end {
        operation_ended();
    }
    polled
}

/// How long a blocking caller waits at most.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    /// Without a limit.
    Forever,
    /// Until a deadline. `start` tells how long the caller has waited.
    Until { start: Instant, deadline: Instant },
}

impl Limit {
    /// For `timeout` from now on. Without a limit if the clock cannot represent the deadline, as for `Duration::MAX`.
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

    /// How long the caller may pause.
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

/// As [`run`], after a first attempt that failed. If the calling thread streams, it pauses before each further attempt while the
/// other side streams.
pub(crate) fn run_on<O: PacedOperation>(operation: &mut O, limit: Limit) -> Option<O::Output> {
    if operation.handle().found_nothing() {
        wait(&mut InStream { operation, budget: limit.budget().for_all_attempts() }, limit)
    } else {
        wait(operation, limit)
    }
}

/// An operation of a thread that streams: pauses before each attempt.
struct InStream<'o, O> {
    operation: &'o mut O,
    budget: Budget,
}

impl<O: PacedOperation> Operation for InStream<'_, O> {
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

impl<O: PacedOperation> Nudge for InStream<'_, O> {
    fn nudge(&self) {
        self.operation.nudge();
    }
}

/// Runs an operation until it completes. `None` at the deadline; a batch may then be sent in part.
pub(crate) fn run<O: Nudge>(operation: &mut O, limit: Limit) -> Option<O::Output> {
    let output = operation.attempt();
    if output.is_some() { output } else { wait(operation, limit) }
}

/// Waits, after a first attempt that failed.
fn wait<O: Nudge>(operation: &mut O, limit: Limit) -> Option<O::Output> {
    operation.nudge();
    match limit {
        Limit::Forever => Some(hel_notify::wait(operation)),
        Limit::Until { deadline, .. } => hel_notify::wait_deadline(operation, deadline),
    }
}
