//! What the threads of a round share: when it starts and ends, who closed the ring, who still runs.

use super::{
    books::Outcome,
    desk::DESK,
    plan::{Ending, Plan, Put, Take, Worker},
    rng::Rng,
};
use std::{
    fmt::{self, Debug},
    hint,
    sync::{
        Barrier,
        atomic::{
            AtomicBool, AtomicUsize,
            Ordering::{Acquire, Relaxed, Release},
        },
    },
    thread::{self, Scope, ScopedJoinHandle, Thread},
    time::{Duration, Instant},
};

/// So long a round's producers go on: where threads are slow, rounds get small.
const BUDGET: Duration = Duration::from_millis(250);

/// Between two looks of a watcher that is not in the way.
const LOOK: Duration = Duration::from_millis(1);

/// So often a thread asks a closed ring again before it believes it.
pub(crate) const PATIENT: usize = 3;

pub(crate) struct Round<'p> {
    pub(crate) plan: &'p Plan,
    start: Barrier,
    producers: Side,
    consumers: Side,
    /// Time is up.
    is_over: AtomicBool,
    /// Somebody began to close the ring.
    is_closing: AtomicBool,
    /// Somebody has closed the ring.
    is_closed: AtomicBool,
    /// How many calls of `close` said `true`.
    closers: AtomicUsize,
    /// A pop said `Closed`.
    is_drained: AtomicBool,
    /// How many consumers went in the middle.
    gone: AtomicUsize,
    main: Thread,
    /// What was in the ring before the threads started.
    before: usize,
}

/// One side's threads.
struct Side {
    running: AtomicUsize,
    /// How many values each has moved, on a line of its own.
    moved: Vec<Moved>,
}

#[repr(align(128))]
struct Moved(AtomicUsize);

impl Side {
    fn of(threads: usize) -> Self {
        Self {
            running: AtomicUsize::new(threads),
            moved: (0..threads).map(|_| Moved(AtomicUsize::new(0))).collect(),
        }
    }

    fn moved(&self) -> usize {
        self.moved.iter().map(|moved| moved.0.load(Acquire)).sum()
    }
}

/// A thread's place in a round.
pub(crate) struct Seat<'a, C> {
    pub(crate) round: &'a Round<'a>,
    mine: &'a Side,
    others: &'a Side,
    index: usize,
    name: &'static str,
    pub(crate) worker: &'a Worker<C>,
    pub(crate) rng: Rng,
    step: usize,
    moved: usize,
    has_closed: bool,
    has_spoken: bool,
}

/// What a thread knew before a call; what the call may say follows from it.
pub(crate) struct Known {
    is_closed: bool,
    is_drained: bool,
    /// How many values the other side had moved, if that is told.
    others: Option<usize>,
}

/// Starts a thread of a round, with a name for the report of a failure.
pub(crate) fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    index: usize,
    body: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    let builder = thread::Builder::new().name(format!("{name} {}", index + 1));
    builder.spawn_scoped(scope, body).expect("a thread can be started")
}

impl<'p> Round<'p> {
    /// A round whose ring holds `before` values already.
    pub(crate) fn new(plan: &'p Plan, before: usize) -> Self {
        let (producers, consumers) = (plan.producers.len(), plan.consumers.len());
        Self {
            plan,
            start: Barrier::new(producers + consumers),
            producers: Side::of(producers),
            consumers: Side::of(consumers),
            is_over: AtomicBool::new(false),
            is_closing: AtomicBool::new(false),
            is_closed: AtomicBool::new(false),
            closers: AtomicUsize::new(0),
            is_drained: AtomicBool::new(false),
            gone: AtomicUsize::new(0),
            main: thread::current(),
            before,
        }
    }

    /// Closes the ring by `close`, which says whether it did.
    pub(crate) fn close(&self, close: impl FnOnce() -> bool) {
        // Relaxed: whoever is refused by the ring because of it sees this, too. The ring says so.
        self.is_closing.store(true, Relaxed);
        self.closers.fetch_add(close().into(), Relaxed);
        self.is_closed.store(true, Release);
    }

    /// How many calls of `close` said that they did it.
    pub(crate) fn closers(&self) -> usize {
        self.closers.load(Relaxed)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Acquire)
    }

    pub(crate) fn producer(&self, index: usize) -> Seat<'_, Put> {
        Seat::new(self, (&self.producers, &self.consumers), index, "producer", &self.plan.producers[index])
    }

    pub(crate) fn consumer(&self, index: usize) -> Seat<'_, Take> {
        Seat::new(self, (&self.consumers, &self.producers), index, "consumer", &self.plan.consumers[index])
    }

    /// Watches until every thread is done. `look` looks at the ring; `end` is called once, when the producers are done.
    pub(crate) fn watch(&self, mut look: impl FnMut(), end: impl FnOnce()) {
        let started = Instant::now();
        let mut end = Some(end);
        let mut has_spoken = false;
        loop {
            look();
            if self.producers.running.load(Acquire) == 0 {
                if let Some(end) = end.take() {
                    end();
                }
                if self.consumers.running.load(Acquire) == 0 {
                    return;
                }
            }
            if started.elapsed() > BUDGET {
                self.is_over.store(true, Relaxed);
            }
            DESK.lives(
                (self.plan.round << 32) + self.producers.moved() as u64 + self.consumers.moved() as u64,
            );
            if DESK.is_stalled() && !has_spoken {
                has_spoken = true;
                eprintln!("stress: {self:?}");
            }
            if self.plan.is_watched {
                thread::yield_now();
            } else {
                thread::park_timeout(LOOK);
            }
        }
    }
}

