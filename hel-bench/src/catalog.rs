//! Who takes part in what: a [`Library`] lists its offers, a scenario picks those that fit.

use serde::{Deserialize, Serialize};

use crate::body;
use crate::ends::{
    Batch, BatchAsync, Channel, CloneRx, CloneTx, RecvAsync, RecvBlocking, SendAsync, SendBlocking,
};
use crate::load::{Load, PayloadKind, Runner};
use crate::verify::Failure;
use crate::wiring::{ByHand, ByKey, InTurn, Lanes, Shared, Wiring};

/// What kind of thing is measured. Figures are compared within a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// hel.
    Hel,
    /// Another channel: it waits without using the CPU, and ends when its last sender goes.
    Peer,
    /// hel-ring alone. Its user spins, as with other rings.
    HelRing,
    /// Another ring.
    Ring,
    /// A channel with a planted error, to see the instrument catch it. Never shown unless asked for.
    Planted,
}

impl Kind {
    /// Is it a ring alone? Rings spin and wake nobody: they are compared with each other.
    pub fn is_ring(self) -> bool {
        matches!(self, Self::HelRing | Self::Ring)
    }

    /// What a subject of this kind is compared with.
    #[must_use]
    pub fn rivals(self) -> Self {
        if self.is_ring() { Self::Ring } else { Self::Peer }
    }
}

/// How values find their way from producers to consumers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// A channel of its own for each pair.
    Lanes,
    /// One channel for all.
    Shared,
    /// A channel or shard per consumer; each value to the next.
    RoundRobin,
    /// A channel or shard per consumer; the value's key chooses.
    Keyed,
}

/// What is done with a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Activity {
    /// Threads send to threads.
    StreamThreads,
    /// Tasks send to tasks.
    StreamTasks,
    /// A thread sends to a task.
    ThreadToTask,
    /// A task sends to a thread.
    TaskToThread,
    /// Threads send batches to threads.
    BatchThreads,
    /// Tasks send batches to tasks.
    BatchTasks,
    /// Round trips between two threads.
    PingPongThreads,
    /// Round trips between two tasks.
    PingPongTasks,
    /// Round trips between a thread and a task.
    PingPongAcross,
    /// Senders wait at a full channel.
    BlockedSenders,
    /// Receivers wait at an empty one.
    BlockedReceivers,
}

/// One way in which a library takes part.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// Which of the library's channels, and by what means.
    pub variant: &'static str,
    /// What is done.
    pub activity: Activity,
    /// How values are routed.
    pub layout: Layout,
    /// Does it.
    pub run: Runner,
}

/// Where a library does not take part, and why.
#[derive(Clone, Copy, Debug)]
pub struct Dash {
    /// What cannot be done.
    pub activity: Activity,
    /// In which layout; none: in any.
    pub layout: Option<Layout>,
    /// A short sentence for the tables.
    pub reason: &'static str,
}

/// A library and all it offers.
#[derive(Clone, Debug)]
#[must_use]
pub struct Library {
    /// As on crates.io.
    pub name: &'static str,
    /// What it is compared with.
    pub kind: Kind,
    /// Where it takes part.
    pub offers: Vec<Offer>,
    /// Where it does not.
    pub dashes: Vec<Dash>,
}

/// `body::$body` for the types of a runner, for whichever payload and capacity the load asks for.
macro_rules! runner {
    ($body:ident, $($type:ty),+) => {
        |load: &Load| match (load.payload, load.capacity) {
            (PayloadKind::U64, 256) => body::$body::<$($type,)+ u64, 256>(load),
            (PayloadKind::U64, 1024) => body::$body::<$($type,)+ u64, 1024>(load),
            (PayloadKind::Trade, 256) => body::$body::<$($type,)+ crate::payload::Trade, 256>(load),
            (PayloadKind::Trade, 1024) => body::$body::<$($type,)+ crate::payload::Trade, 1024>(load),
            _ => Err(Failure::NotHere("the capacities built in are 256 and 1024")),
        }
    };
}

