//! Keys of the user's that misbehave.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hel_route::mpmc::{shard_group, shard_key};

#[test]
fn a_key_function_that_panics_leaves_the_value_in_the_slot() {
    let (tx, _rx) = shard_group::<String, 4, _>([(1_u8, 0)]);
    let mut slot = Some("group".to_string());
    let failed = catch_unwind(AssertUnwindSafe(|| {
        drop(tx.send_ref_async_by(&mut slot, |_| -> &u8 { panic!("no key") }));
    }));
    assert!(failed.is_err());
    assert_eq!(slot.as_deref(), Some("group"));

    let (tx, _rx) = shard_key::<String, 4>(2);
    let mut slot = Some("keyed".to_string());
    let failed = catch_unwind(AssertUnwindSafe(|| {
        drop(tx.send_ref_async_by(&mut slot, |_| -> &u8 { panic!("no key") }));
    }));
    assert!(failed.is_err());
    assert_eq!(slot.as_deref(), Some("keyed"));
}
