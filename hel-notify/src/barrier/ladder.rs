//! Whether the system has a heavy barrier: it is asked once, and a later refusal is remembered.

#[cfg(all(any(target_os = "linux", target_os = "android"), not(any(hel_no_membarrier, miri))))]
use super::linux::System;
#[cfg(any(hel_no_membarrier, miri, not(any(target_os = "linux", target_os = "android", windows))))]
use super::none::System;
#[cfg(all(windows, not(any(hel_no_membarrier, miri))))]
use super::windows::System;
use crate::sync::{self, AtomicU8, Ordering};
use std::env;
use std::thread;
use std::time::Duration;

/// A process-wide barrier of a system.
pub(super) trait ProcessBarrier {
    /// Prepares it, once; `false` where there is none.
    fn register(&self) -> bool;

    /// Makes every thread of the process pass a full barrier before this returns; `false` if the system refuses.
    fn run(&self) -> bool;
}

/// Switches LIGHT off, without another build.
const OFF: &str = "HEL_NO_MEMBARRIER";

/// How long a thread whose barrier was refused sleeps instead.
///
/// Meanwhile the stores of other threads leave their cores, which takes well under a microsecond: a core drains its store buffer as
/// fast as it can, and a thread that loses its core leaves nothing in it.
const DRAIN: Duration = Duration::from_millis(1);

const UNKNOWN: u8 = 0;
const THERE: u8 = 1;
const REFUSED: u8 = 2;

static LADDER: Ladder<System> = Ladder { system: System, state: AtomicU8::new(UNKNOWN) };

/// Whether there is a [`heavy`] barrier, so that an event may become LIGHT.
#[inline]
pub(crate) fn is_heavy_there() -> bool {
    LADDER.is_there(|| env::var_os(OFF).is_some_and(|value| !value.is_empty() && value != "0"))
}

/// The cold side against notifiers in LIGHT mode.
///
/// If the system refuses what it granted at the probe (a system call filter was set up later), no event becomes LIGHT any more, and
/// this caller sleeps for [`DRAIN`] instead: a last resort outside of the language's memory model. It concerns only waiters of events
/// that were LIGHT at that time.
pub(crate) fn heavy() {
    LADDER.run(|| thread::sleep(DRAIN));
}

struct Ladder<S> {
    system: S,
    state: AtomicU8,
}

impl<S: ProcessBarrier> Ladder<S> {
    #[inline]
    fn is_there(&self, is_off: impl FnOnce() -> bool) -> bool {
        // Ordering: Relaxed here and below. The state only remembers what the system said, and orders nothing.
        match self.state.load(Ordering::Relaxed) {
            UNKNOWN => self.probe(is_off),
            state => state == THERE,
        }
    }

    #[cold]
    fn probe(&self, is_off: impl FnOnce() -> bool) -> bool {
        let state = if !is_off() && self.system.register() && self.system.run() { THERE } else { REFUSED };
        // Several threads may probe at once; a refusal to any of them counts.
        let before = self.state.fetch_max(state, Ordering::Relaxed);
        before.max(state) == THERE
    }

