//! The trait of keys.

use core::hash::Hash;

/// A key, whose hash chooses the shard: anything that is `Hash`, by value or by reference.
///
/// # Examples
///
/// ```
/// use hel::channel::mpmc::shard_key;
///
/// let (tx, rx) = shard_key::<_, 8>(4);
/// tx.send("AAPL", 1)?;
/// tx.send(("NYSE", 17_u32), 2)?;
/// tx.send(1.5_f64.to_bits(), 3)?; // a float is not `Hash`
/// assert_eq!(rx.len(), 3);
/// # Ok::<(), hel::channel::errors::SendError<i32>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key: it is not `Hash`",
    label = "a key is anything that is `Hash`",
    note = "a float becomes one by `to_bits()`, a value of your own by `#[derive(Hash)]`"
)]
pub trait Key: Hash {}

#[diagnostic::do_not_recommend]
impl<K: Hash + ?Sized> Key for K {}
