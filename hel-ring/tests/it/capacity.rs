//! As many values as the type says, and not one more. (That a wrong `CAP` does not compile is tested in the
//! docs.)

use hel_ring::{PopError, PushError, mpmc::Ring, spsc};

#[test]
fn mpmc_one_slot_is_a_ring() {
    let ring = Ring::<_, 1>::new();
    for value in 0..10 {
        assert_eq!(ring.push(value), Ok(()));
        assert_eq!(ring.push(99), Err(PushError::Full(99)));
        assert_eq!(ring.pop(), Ok(value));
        assert_eq!(ring.pop(), Err(PopError::Empty));
    }
}

#[test]
fn spsc_one_slot_is_a_ring() {
    let (mut tx, mut rx) = spsc::ring::<_, 1>();
    for value in 0..10 {
        assert_eq!(tx.push(value), Ok(()));
        assert_eq!(tx.push(99), Err(PushError::Full(99)));
        assert_eq!(rx.pop(), Ok(value));
        assert_eq!(rx.pop(), Err(PopError::Empty));
    }
}

#[test]
fn observers_agree_with_what_is_there() {
    let ring = Ring::<_, 4>::new();
    let (mut tx, rx) = spsc::ring::<_, 4>();
    let outside = tx.observer();
    for len in 0..=4 {
        assert_eq!((outside.len(), outside.is_empty()), (len, len == 0));
        let expected = (len, len == 0, len == 4, 4);
        assert_eq!((ring.len(), ring.is_empty(), ring.is_full(), ring.capacity()), expected);
        assert_eq!((tx.len(), tx.is_empty(), tx.is_full(), tx.capacity()), expected);
        assert_eq!((rx.len(), rx.is_empty(), rx.is_full(), rx.capacity()), expected);
        assert_eq!(ring.push(()).is_ok(), len < 4);
        assert_eq!(tx.push(()).is_ok(), len < 4);
    }
}

#[test]
fn zero_sized_values_are_counted() {
    let ring = Ring::<(), 2>::new();
    let (mut tx, mut rx) = spsc::ring::<(), 2>();
    assert_eq!([ring.push(()), ring.push(()), ring.push(())], [Ok(()), Ok(()), Err(PushError::Full(()))]);
    assert_eq!([tx.push(()), tx.push(()), tx.push(())], [Ok(()), Ok(()), Err(PushError::Full(()))]);
    assert_eq!([ring.pop(), ring.pop(), ring.pop()], [Ok(()), Ok(()), Err(PopError::Empty)]);
    assert_eq!([rx.pop(), rx.pop(), rx.pop()], [Ok(()), Ok(()), Err(PopError::Empty)]);
}

#[test]
fn the_extra_is_lent_and_dropped_with_the_ring() {
    let extra = std::sync::Arc::new(());
    let ring = Ring::<u8, 2, _>::with_extra(extra.clone());
    let (tx, rx) = spsc::with_extra::<u8, 2, _>(extra.clone());
    assert!(std::ptr::eq(&raw const **ring.extra(), &raw const *extra));
    assert!(std::ptr::eq(tx.extra(), rx.extra()));
    assert_eq!(std::sync::Arc::strong_count(&extra), 3);
    drop((ring, tx));
    assert_eq!(std::sync::Arc::strong_count(&extra), 2);
    drop(rx);
    assert_eq!(std::sync::Arc::strong_count(&extra), 1);
}

#[test]
fn every_type_prints() {
    let ring = Ring::<u8, 2>::new();
    let (mut tx, mut rx) = spsc::ring::<u8, 2>();
    assert_eq!(format!("{ring:?}"), "Ring { len: 0, capacity: 2, is_closed: false, .. }");
    assert_eq!(format!("{tx:?}"), "Producer { len: 0, capacity: 2, is_closed: false, .. }");
    assert_eq!(format!("{rx:?}"), "Consumer { len: 0, capacity: 2, is_closed: false, .. }");
    assert_eq!(format!("{:?}", tx.observer()), "Observer { capacity: 2, len: 0, .. }");
    let mut chunk = tx.write_chunk(2).unwrap();
    chunk.push(1).unwrap();
    assert_eq!(format!("{chunk:?}"), "WriteChunk { filled: 1, vacant: 1, .. }");
    drop(chunk);
    assert_eq!(format!("{:?}", rx.read_chunk(2).unwrap()), "ReadChunk { len: 1, .. }");
}
