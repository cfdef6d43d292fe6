//! The guide: pages for what one wants to know before, and after, the first channel.
//!
//! | page | answers |
//! | --- | --- |
//! | [`which_channel`] | I have this program: which kind of channel is it? |
//! | [`sizing`] | How many shards, how many slots? What when a few keys are hot? |
//! | [`ordering`] | What comes in order, and what breaks it? When may `Empty` be said? |
//! | [`cancel_safety`] | A future was dropped: where is the value, where the place in the queue? |
//! | [`sync_and_async`] | Blocking calls in tasks, current-thread runtimes, the deadlock with oneself |
//! | [`shutting_down`] | How does a pipeline end without loss? |
//! | [`waiting`] | What does a wait cost; dedicated cores, shared ones, containers; x86 and Arm |
//! | [`large_values`] | Boxes, and the stack in builds without optimisation |
//! | [`raw_rings`] | `hel-ring` alone, without waiting |
//! | [`when_not`] | What other crate to take, where hel is the wrong one |
//! | [`coming_from`] | crossbeam-channel, flume, kanal, async-channel, tokio, hel-rs: their call, ours, what differs |
//!
//! Each program on these pages is a test. The systems in `hel/systems` of the repository are whole programs: an exchange, a web
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
