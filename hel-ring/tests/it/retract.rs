//! Publishing first and looking later, by one thread: who gets the value is known step by step.

use hel_ring::{PopError, PushError, spsc};
use std::collections::VecDeque;

#[test]
fn nothing_is_retracted_from_an_open_ring() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    tx.publish(1).unwrap();
    assert_eq!(tx.retract(), None);
    assert_eq!(rx.pop(), Ok(1));
    assert_eq!(tx.retract(), None);
}

#[test]
fn what_was_published_before_a_close_counts() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    tx.publish(1).unwrap();
    rx.close();
    assert_eq!(tx.retract(), None);
    assert_eq!([rx.pop(), rx.pop()], [Ok(1), Err(PopError::Closed)]);
}

#[test]
fn what_is_published_after_a_close_is_taken_back_newest_first() {
    for by_producer in [true, false] {
        let (mut tx, mut rx) = spsc::ring::<_, 4>();
        tx.publish(1).unwrap();
        assert!(if by_producer { tx.close() } else { rx.close() });
        let mut items = VecDeque::from([2, 3, 4, 5]);
        assert_eq!(tx.publish_batch(&mut items), Ok(3));
        assert_eq!((tx.len(), rx.len(), tx.pushed(), rx.pushed()), (1, 1, 1, 1));
        assert_eq!([rx.pop(), rx.pop()], [Ok(1), Err(PopError::Closed)]);
        while let Some(value) = tx.retract() {
            items.push_front(value);
        }
        assert_eq!(items, [2, 3, 4, 5]);
    }
}

#[test]
fn a_publish_during_the_close_settles_it() {
    let (tx, mut rx) = spsc::ring::<_, 4>();
    let tx = std::cell::RefCell::new(tx);
    assert!(rx.close_with(|()| {
        tx.borrow_mut().publish(1).unwrap();
        // The close was requested and is settled here, after the value; what comes later does not count.
        assert_eq!(tx.borrow_mut().retract(), None);
        tx.borrow_mut().publish(2).unwrap();
        assert_eq!(tx.borrow_mut().retract(), Some(2));
    }));
    assert_eq!([rx.pop(), rx.pop()], [Ok(1), Err(PopError::Closed)]);
}

#[test]
fn a_full_ring_that_is_being_closed_says_closed() {
    let (mut tx, rx) = spsc::ring::<_, 1>();
    tx.push(1).unwrap();
    let mut refused = None;
    rx.close_with(|()| refused = Some(tx.publish(2)));
    assert_eq!(refused, Some(Err(PushError::Closed(2))));
    assert_eq!(rx.len(), 1);
}

#[test]
fn a_batch_counts_up_to_the_end() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    let mut items = VecDeque::from([1, 2]);
    // The batch is published while the close is under way, and counts.
    rx.close_with(|()| assert_eq!(tx.push_batch(&mut items), Ok(2)));
    assert!(items.is_empty());
    items.push_back(3);
    assert!(tx.push_batch(&mut items).is_err());
    assert_eq!(items, [3]);
    assert_eq!([rx.pop(), rx.pop(), rx.pop()], [Ok(1), Ok(2), Err(PopError::Closed)]);
}