    fn run(&self, drain: impl FnOnce()) {
        // Ordering: SeqCst on both sides of the system's barrier, for the compiler and for a system that leaves the caller out.
        sync::fence(Ordering::SeqCst);
        if !self.system.run() {
            self.state.store(REFUSED, Ordering::Relaxed);
            drain();
        }
        sync::fence(Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::process::Command;

    /// A system that says what the test wants, and counts.
    #[derive(Default)]
    struct Injected {
        has_one: bool,
        refuses: Cell<bool>,
        registered: Cell<usize>,
        runs: Cell<usize>,
    }

    impl ProcessBarrier for Injected {
        fn register(&self) -> bool {
            self.registered.set(self.registered.get() + 1);
            self.has_one
        }

        fn run(&self) -> bool {
            self.runs.set(self.runs.get() + 1);
            !self.refuses.get()
        }
    }

    fn ladder(system: Injected) -> Ladder<Injected> {
        Ladder { system, state: AtomicU8::new(UNKNOWN) }
    }

    #[test]
    fn it_is_probed_once() {
        let ladder = ladder(Injected { has_one: true, ..Injected::default() });
        assert!((0..3).all(|_| ladder.is_there(|| false)));
        assert_eq!((ladder.system.registered.get(), ladder.system.runs.get()), (1, 1));
        ladder.run(|| panic!("nothing was refused"));
        assert_eq!(ladder.system.runs.get(), 2);
    }

    #[test]
    fn a_system_without_one_is_not_asked_to_run_it() {
        let ladder = ladder(Injected::default());
        assert!(!(0..3).any(|_| ladder.is_there(|| false)));
        assert_eq!((ladder.system.registered.get(), ladder.system.runs.get()), (1, 0));
    }

    #[test]
    fn a_refusal_at_the_probe_counts() {
        let ladder = ladder(Injected { has_one: true, refuses: Cell::new(true), ..Injected::default() });
        assert!(!(0..3).any(|_| ladder.is_there(|| false)));
        assert_eq!(ladder.system.runs.get(), 1);
    }

    #[test]
    fn a_later_refusal_is_waited_out_and_remembered() {
        let ladder = ladder(Injected { has_one: true, ..Injected::default() });
        assert!(ladder.is_there(|| false));
        ladder.system.refuses.set(true);
        let drained = Cell::new(0);
        ladder.run(|| drained.set(drained.get() + 1));
        assert_eq!(drained.get(), 1);
        assert!(!ladder.is_there(|| panic!("asked already")));
        ladder.run(|| drained.set(drained.get() + 1));
        assert_eq!(drained.get(), 2, "another event that was in LIGHT mode");
    }

    #[test]
    fn it_can_be_switched_off() {
        let ladder = ladder(Injected { has_one: true, ..Injected::default() });
        assert!(!ladder.is_there(|| true));
        assert_eq!(ladder.system.registered.get(), 0);
    }
    /// Set for a process that is to ask for itself, to what it does before.
    const ASK: &str = "HEL_NOTIFY_ASK";

    /// What a process of its own finds, in which nothing else runs; `off` is what its environment says.
    fn is_there_elsewhere(before: &str, off: Option<&str>) -> bool {
        let name = "barrier::ladder::tests::the_environment_and_an_early_refusal_are_heeded";
        let mut command = this_program();
        command.args(["--exact", "--nocapture", name]).env(ASK, before).env_remove(OFF);
        if let Some(off) = off {
            command.env(OFF, off);
        }
        let output = command.output().unwrap();
        assert!(output.status.success());
        String::from_utf8_lossy(&output.stdout).contains("is there: true")
    }

    /// The tests' program, by whatever cargo has it run by: another architecture's needs an emulator.
    fn this_program() -> Command {
        let arch = env::consts::ARCH.to_uppercase();
        let is_ours = |name: &str| {
            name.strip_prefix("CARGO_TARGET_").is_some_and(|target| target.starts_with(&arch))
                && name.ends_with("_RUNNER")
        };
        let program = env::current_exe().unwrap();
        let Some((_, runner)) = env::vars().find(|(name, _)| is_ours(name)) else {
            return Command::new(program);
        };
        let mut words = runner.split_whitespace();
        let mut command = Command::new(words.next().unwrap());
        command.args(words).arg(program);
        command
    }

    #[test]
    #[cfg_attr(miri, ignore = "it starts processes")]
    fn the_environment_and_an_early_refusal_are_heeded() {
        if let Ok(before) = env::var(ASK) {
            if before == "heavy" {
                heavy();
            }
            println!("is there: {}", is_heavy_there());
            return;
        }
        let is_there = System.register() && System.run();
        let found =
            [None, Some(""), Some("0"), Some("1"), Some("yes")].map(|off| is_there_elsewhere("", off));
        assert_eq!(found, [is_there, is_there, is_there, false, false]);
        // Linux refuses it to a process that has not registered, which then goes without.
        if cfg!(any(target_os = "linux", target_os = "android")) {
            assert!(!is_there_elsewhere("heavy", None));
        }
    }
}
