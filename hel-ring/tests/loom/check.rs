//! How the models are run, and values that count their drops.

use loom::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};
use std::{
    mem::ManuallyDrop,
    sync::{Arc, atomic},
};

/// How far a model is explored, and how many executions that must be at least.
#[derive(Clone, Copy)]
pub(crate) struct Exploration {
    preemptions: Option<usize>,
    least: usize,
}

/// Explores without a bound.
pub(crate) fn unbounded(least: usize) -> Exploration {
    Exploration { preemptions: None, least }
}

/// Explores with at most `preemptions` preemptions, or as many as `LOOM_MAX_PREEMPTIONS` says.
pub(crate) fn bounded(preemptions: usize, least: usize) -> Exploration {
    Exploration { preemptions: Some(preemptions), least }
}

impl Exploration {
    /// Explores a model.
    ///
    /// # Panics
    ///
    /// When the model fails, and when it had fewer executions than it must have.
    pub(crate) fn check(self, model: impl Fn() + Send + Sync + 'static) {
        self.assert_least(self.run(model));
    }

    /// Explores a model once for each of its `roles`, which the model's own thread takes in turn while the
    /// others are spawned; their executions count together.
    pub(crate) fn check_cast(self, roles: usize, model: impl Fn(Cast) + Copy + Send + Sync + 'static) {
        let runs = (0..roles).map(|lead| self.run(move || model(Cast { lead })));
        self.assert_least(runs.sum());
    }

    /// Explores a model and gives the number of its executions.
    fn run(self, model: impl Fn() + Send + Sync + 'static) -> usize {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = builder.preemption_bound.or(self.preemptions);
        let executions = Arc::new(atomic::AtomicUsize::new(0));
        let counter = executions.clone();
        builder.check(move || {
            counter.fetch_add(1, atomic::Ordering::Relaxed);
            model();
        });
        executions.load(atomic::Ordering::Relaxed)
    }

    /// A model that explores next to nothing shows nothing. (Who bounds it from outside knows that.)
    fn assert_least(self, executions: usize) {
        let from_outside = loom::model::Builder::new();
        let is_cut = from_outside.preemption_bound.is_some()
            || from_outside.max_duration.is_some()
            || from_outside.max_permutations.is_some();
        let Self { least, .. } = self;
        assert!(is_cut || executions >= least, "{executions} executions, {least} expected");
    }
}

/// Which role the model's own thread plays.
#[derive(Clone, Copy)]
pub(crate) struct Cast {
    lead: usize,
}

impl Cast {
    /// Plays two roles at once.
    pub(crate) fn play<A, B>(
        self,
        first: impl FnOnce() -> A + Send + 'static,
        second: impl FnOnce() -> B + Send + 'static,
    ) -> (A, B)
    where
        A: Send + 'static,
        B: Send + 'static,
    {
        if self.lead == 0 {
            let second = thread::spawn(second);
            (first(), second.join().unwrap())
        } else {
            let first = thread::spawn(first);
            let second = second();
            (first.join().unwrap(), second)
        }
    }

    /// Plays three roles at once.
    pub(crate) fn play_three<A, B, C>(
        self,
        first: impl FnOnce() -> A + Send + 'static,
        second: impl FnOnce() -> B + Send + 'static,
        third: impl FnOnce() -> C + Send + 'static,
    ) -> (A, B, C)
    where
        A: Send + 'static,
        B: Send + 'static,
        C: Send + 'static,
    {
        if self.lead == 2 {
            let (first, second) = (thread::spawn(first), thread::spawn(second));
            let third = third();
            (first.join().unwrap(), second.join().unwrap(), third)
        } else {
            let third = thread::spawn(third);
            let (first, second) = self.play(first, second);
            (first, second, third.join().unwrap())
        }
    }
}

/// A value that counts its drop.
pub(crate) struct Counted {
    pub(crate) number: usize,
    /// Never given back: a value that is dropped twice must be counted twice, not free this twice.
    drops: ManuallyDrop<Drops>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.drops.0[self.number].fetch_add(1, Relaxed);
    }
}

/// How often each value was dropped.
#[derive(Clone)]
pub(crate) struct Drops(Arc<[AtomicUsize; 4]>);

impl Drops {
    pub(crate) fn new() -> Self {
        Self(Arc::new(std::array::from_fn(|_| AtomicUsize::new(0))))
    }

    pub(crate) fn value(&self, number: usize) -> Counted {
        Counted { number, drops: ManuallyDrop::new(self.clone()) }
    }

    /// Each of the values below `made` was dropped once, and no other.
    pub(crate) fn assert_all_once(&self, made: usize) {
        let drops: Vec<_> = self.0.iter().map(|drops| drops.load(Relaxed)).collect();
        assert!(drops[..made].iter().all(|&drops| drops == 1), "{drops:?}");
        assert!(drops[made..].iter().all(|&drops| drops == 0), "{drops:?}");
    }
}