/// The same where one payload and one capacity are enough: it keeps the build short.
macro_rules! small_runner {
    ($body:ident, $($type:ty),+) => {
        |load: &Load| match (load.payload, load.capacity) {
            (PayloadKind::U64, 256) => body::$body::<$($type,)+ u64, 256>(load),
            _ => Err(Failure::NotHere("this runs with u64 and 256 slots alone")),
        }
    };
}

impl Library {
    /// A library that offers nothing yet.
    pub fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, offers: Vec::new(), dashes: Vec::new() }
    }

    fn offer(mut self, variant: &'static str, layout: Layout, activity: Activity, run: Runner) -> Self {
        self.offers.push(Offer { variant, activity, layout, run });
        self
    }

    /// It does not take part in `activities`, in no layout.
    pub fn cannot(mut self, activities: &[Activity], reason: &'static str) -> Self {
        self.dashes.extend(activities.iter().map(|&activity| Dash { activity, layout: None, reason }));
        self
    }

    /// It does not take part in `activities` where values are routed as in one of `layouts`.
    pub fn cannot_route(mut self, layouts: &[Layout], activities: &[Activity], reason: &'static str) -> Self {
        for &layout in layouts {
            let dash = |&activity| Dash { activity, layout: Some(layout), reason };
            self.dashes.extend(activities.iter().map(dash));
        }
        self
    }

    /// Threads on a wiring of the library's own.
    pub fn routed_threads<W>(self, variant: &'static str, layout: Layout) -> Self
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        self.offer(variant, layout, Activity::StreamThreads, runner!(stream_threads, W))
    }

    /// Tasks on a wiring of the library's own.
    pub fn routed_tasks<W>(self, variant: &'static str, layout: Layout) -> Self
    where
        W: Wiring<Ends: SendAsync + RecvAsync>,
    {
        self.offer(variant, layout, Activity::StreamTasks, runner!(stream_tasks, W))
    }

    /// Threads, one producer and one consumer to a channel: streams and round trips.
    pub fn threads<C: Channel + SendBlocking + RecvBlocking>(self, variant: &'static str) -> Self {
        self.routed_threads::<Lanes<C>>(variant, Layout::Lanes).offer(
            variant,
            Layout::Lanes,
            Activity::PingPongThreads,
            small_runner!(ping_pong_threads, C),
        )
    }

    /// Threads, all on one channel: streams.
    pub fn shared_threads<C>(self, variant: &'static str) -> Self
    where
        C: Channel + CloneTx + CloneRx + SendBlocking + RecvBlocking,
    {
        self.routed_threads::<Shared<C>>(variant, Layout::Shared)
    }

    /// Threads on one channel per consumer, routed by hand.
    pub fn threads_by_hand<C: Channel + CloneTx + SendBlocking + RecvBlocking>(
        self,
        variant: &'static str,
    ) -> Self {
        self.routed_threads::<ByHand<C, InTurn>>(variant, Layout::RoundRobin)
            .routed_threads::<ByHand<C, ByKey>>(variant, Layout::Keyed)
    }

    /// Threads that send into a full channel.
    pub fn blocked_senders<C>(self, variant: &'static str) -> Self
    where
        C: Channel + CloneTx + SendBlocking + RecvBlocking,
    {
        self.offer(variant, Layout::Shared, Activity::BlockedSenders, small_runner!(blocked_senders, C))
    }

    /// Threads that receive from an empty channel.
    pub fn blocked_receivers<C>(self, variant: &'static str) -> Self
    where
        C: Channel + CloneRx + SendBlocking + RecvBlocking,
    {
        self.offer(variant, Layout::Shared, Activity::BlockedReceivers, small_runner!(blocked_receivers, C))
    }

    /// Tasks, one producer and one consumer to a channel: streams and round trips.
    pub fn tasks<C: Channel + SendAsync + RecvAsync>(self, variant: &'static str) -> Self {
        self.routed_tasks::<Lanes<C>>(variant, Layout::Lanes).offer(
            variant,
            Layout::Lanes,
            Activity::PingPongTasks,
            small_runner!(ping_pong_tasks, C),
        )
    }

    /// Tasks, all on one channel: streams.
    pub fn shared_tasks<C>(self, variant: &'static str) -> Self
    where
        C: Channel + CloneTx + CloneRx + SendAsync + RecvAsync,
    {
        self.routed_tasks::<Shared<C>>(variant, Layout::Shared)
    }

    /// Tasks on one channel per consumer, routed by hand.
    pub fn tasks_by_hand<C: Channel + CloneTx + SendAsync + RecvAsync>(self, variant: &'static str) -> Self {
        self.routed_tasks::<ByHand<C, InTurn>>(variant, Layout::RoundRobin)
    }

    /// A thread and a task: streams both ways, and round trips. `There` goes from the thread to the task.
    pub fn across<There, Back>(self, variant: &'static str) -> Self
    where
        There: Channel + SendBlocking + RecvAsync,
        Back: Channel + SendAsync + RecvBlocking,
    {
        let layout = Layout::Lanes;
        self.offer(variant, layout, Activity::ThreadToTask, runner!(thread_to_task, Lanes<There>))
            .offer(variant, layout, Activity::TaskToThread, runner!(task_to_thread, Lanes<Back>))
            .offer(variant, layout, Activity::PingPongAcross, small_runner!(ping_pong_across, There, Back))
    }

    /// Batches, threads, one producer and one consumer to a channel.
    pub fn batch_threads<C: Channel + Batch>(self, variant: &'static str) -> Self {
        self.offer(variant, Layout::Lanes, Activity::BatchThreads, runner!(batch_threads, Lanes<C>))
    }

    /// Batches, threads, all on one channel.
    pub fn shared_batch_threads<C: Channel + CloneTx + CloneRx + Batch>(self, variant: &'static str) -> Self {
        self.offer(variant, Layout::Shared, Activity::BatchThreads, runner!(batch_threads, Shared<C>))
    }

    /// Threads, where others send batches, by a library that sends one value at a time: the same job, done its way.
    pub fn one_by_one_threads<C>(self, variant: &'static str) -> Self
    where
        C: Channel + CloneTx + CloneRx + SendBlocking + RecvBlocking,
    {
        self.offer(variant, Layout::Lanes, Activity::BatchThreads, runner!(stream_threads, Lanes<C>)).offer(
            variant,
            Layout::Shared,
            Activity::BatchThreads,
            runner!(stream_threads, Shared<C>),
        )
    }

    /// Tasks, where others send batches, by a library that sends one value at a time.
    pub fn one_by_one_tasks<C>(self, variant: &'static str) -> Self
    where
        C: Channel + CloneTx + CloneRx + SendAsync + RecvAsync,
    {
        self.offer(variant, Layout::Lanes, Activity::BatchTasks, runner!(stream_tasks, Lanes<C>)).offer(
            variant,
            Layout::Shared,
            Activity::BatchTasks,
            runner!(stream_tasks, Shared<C>),
        )
    }

    /// Batches, tasks, one producer and one consumer to a channel.
    pub fn batch_tasks<C: Channel + BatchAsync>(self, variant: &'static str) -> Self {
        self.offer(variant, Layout::Lanes, Activity::BatchTasks, runner!(batch_tasks, Lanes<C>))
    }

    /// Batches, tasks, all on one channel.
    pub fn shared_batch_tasks<C: Channel + CloneTx + CloneRx + BatchAsync>(
        self,
        variant: &'static str,
    ) -> Self {
        self.offer(variant, Layout::Shared, Activity::BatchTasks, runner!(batch_tasks, Shared<C>))
    }
}
