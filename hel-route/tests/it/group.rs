//! Keys whose code panics.

use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

use hel_route::mpmc::{shard_group, shard_key};

/// A key whose hash panics if it holds `false`.
#[derive(PartialEq, Eq)]
struct Unhashed(bool);

impl Hash for Unhashed {
    fn hash<H: Hasher>(&self, _: &mut H) {
        assert!(self.0, "planned");
    }
}

#[test]
fn a_key_that_cannot_be_hashed_leaves_the_batch_as_it_was() {
    let keys = |number: &u32| Unhashed(*number < 2);
    let (tx, rx) = shard_group::<u32, 4, _>([(Unhashed(true), 0)]);
    let mut batch = vec![1, 2, 3];
    assert!(catch_unwind(AssertUnwindSafe(|| tx.send_batch(&mut batch, keys))).is_err());
    assert_eq!((batch.as_slice(), rx.len()), ([1, 2, 3].as_slice(), 0));

    let (tx, rx) = shard_key::<u32, 4>(2);
    assert!(catch_unwind(AssertUnwindSafe(|| tx.send_batch(&mut batch, keys))).is_err());
    assert_eq!((batch.as_slice(), rx.len()), ([1, 2, 3].as_slice(), 0));
}
