//! Who takes part in what: a library says what its channels can do, and is given to the scenarios that ask for that.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::ends::{
    Batch, BatchAsync, Channel, CloneRx, CloneTx, RecvAsync, RecvBlocking, Reply, SendAsync, SendBlocking,
    Try,
};
use crate::load::{PayloadKind, Runner};
use crate::payload::Trade;
use crate::scenario::{Scene, Visit, Way, is_asked, visit};
use crate::verify::Failure;
use crate::wiring::{ByHand, ByKey, FanIn, FanOut, InTurn, Lanes, Layout, Shared, Wiring};

/// What kind of thing is measured. Figures are compared within a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// hel.
    Hel,
    /// hel or hel-ring as another commit has it.
    Before,
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

/// One way in which a library takes part in a scenario.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// Which of the library's channels, and by what means.
    pub variant: &'static str,
    /// The scenario's name.
    pub scenario: &'static str,
    /// By which operations.
    pub way: Way,
    /// How values are routed.
    pub layout: Layout,
    /// Does it.
    pub run: Runner,
}

/// What a library has not got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Operations that block a thread.
    Threads,
    /// Futures.
    Tasks,
    /// Many senders of one channel.
    Producers,
    /// Many receivers of one channel.
    Consumers,
    /// Ends that both block and await.
    BothSides,
    /// Channels of one slot.
    OneSlot,
    /// Batches, and no way to do the same one by one.
    Batches,
    /// Batches in tasks that keep their order.
    BatchTasks,
}

/// A library and all it offers.
#[derive(Clone, Debug)]
#[must_use]
pub struct Library {
    /// As on crates.io.
    pub name: &'static str,
    /// What it is compared with.
    pub kind: Kind,
    offers: Vec<Offer>,
    lacks: Vec<(Lack, &'static str)>,
}

impl Library {
    /// A library that offers nothing yet.
    pub fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, offers: Vec::new(), lacks: Vec::new() }
    }

    /// It has no `lack`: a short sentence for the tables.
    pub fn lacks(mut self, lack: Lack, reason: &'static str) -> Self {
        self.lacks.push((lack, reason));
        self
    }

    /// What it offers to a scenario's shapes of that way and layout.
    pub fn offers(&self, scenario: &str, way: Way, layout: Layout) -> impl Iterator<Item = &Offer> {
        self.offers
            .iter()
            .filter(move |offer| offer.scenario == scenario && offer.way == way && offer.layout == layout)
    }

    /// Why it takes no part in a shape of that way and those layouts.
    pub fn why_not(&self, way: Way, layouts: &[Layout]) -> &'static str {
        let reason = |wanted: &Lack| self.lacks.iter().find(|(lack, _)| lack == wanted);
        needs(way, layouts).iter().find_map(reason).map_or(NO_REASON, |(_, reason)| reason)
    }
}

/// Where nothing else is said.
pub(crate) const NO_REASON: &str = "it was given no part here";

/// What a library must have to take part, the plainest need first.
fn needs(way: Way, layouts: &[Layout]) -> Vec<Lack> {
    let mut needs = match way {
        Way::BatchThreads => vec![Lack::Threads, Lack::Batches],
        Way::Threads | Way::AskThreads | Way::TryThreads => vec![Lack::Threads],
        Way::Tasks | Way::AskTasks | Way::Mesh | Way::TryTasks => vec![Lack::Tasks],
        Way::BatchTasks => vec![Lack::Tasks, Lack::Batches, Lack::BatchTasks],
        Way::Across => vec![Lack::Threads, Lack::Tasks],
        Way::Make => vec![Lack::Threads, Lack::OneSlot],
        Way::Both => vec![Lack::Threads, Lack::Tasks, Lack::BothSides],
    };
    if layouts.iter().all(|layout| *layout != Layout::Lanes) || way == Way::Mesh {
        needs.push(Lack::Producers);
    }
    if layouts.iter().all(|layout| matches!(layout, Layout::Shared | Layout::FanOut)) {
        needs.push(Lack::Consumers);
    }
    needs
}

/// The function of a scenario for these types, for whichever payload and capacity the load asks for.
macro_rules! runner {
    ($scene:ident, $function:ident, $($type:ty),+) => {
        |load| {
            if const { $scene::SCENARIO.sized } {
                match (load.payload, load.capacity) {
                    (PayloadKind::U64, 256) => $scene::$function::<$($type,)+ u64, 256>(load),
                    (PayloadKind::U64, 1024) => $scene::$function::<$($type,)+ u64, 1024>(load),
                    (PayloadKind::Trade, 256) => $scene::$function::<$($type,)+ Trade, 256>(load),
                    (PayloadKind::Trade, 1024) => $scene::$function::<$($type,)+ Trade, 1024>(load),
                    _ => Err(Failure::NotHere("the capacities built in are 256 and 1024")),
                }
            } else {
                $scene::$function::<$($type,)+ u64, 256>(load)
            }
        }
    };
}

