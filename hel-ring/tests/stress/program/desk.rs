//! What the program tells: how far it is, what it has counted, and what it did when something failed.

use super::{
    plan::{Kind, PACKAGE, PATIENCE, Plan},
    totals::{Tally, Totals},
};
use std::{
    io::Write as _,
    panic, process,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

/// So long may the threads take to say what they wait for.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Between two progress lines.
const LINE: Duration = Duration::from_secs(1);

/// Between two looks of the watchdog. One that comes much later tells that the machine stood still, and not the program.
const LOOK: Duration = Duration::from_millis(100);

/// The one desk of the program: failures come from every thread.
pub(crate) static DESK: Desk = Desk {
    plan: Mutex::new(None),
    totals: Mutex::new(Totals::NONE),
    life: AtomicU64::new(0),
    is_stalled: AtomicBool::new(false),
    failure: Mutex::new(()),
};

pub(crate) struct Desk {
    plan: Mutex<Option<Plan>>,
    totals: Mutex<Totals>,
    /// Changes while something happens.
    life: AtomicU64,
    /// Nothing happens any more: whoever waits says for what.
    is_stalled: AtomicBool,
    /// Held by the first who reports a failure, until the end.
    failure: Mutex<()>,
}

/// Also what a panicking thread left: each field is whole at any time.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Makes every panic, of any thread, the end of the program; and watches that something happens.
    pub(crate) fn open(&'static self, shows_progress: bool) {
        panic::set_hook(Box::new(|panic| DESK.fail(&panic.to_string())));
        thread::spawn(move || self.watch(shows_progress));
    }

    /// A round begins.
    pub(crate) fn begins(&self, plan: &Plan) {
        *lock(&self.plan) = Some(plan.clone());
        self.lives(plan.round << 32);
    }

    /// A round is over.
    pub(crate) fn ends(&self, kind: Kind, tally: &Tally) {
        lock(&self.totals).add(kind, tally);
    }

    /// `sign` is another one than before if something happened.
    pub(crate) fn lives(&self, sign: u64) {
        self.life.store(sign, Relaxed);
    }

    pub(crate) fn is_stalled(&self) -> bool {
        self.is_stalled.load(Relaxed)
    }

    pub(crate) fn totals(&self) -> Totals {
        lock(&self.totals).clone()
    }

    /// Reports a failure and ends the program.
    pub(crate) fn fail(&self, what: &str) -> ! {
        let _first = lock(&self.failure);
        let plan = lock(&self.plan).clone();
        eprintln!("stress: FAILED: {what}");
        if let Some(plan) = plan {
            // The kind, too: a plan that was drawn for one kind only is another one.
            let Plan { seed, round, kind, .. } = plan;
            let arguments = format!("--seed {seed} --round {round} --only {}", kind.name());
            eprintln!("  again: cargo test -p {PACKAGE} --test stress -- {arguments} --seconds 60");
            say(&format!("stress failed: {arguments}"));
        }
        process::exit(1)
    }

    fn watch(&self, shows_progress: bool) {
        let (mut last, mut still) = (self.life.load(Relaxed), Duration::ZERO);
        let mut said = Instant::now();
        loop {
            let before = Instant::now();
            thread::sleep(LOOK);
            if shows_progress && said.elapsed() >= LINE {
                said = Instant::now();
                say(&format!("stress progress: {}", self.totals()));
            }
            let life = self.life.load(Relaxed);
            if life != last {
                (last, still) = (life, Duration::ZERO);
            } else if before.elapsed() < 2 * LOOK {
                still += LOOK;
            }
            if still > PATIENCE {
                self.is_stalled.store(true, Relaxed);
                thread::sleep(LAST_WORDS);
                self.fail(&format!("nothing has moved for {:.1} s", still.as_secs_f64()));
            }
        }
    }
}

/// A line for whoever reads the standard output; that nobody does any more is no failure.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
