//! What the program tells: how far it is, what it has counted, and what it did when something failed.

use super::plan::{Kind, Plan};
use std::{
    fmt,
    io::Write as _,
    panic, process,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

/// So long may nothing happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// So long may the threads take to say what they wait for.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Between two progress lines, and two looks of the watchdog.
const LOOK: Duration = Duration::from_secs(1);

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
            eprintln!("  again: cargo test -p hel-ring --test stress -- {arguments} --seconds 60");
            say(&format!("stress failed: {arguments}"));
        }
        process::exit(1)
    }

    fn watch(&self, shows_progress: bool) {
        let (mut last, mut since) = (self.life.load(Relaxed), Instant::now());
        loop {
            thread::sleep(LOOK);
            if shows_progress {
                say(&format!("stress progress: {}", self.totals()));
            }
            let life = self.life.load(Relaxed);
            if life != last {
                (last, since) = (life, Instant::now());
            } else if since.elapsed() > PATIENCE {
                self.is_stalled.store(true, Relaxed);
                thread::sleep(LAST_WORDS);
                self.fail(&format!("no value has moved for {} s", since.elapsed().as_secs()));
            }
        }
    }
}

/// A line for whoever reads the standard output; that nobody does any more is no failure.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// What came of a round.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// A push said Ok to so many values.
    pub(crate) pushed: usize,
    pub(crate) popped: usize,
    pub(crate) evicted: usize,
    pub(crate) taken_back: usize,
    /// With the ring.
    pub(crate) dropped: usize,
    /// Drops that were counted, wherever.
    pub(crate) drops: u64,
}

/// What came of all rounds. Its `Display` is what `cargo xtask stress` reads.
#[derive(Clone, Debug)]
pub(crate) struct Totals {
    rounds: [u64; Kind::ALL.len()],
    pushed: u64,
    popped: u64,
    evicted: u64,
    taken_back: u64,
    dropped: u64,
    drops: u64,
}

impl Totals {
    const NONE: Self =
        Self { rounds: [0; 3], pushed: 0, popped: 0, evicted: 0, taken_back: 0, dropped: 0, drops: 0 };

    fn add(&mut self, kind: Kind, tally: &Tally) {
        let Tally { pushed, popped, evicted, taken_back, dropped, drops } = *tally;
        assert_eq!(pushed, popped + evicted + taken_back + dropped, "the sums do not agree");
        self.rounds[kind as usize] += 1;
        self.pushed += pushed as u64;
        self.popped += popped as u64;
        self.evicted += evicted as u64;
        self.taken_back += taken_back as u64;
        self.dropped += dropped as u64;
        self.drops += drops;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rounds, pushed, popped, evicted, taken_back, dropped, drops } = self;
        write!(f, "rounds={}", rounds.iter().sum::<u64>())?;
        for (kind, rounds) in Kind::ALL.iter().zip(rounds) {
            write!(f, " {}={rounds}", kind.name())?;
        }
        write!(f, " values={pushed} popped={popped} evicted={evicted} taken-back={taken_back}")?;
        // An error ends the program.
        write!(f, " dropped-with-the-ring={dropped} drops-counted={drops} errors=0")
    }
}