impl Debug for Round<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Round")
            .field("producers_running", &self.producers.running)
            .field("consumers_running", &self.consumers.running)
            .field("pushed", &self.producers.moved())
            .field("popped", &self.consumers.moved())
            .field("is_over", &self.is_over)
            .field("is_closing", &self.is_closing)
            .field("is_closed", &self.is_closed)
            .field("is_drained", &self.is_drained)
            .finish_non_exhaustive()
    }
}

impl<'a, C: Copy> Seat<'a, C> {
    fn new(
        round: &'a Round<'a>,
        (mine, others): (&'a Side, &'a Side),
        index: usize,
        name: &'static str,
        worker: &'a Worker<C>,
    ) -> Self {
        let rng = Rng::new(worker.seed);
        Self {
            round,
            mine,
            others,
            index,
            name,
            worker,
            rng,
            step: 0,
            moved: 0,
            has_closed: false,
            has_spoken: false,
        }
    }

    /// Waits until all threads are there.
    pub(crate) fn start(&self) {
        self.round.start.wait();
    }

    /// Closes the ring by `close`, if it is to do that now; `is_last` when there will be no other time.
    pub(crate) fn close_in_time(&mut self, is_last: bool, close: impl FnOnce() -> bool) {
        let is_time = |step| is_last || step <= self.step || self.is_over();
        if !self.has_closed && self.worker.closes_at.is_some_and(is_time) {
            self.has_closed = true;
            self.round.close(close);
        }
    }

    /// Whether it is to go now.
    pub(crate) fn is_to_leave(&self) -> bool {
        self.worker.leaves_at.is_some_and(|step| step <= self.step || self.is_over())
    }

    pub(crate) fn is_over(&self) -> bool {
        self.round.is_over.load(Relaxed)
    }

    /// The next call.
    pub(crate) fn call(&mut self) -> C {
        self.step += 1;
        self.rng.pick(&self.worker.calls)
    }

    pub(crate) fn known(&self) -> Known {
        Known {
            is_closed: self.round.is_closed(),
            is_drained: self.round.is_drained.load(Acquire),
            others: self.round.plan.is_gauged.then(|| self.others.moved()),
        }
    }

    /// So many values were moved, in all.
    fn has_moved(&mut self, moved: usize) {
        self.moved = moved;
        self.mine.moved[self.index].0.store(moved, Release);
    }

    /// Gives the CPU away, since the ring refused; but not always at once, so that the other side is met at work.
    pub(crate) fn wait(&mut self, ring: &dyn Debug) {
        if DESK.is_stalled() && !self.has_spoken {
            self.has_spoken = true;
            eprintln!(
                "stress: {} {} waits after {} values, {} steps: {ring:?}",
                self.name,
                self.index + 1,
                self.moved,
                self.step
            );
        }
        if self.rng.one_in(2) {
            thread::yield_now();
        } else {
            self.spin(64);
        }
    }

    /// Now and then lets others go first.
    pub(crate) fn dawdle(&mut self) {
        match self.rng.below(64) {
            0 => thread::yield_now(),
            1..4 => self.spin(256),
            _ => {}
        }
    }

    fn spin(&mut self, most: usize) {
        for _ in 0..self.rng.below(most) {
            hint::spin_loop();
        }
    }

    /// It is done.
    pub(crate) fn leave(&self) {
        self.mine.running.fetch_sub(1, Release);
        self.round.main.unpark();
    }
}

impl Seat<'_, Put> {
    /// Checks what a push said; `accepted` values went in so far.
    pub(crate) fn check(&mut self, outcome: Outcome, known: &Known, accepted: usize) {
        match outcome {
            Outcome::Closed => {
                assert!(self.round.is_closing.load(Relaxed), "a push said Closed of an open ring");
            }
            Outcome::Moved(_) => assert!(!known.is_closed, "a push into a closed ring said Ok"),
            Outcome::Refused => {
                assert!(!known.is_closed, "a push into a closed ring said Full");
                if let Some(popped) = known.others {
                    let most = self.round.before + accepted - popped;
                    let capacity = self.round.plan.capacity;
                    assert!(most >= capacity, "a push said Full, with {most} of {capacity} values");
                }
            }
        }
        self.has_moved(accepted);
    }

    /// Whether it has nobody to wait for: the consumers went, and nobody closes the ring.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.round.plan.ending == Ending::Abandon && self.others.running.load(Acquire) == 0
    }
}

impl Seat<'_, Take> {
    /// It goes in the middle; whether it is the last consumer to do so.
    pub(crate) fn goes_last(&self) -> bool {
        self.round.gone.fetch_add(1, Relaxed) + 1 == self.round.plan.consumers.len()
    }

    /// Checks what a pop said; `taken` values came out so far.
    pub(crate) fn check(&mut self, outcome: Outcome, known: &Known, taken: usize) {
        match outcome {
            Outcome::Closed => {
                assert!(self.round.is_closing.load(Relaxed), "a pop said Closed of an open ring");
                self.round.is_drained.store(true, Release);
            }
            Outcome::Moved(_) => assert!(!known.is_drained, "a value came out after Closed was said"),
            Outcome::Refused => {
                let is_allowed = !known.is_drained || self.round.plan.draws_tickets();
                assert!(is_allowed, "a pop said Empty after Closed was said");
                if let Some(pushed) = known.others {
                    let least = (self.round.before + pushed).saturating_sub(taken);
                    assert!(least == 0, "a pop said Empty, with {least} values");
                }
            }
        }
        self.has_moved(taken);
    }
}
