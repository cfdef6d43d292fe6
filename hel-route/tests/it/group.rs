//! Keys of the user's that misbehave.

use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

use hel_route::mpmc::{shard_group, shard_key};

/// A key that has a hash, or panics when it is asked for one.
#[derive(PartialEq, Eq)]
struct Unhashed(bool);

impl Hash for Unhashed {
    fn hash<H: Hasher>(&self, _: &mut H) {
        assert!(self.0, "planned");
    }
}

#[test]
fn a_key_that_cannot_be_hashed_leaves_the_value_in_the_slot() {
    let (tx, _rx) = shard_group::<String, 4, _>([(Unhashed(true), 0)]);
    let mut slot = Some("group".to_string());
    let failed = catch_unwind(AssertUnwindSafe(|| drop(tx.send_ref_async(&Unhashed(false), &mut slot))));
    assert!(failed.is_err());
    assert_eq!(slot.as_deref(), Some("group"));

    let (tx, _rx) = shard_key::<String, 4>(2);
    let mut slot = Some("keyed".to_string());
    let failed = catch_unwind(AssertUnwindSafe(|| drop(tx.send_ref_async(Unhashed(false), &mut slot))));
    assert!(failed.is_err());
    assert_eq!(slot.as_deref(), Some("keyed"));
}
