//! Models of a whole channel: ring, events and handles together, every interleaving within a bound.
//!
//! Run by `cargo xtask loom`; empty in a normal build.
#![cfg(loom)]

mod channel;
mod close;
mod shards;

/// Runs a model with a bound on preemptions, which `LOOM_MAX_PREEMPTIONS` overrides.
///
/// The reference counts are std's, which the checker does not know: a model keeps a handle of its channel until it has
/// joined its threads, so that the last one goes where all is ordered.
fn model(preemptions: usize, body: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(preemptions));
    builder.check(body);
}
