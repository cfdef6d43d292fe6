//! What the compiler says to who clones a half of a lane.

/// Nothing is.
#[diagnostic::on_unimplemented(
    message = "a lane has one producer and one consumer, and `{Self}` cannot be cloned",
    label = "of a lane, there is one",
    note = "for many senders or receivers, use `mpmc::bounded`; for one lane each, `spsc::shard_spsc`"
)]
pub trait ManyOfThem {}
