//! What is measured: for each scenario all that is to be said about it, those that only stream in one file.
//!
//! A scenario is a type that implements `Scene`: its sentence, figures and shapes as a constant, and a function for each
//! [`Way`] that its shapes ask for. A new one is a type and a line in the list below: the libraries are given to it by
//! what their channels can do ([`Library`](crate::catalog::Library)).

mod actors;
mod alternate;
mod blocked;
mod bursts;
mod case;
mod fairness;
mod hogged;
mod memory;
mod neighbours;
mod paced;
mod ping_pong;
mod prelude;
mod requests;
mod shape;
mod streams;
mod uneven;
mod work;

pub use case::{Case, Cell, Scale, cases};
pub(crate) use shape::is_asked;
pub use shape::{Lasts, Metric, Rings, Scenario, Shape, Way, shape};

use crate::body::batch;
use crate::body::flow::{Crew, Tasks, Threads};
use crate::body::stream::stream;
use crate::ends::{
    Batch, BatchAsync, Channel, CloneTx, RecvAsync, RecvBlocking, Reply, SendAsync, SendBlocking, Try,
};
use crate::load::{Load, Measured};
use crate::payload::Payload;
use crate::verify::Failure;
use crate::wiring::Wiring;

macro_rules! scenarios {
    ($($scene:path),+ $(,)?) => {
        /// All scenarios, in the order in which they run.
        pub static SCENARIOS: &[Scenario] = &[$(<$scene as Scene>::SCENARIO),+];

        /// Shows each scenario's type to `visitor`.
        pub(crate) fn visit(visitor: &mut impl Visit) {
            $(visitor.scene::<$scene>();)+
        }
    };
}

scenarios!(
    streams::Spsc,
    streams::Shared,
    streams::RoundRobin,
    streams::Keyed,
    streams::Tasks,
    streams::TasksRoundRobin,
    streams::Pairs,
    streams::Mixed,
    streams::Batches,
    ping_pong::PingPong,
    blocked::Blocked,
    requests::Requests,
    actors::Actors,
    paced::Paced,
    bursts::Bursts,
    work::Worked,
    alternate::Alternate,
    neighbours::Neighbours,
    hogged::Hogged,
    fairness::Fairness,
    paced::FanIn,
    uneven::Uneven,
    memory::Memory,
    streams::RingsAlone,
    streams::RingChunks,
);

/// Who wants to see the scenarios' types.
pub(crate) trait Visit {
    /// Here is one.
    fn scene<S: Scene>(&mut self);
}

/// Functions of a scenario that no shape asks for, where it has none of its own.
macro_rules! not_asked {
    ($($(#[$doc:meta])* $function:ident<$($type:ident: ($($bound:tt)+)),+>;)+) => {$(
        $(#[$doc])*
        fn $function<$($type: $($bound)+,)+ T: Payload, const CAP: usize>(_load: &Load) -> Measured {
            Err(Failure::NotHere("no shape of this scenario asks for that"))
        }
    )+};
}

/// A scenario: what is to be known before it runs, and a function for each way that its shapes ask for, which does one run.
/// Threads, tasks and batches stream where a scenario says nothing else. Each function fails when a value was lost,
/// doubled, changed or out of order, and when this machine cannot run it.
pub(crate) trait Scene: 'static {
    /// All that is to be known before it runs.
    const SCENARIO: Scenario;

    /// [`Way::Threads`] and [`Way::Tasks`], where both do the same.
    fn crew<C: Crew<T>, T: Payload>(load: &Load) -> Measured {
        stream::<C, T>(load)
    }

    /// [`Way::Threads`].
    fn threads<W: Blocking, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        Self::crew::<Threads<W, CAP>, T>(load)
    }

    /// [`Way::Tasks`].
    fn tasks<W: Awaiting, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        Self::crew::<Tasks<W, CAP>, T>(load)
    }

    /// [`Way::BatchThreads`].
    fn batch_threads<W: Wiring<Ends: Batch>, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        batch::threads::batch::<W, T, CAP>(load)
    }

    /// [`Way::BatchTasks`].
    fn batch_tasks<W: Wiring<Ends: BatchAsync>, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        batch::tasks::batch::<W, T, CAP>(load)
    }

    not_asked! {
        /// [`Way::Both`].
        both<W: (Wiring<Ends: SendBlocking + RecvBlocking + SendAsync + RecvAsync>)>;
        /// [`Way::Across`]: `There` goes from threads to tasks, `Back` from tasks to threads.
        across<There: (Wiring<Ends: SendBlocking + RecvAsync>), Back: (Wiring<Ends: SendAsync + RecvBlocking>)>;
        /// [`Way::AskThreads`]: requests go through `W`, replies through a channel `R` for each.
        ask_threads<W: (Blocking), R: (Reply + SendBlocking + RecvBlocking)>;
        /// [`Way::AskTasks`].
        ask_tasks<W: (Awaiting), R: (Reply + SendAsync + RecvAsync)>;
        /// [`Way::Mesh`].
        mesh<C: (Channel + CloneTx + SendAsync + RecvAsync)>;
        /// [`Way::TryThreads`].
        try_threads<W: (Wiring<Ends: SendBlocking + Try>)>;
        /// [`Way::TryTasks`].
        try_tasks<W: (Wiring<Ends: SendAsync + Try>)>;
        /// [`Way::Make`]: channels of the scenario's own capacities, down to one slot.
        make<C: (Channel + SendBlocking + RecvBlocking)>;
    }
}

/// A wiring for threads.
pub(crate) trait Blocking: Wiring<Ends: SendBlocking + RecvBlocking> {}
impl<W: Wiring<Ends: SendBlocking + RecvBlocking>> Blocking for W {}

/// A wiring for tasks.
pub(crate) trait Awaiting: Wiring<Ends: SendAsync + RecvAsync> {}
impl<W: Wiring<Ends: SendAsync + RecvAsync>> Awaiting for W {}
