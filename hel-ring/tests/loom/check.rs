//! How the models are run, and values that count their drops.

use loom::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::Arc;

/// Explores a model with every interleaving.
pub(crate) fn every_interleaving(model: impl Fn() + Send + Sync + 'static) {
    loom::model::Builder::new().check(model);
}

/// Explores a model with at most `preemptions` preemptions, or as many as `LOOM_MAX_PREEMPTIONS` says.
pub(crate) fn with_preemptions(preemptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(preemptions));
    builder.check(model);
}

/// A value that counts its drop.
pub(crate) struct Counted {
    pub(crate) number: usize,
    drops: Drops,
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
        Counted { number, drops: self.clone() }
    }

    /// Each of the values below `made` was dropped once, and no other.
    pub(crate) fn assert_all_once(&self, made: usize) {
        let drops: Vec<_> = self.0.iter().map(|drops| drops.load(Relaxed)).collect();
        assert!(drops[..made].iter().all(|&drops| drops == 1), "{drops:?}");
        assert!(drops[made..].iter().all(|&drops| drops == 0), "{drops:?}");
    }
}
