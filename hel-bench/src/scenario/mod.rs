//! What is measured: a file for each scenario, which says all about it.
//!
//! A scenario is a type that implements [`Scene`]: its sentence, figures and shapes as a constant, and a function for each
//! [`Way`] that its shapes ask for. A new one is a file and a line in the list below: the libraries are given to it by
//! what their channels can do ([`Library`](crate::catalog::Library)).

mod case;
mod shape;

pub use case::{Case, Cell, Scale, cases};
pub(crate) use shape::is_asked;
pub use shape::{Lasts, Metric, RATE, Rings, Scenario, Shape, Way, shape};

use crate::body::batch::{batch_tasks, batch_threads};
use crate::body::stream::{stream_tasks, stream_threads};
use crate::ends::{
    Batch, BatchAsync, Channel, CloneTx, RecvAsync, RecvBlocking, Reply, SendAsync, SendBlocking, Try,
};
use crate::load::{Load, Sample};
use crate::payload::Payload;
use crate::verify::Failure;
use crate::wiring::Wiring;

macro_rules! scenarios {
    ($($file:ident::$scene:ident),+ $(,)?) => {
        $(mod $file;)+

        /// All scenarios, in the order in which they run.
        pub static SCENARIOS: &[Scenario] = &[$(<$file::$scene as Scene>::SCENARIO),+];

        /// Shows each scenario's type to `visitor`.
        pub(crate) fn visit(visitor: &mut impl Visit) {
            $(visitor.scene::<$file::$scene>();)+
        }
    };
}

scenarios! {
    spsc::Spsc,
    shared::Shared,
    round_robin::RoundRobin,
    keyed::Keyed,
    tasks::Tasks,
    tasks_round_robin::TasksRoundRobin,
    pairs::Pairs,
    mixed::Mixed,
    batch::Batches,
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
    fan_in::FanIn,
    memory::Memory,
    rings::RingsAlone,
    ring_chunks::RingChunks,
}

/// Who wants to see the scenarios' types.
pub(crate) trait Visit {
    /// Here is one.
    fn scene<S: Scene>(&mut self);
}

/// A scenario: what is to be known before it runs, and a function for each way that its shapes ask for, which does one run.
/// Threads, tasks and batches stream where a scenario says nothing else.
///
/// # Errors
///
/// Each function fails when a value was lost, doubled, changed or out of order, and when this machine cannot run it.
#[allow(clippy::missing_errors_doc, reason = "they are said once, here")]
#[allow(unused_variables, reason = "most functions here are those that nobody asks for")]
pub trait Scene: 'static {
    /// All that is to be known before it runs.
    const SCENARIO: Scenario;

    /// [`Way::Threads`].
    fn threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        stream_threads::<W, T, CAP>(load)
    }

    /// [`Way::Tasks`].
    fn tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendAsync + RecvAsync>,
    {
        stream_tasks::<W, T, CAP>(load)
    }

    /// [`Way::Both`].
    fn both<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking + SendAsync + RecvAsync>,
    {
        Err(NOT_ASKED)
    }

    /// [`Way::Across`]: `There` goes from threads to tasks, `Back` from tasks to threads.
    fn across<There, Back, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        There: Wiring<Ends: SendBlocking + RecvAsync>,
        Back: Wiring<Ends: SendAsync + RecvBlocking>,
    {
        Err(NOT_ASKED)
    }

    /// [`Way::BatchThreads`].
    fn batch_threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: Batch>,
    {
        batch_threads::<W, T, CAP>(load)
    }

    /// [`Way::BatchTasks`].
    fn batch_tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: BatchAsync>,
    {
        batch_tasks::<W, T, CAP>(load)
    }

    /// [`Way::AskThreads`]: requests go through `W`, replies through a channel `R` for each.
    fn ask_threads<W, R, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
        R: Reply + SendBlocking + RecvBlocking,
    {
        Err(NOT_ASKED)
    }

    /// [`Way::AskTasks`].
    fn ask_tasks<W, R, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendAsync + RecvAsync>,
        R: Reply + SendAsync + RecvAsync,
    {
        Err(NOT_ASKED)
    }

    /// [`Way::Mesh`].
    fn mesh<C, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        C: Channel + CloneTx + SendAsync + RecvAsync,
    {
        Err(NOT_ASKED)
    }

    /// [`Way::TryThreads`].
    fn try_threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + Try>,
    {
        Err(NOT_ASKED)
    }

    /// [`Way::TryTasks`].
    fn try_tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendAsync + Try>,
    {
        Err(NOT_ASKED)
    }

    /// [`Way::Make`]: channels of the scenario's own capacities, down to one slot.
    fn make<C, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        C: Channel + SendBlocking + RecvBlocking,
    {
        Err(NOT_ASKED)
    }
}

const NOT_ASKED: Failure = Failure::NotHere("no shape of this scenario asks for that");
