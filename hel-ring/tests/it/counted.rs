//! Values that count their drops.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

/// How often values were dropped, in all.
#[derive(Clone, Default)]
pub(crate) struct Drops(Arc<AtomicUsize>);

impl Drops {
    pub(crate) fn value(&self) -> Counted {
        Counted(self.clone())
    }

    pub(crate) fn values<C: FromIterator<Counted>>(&self, count: usize) -> C {
        (0..count).map(|_| self.value()).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(Relaxed)
    }
}

/// Counts its drop.
pub(crate) struct Counted(Drops);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Relaxed);
    }
}
