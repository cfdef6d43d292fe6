//! The compile error for cloning a half of a lane.

/// No type implements this.
#[diagnostic::on_unimplemented(
    message = "a lane has one producer and one consumer, and `{Self}` cannot be cloned",
    label = "a lane has only one of these",
    note = "for many senders or receivers, use `mpmc::bounded`; for one lane each, `spsc::shard_spsc`"
)]
pub trait CloneableHalf {}
