//! Ctrl-C, as a flag that every loop looks at.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

/// Says that the user wants no more.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A flag that Ctrl-C sets, and the system's request to terminate. A process can have one.
    pub fn on_signal() -> Result<Self> {
        let stop = Self::default();
        let flag = stop.clone();
        ctrlc::set_handler(move || flag.set()).context("cannot listen for Ctrl-C")?;
        Ok(stop)
    }

    /// Asks all loops to end.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed); // it says nothing about other memory
    }

    /// Whether they were asked to.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