/// How a library's types are given to the scenarios: a method for each way.
macro_rules! ways {
    ($($(#[$doc:meta])* $method:ident($way:ident, $function:ident, $layout:expr)
        where $($type:ident: ($($bound:tt)+)),+;)+) => {$(
        $(#[$doc])*
        pub fn $method<$($type: $($bound)+),+>(mut self, variant: &'static str) -> Self {
            struct Given<'a, $($type),+>(&'a mut Library, &'static str, PhantomData<($($type,)+)>);

            impl<$($type: $($bound)+),+> Visit for Given<'_, $($type),+> {
                fn scene<S: Scene>(&mut self) {
                    // Decided while the program is built: what nobody asks for is not compiled.
                    if const { is_asked(S::SCENARIO.shapes, Way::$way, $layout) } {
                        let (scenario, way, layout) = (S::SCENARIO.name, Way::$way, $layout);
                        let run: Runner = runner!(S, $function, $($type),+);
                        self.0.offers.push(Offer { variant: self.1, scenario, way, layout, run });
                    }
                }
            }

            visit(&mut Given::<$($type),+>(&mut self, variant, PhantomData));
            self
        }
    )+};
}

/// Several ways at once, under one name.
macro_rules! chains {
    ($($(#[$doc:meta])* $method:ident where $($type:ident: ($($bound:tt)+)),+
        = $($step:ident($($given:ty),+)),+;)+) => {$(
        $(#[$doc])*
        pub fn $method<$($type: $($bound)+),+>(self, variant: &'static str) -> Self {
            self$(.$step::<$($given),+>(variant))+
        }
    )+};
}

impl Library {
    ways! {
        /// Threads on a wiring.
        wired_threads(Threads, threads, W::LAYOUT) where W: (Wiring<Ends: SendBlocking + RecvBlocking>);
        /// Tasks on a wiring.
        wired_tasks(Tasks, tasks, W::LAYOUT) where W: (Wiring<Ends: SendAsync + RecvAsync>);
        /// Threads and tasks on the same ends of a wiring.
        wired_both(Both, both, W::LAYOUT)
            where W: (Wiring<Ends: SendBlocking + RecvBlocking + SendAsync + RecvAsync>);
        /// Threads and tasks, on wirings that go there and back.
        wired_across(Across, across, There::LAYOUT)
            where There: (Wiring<Ends: SendBlocking + RecvAsync>), Back: (Wiring<Ends: SendAsync + RecvBlocking>);
        /// Batches, threads.
        wired_batch_threads(BatchThreads, batch_threads, W::LAYOUT) where W: (Wiring<Ends: Batch>);
        /// Batches, tasks.
        wired_batch_tasks(BatchTasks, batch_tasks, W::LAYOUT) where W: (Wiring<Ends: BatchAsync>);
        /// Requests and replies, threads.
        asking_threads(AskThreads, ask_threads, W::LAYOUT)
            where W: (Wiring<Ends: SendBlocking + RecvBlocking>), R: (Reply + SendBlocking + RecvBlocking);
        /// Requests and replies, tasks.
        asking_tasks(AskTasks, ask_tasks, W::LAYOUT)
            where W: (Wiring<Ends: SendAsync + RecvAsync>), R: (Reply + SendAsync + RecvAsync);
        /// Tasks with a channel each.
        meshed(Mesh, mesh, Layout::Lanes) where C: (Channel + CloneTx + SendAsync + RecvAsync);
        /// Threads that block or try, on a wiring.
        wired_try_threads(TryThreads, try_threads, W::LAYOUT) where W: (Wiring<Ends: SendBlocking + Try>);
        /// Futures polled by hand, on a wiring.
        wired_try_tasks(TryTasks, try_tasks, W::LAYOUT) where W: (Wiring<Ends: SendAsync + Try>);
        /// Channels of any capacity, down to one slot, made and dropped.
        made(Make, make, Layout::Lanes) where C: (Channel + SendBlocking + RecvBlocking);
    }

    chains! {
        /// Threads, and tasks, on a wiring.
        wired where W: (Wiring<Ends: SendBlocking + RecvBlocking + SendAsync + RecvAsync>)
            = wired_threads(W), wired_tasks(W);
        /// Batches of threads, and of tasks, on a wiring.
        wired_batches where W: (Wiring<Ends: Batch + BatchAsync>) = wired_batch_threads(W), wired_batch_tasks(W);
        /// Threads that block or try, and futures polled by hand, on a wiring.
        wired_tries where W: (Wiring<Ends: SendBlocking + SendAsync + Try>) = wired_try_threads(W), wired_try_tasks(W);
        /// Threads, one producer and one consumer to a channel.
        spsc_threads where C: (Channel + SendBlocking + RecvBlocking) = wired_threads(Lanes<C>), made(C);
        /// Tasks, one producer and one consumer to a channel.
        spsc_tasks where C: (Channel + SendAsync + RecvAsync) = wired_tasks(Lanes<C>);
        /// Threads, many producers and one consumer.
        mpsc_threads where C: (Channel + CloneTx + SendBlocking + RecvBlocking)
            = spsc_threads(C), wired_threads(FanIn<C>);
        /// Tasks, many producers and one consumer.
        mpsc_tasks where C: (Channel + CloneTx + SendAsync + RecvAsync)
            = spsc_tasks(C), wired_tasks(FanIn<C>), meshed(C);
        /// Threads, many to many.
        mpmc_threads where C: (Channel + CloneTx + CloneRx + SendBlocking + RecvBlocking)
            = mpsc_threads(C), wired_threads(Shared<C>), wired_threads(FanOut<C>), asking_threads(Shared<C>, C);
        /// Tasks, many to many.
        mpmc_tasks where C: (Channel + CloneTx + CloneRx + SendAsync + RecvAsync)
            = mpsc_tasks(C), wired_tasks(Shared<C>), wired_tasks(FanOut<C>), asking_tasks(Shared<C>, C);
        /// Threads and tasks on the same ends, many to many.
        mpmc_both where C: (Channel + CloneTx + CloneRx + SendBlocking + RecvBlocking + SendAsync + RecvAsync)
            = wired_both(Shared<C>), wired_both(FanIn<C>), wired_both(FanOut<C>);
        /// Threads on one channel per consumer, routed by hand.
        threads_by_hand where C: (Channel + CloneTx + SendBlocking + RecvBlocking)
            = wired_threads(ByHand<C, InTurn>), wired_threads(ByHand<C, ByKey>);
        /// Tasks on one channel per consumer, routed by hand.
        tasks_by_hand where C: (Channel + CloneTx + SendAsync + RecvAsync) = wired_tasks(ByHand<C, InTurn>);
        /// Threads on a channel that all share or that is routed by hand, as `xN`; they block, or try.
        tries where C: (Channel + CloneTx + SendBlocking + Try)
            = wired_try_threads(FanIn<C>), wired_try_threads(ByHand<C, InTurn>), wired_try_threads(ByHand<C, ByKey>);
        /// The same, of futures polled by hand.
        polls where C: (Channel + CloneTx + SendAsync + Try)
            = wired_try_tasks(FanIn<C>), wired_try_tasks(ByHand<C, InTurn>), wired_try_tasks(ByHand<C, ByKey>);
        /// A thread and a task. `There` goes from the thread to the task.
        across where There: (Channel + SendBlocking + RecvAsync), Back: (Channel + SendAsync + RecvBlocking)
            = wired_across(Lanes<There>, Lanes<Back>);
        /// Batches of threads, which a library without them sends one by one: on one channel, and routed by hand.
        batch_threads where C: (Channel + CloneTx + CloneRx + Batch)
            = wired_batch_threads(Lanes<C>), wired_batch_threads(Shared<C>), batches_by_hand(C);
        /// Batches of tasks, which a library without them sends one by one.
        batch_tasks where C: (Channel + CloneTx + CloneRx + BatchAsync)
            = wired_batch_tasks(Lanes<C>), wired_batch_tasks(Shared<C>);
        /// Batches of threads on one channel per consumer, routed by hand.
        batches_by_hand where C: (Channel + CloneTx + Batch)
            = wired_batch_threads(ByHand<C, InTurn>), wired_batch_threads(ByHand<C, ByKey>);
    }

    /// All that a channel takes part in that blocks and awaits on the same ends, and has no batches.
    pub fn bounded<C: Channel + CloneTx + CloneRx + Try + Batch + BatchAsync>(self) -> Self {
        self.mpmc_threads::<C>("bounded")
            .mpmc_tasks::<C>("bounded")
            .mpmc_both::<C>("bounded")
            .across::<C, C>("bounded")
            .threads_by_hand::<C>("bounded xN")
            .tasks_by_hand::<C>("bounded xN")
            .tries::<C>("bounded")
            .polls::<C>("bounded")
            .batch_threads::<C>("bounded, one by one")
            .batch_tasks::<C>("bounded, one by one")
    }
}
