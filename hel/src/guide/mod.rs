//! The guide: a page for each question that comes up before, and after, the first channel.
//!
//! | page | answers |
//! | --- | --- |
//! | [`which_channel`] | I have this program: which kind of channel is it? |
//! | [`sizing`] | How many shards, how many slots? What if a few keys are hot? |
//! | [`ordering`] | What arrives in order, and what breaks the order? When does `Empty` mean empty? |
//! | [`cancel_safety`] | A future was dropped: where is its value, where its place in the queue? |
//! | [`sync_and_async`] | Which calls may a task make? How does a thread deadlock with itself? |
//! | [`shutting_down`] | How does a pipeline end without loss? |
//! | [`waiting`] | What does a wait cost, on dedicated cores, on shared ones, in containers; on x86, Arm, WebAssembly? |
//! | [`large_values`] | When to send a `Box`? What about the stack in builds without optimisation? |
//! | [`raw_rings`] | How to use `hel-ring` alone, without waiting? |
//! | [`when_not`] | Which crate to take where hel is the wrong one? |
//! | [`coming_from`] | What are the calls of crossbeam-channel, flume, kanal, async-channel, tokio and hel-rs called here? |
//!
//! Every program on these pages is a test. The systems in the repository's `hel/systems` are whole programs: an exchange, a web
//! server, a game, a bridge between processes.

#[doc = include_str!("cancel_safety.md")]
pub mod cancel_safety {}
#[doc = include_str!("coming_from.md")]
pub mod coming_from {}
#[doc = include_str!("large_values.md")]
pub mod large_values {}
#[doc = include_str!("ordering.md")]
pub mod ordering {}
#[doc = include_str!("raw_rings.md")]
pub mod raw_rings {}
#[doc = include_str!("shutting_down.md")]
pub mod shutting_down {}
#[doc = include_str!("sizing.md")]
pub mod sizing {}
#[doc = include_str!("sync_and_async.md")]
pub mod sync_and_async {}
#[doc = include_str!("waiting.md")]
pub mod waiting {}
#[doc = include_str!("when_not.md")]
pub mod when_not {}
#[doc = include_str!("which_channel.md")]
pub mod which_channel {}
