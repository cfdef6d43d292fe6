//! What users of the crate may rely on, without a model checker: one topic per module.
#![cfg(not(hel_loom))]

mod auto_traits;
#[cfg(feature = "budget")]
mod budget;
mod cancel;
mod cloned_waker;
mod deadline;
mod forgotten;
mod future;
mod mixed;
mod modes;
mod operation;
mod pass_on;
mod reference;
mod stress;
mod support;
mod wake_all;
mod wake_one;
mod wakers;
mod watch;
