//! What each half tells of the ring, and what one tells who has neither half.

use hel_ring::{PopError, PushError, spsc};

#[test]
fn each_half_tells_what_it_knows_and_what_its_last_look_has_brought() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    assert_eq!(((tx.known(), tx.brought()), (rx.known(), rx.brought())), ((4, 4), (0, 0)));
    for value in 0..3 {
        tx.push(value).unwrap();
    }
    assert_eq!(((tx.known(), tx.brought()), (rx.known(), rx.brought())), ((1, 4), (0, 0)));
    // One look for both.
    assert_eq!((rx.pop(), rx.known(), rx.brought()), (Ok(0), 2, 3));
    assert_eq!((rx.pop(), rx.known(), rx.brought()), (Ok(1), 1, 3));
    assert_eq!((tx.push(3), tx.known(), tx.brought()), (Ok(()), 0, 4));
    assert_eq!((tx.push(4), tx.known(), tx.brought()), (Ok(()), 1, 2));
    assert_eq!((rx.pop(), rx.known(), rx.brought()), (Ok(2), 0, 3));
}

#[test]
fn a_look_that_finds_nothing_has_brought_nothing() {
    let (mut tx, mut rx) = spsc::ring::<_, 2>();
    assert_eq!((tx.push(1), tx.push(2), tx.push(3)), (Ok(()), Ok(()), Err(PushError::Full(3))));
    assert_eq!((tx.known(), tx.brought()), (0, 0));
    assert_eq!((rx.pop(), rx.pop(), rx.brought()), (Ok(1), Ok(2), 2));
    assert_eq!((rx.pop(), rx.brought()), (Err(PopError::Empty), 0));
}

#[test]
fn an_observer_sees_what_the_halves_do_and_outlives_them() {
    let most = usize::MAX >> 2;
    let (mut tx, mut rx) = spsc::starting_at::<_, 4, _>(most - 2, "prices");
    let observers = [tx.observer(), rx.observer()];
    let seen = || {
        let [first, second] =
            [&observers[0], &observers[1]].map(|it| (it.pushed(), it.popped(), it.len(), it.is_empty()));
        assert_eq!(first, second);
        first
    };
    assert_eq!(seen(), (most - 2, most - 2, 0, true));
    for value in 0..4 {
        tx.push(value).unwrap();
    }
    assert_eq!(seen(), (1, most - 2, 4, false));
    for value in 0..3 {
        assert_eq!(rx.pop(), Ok(value));
    }
    assert_eq!(seen(), (1, 0, 1, false));
    assert_eq!((*observers[0].extra(), *tx.extra(), *rx.extra()), ("prices", "prices", "prices"));
    drop((tx, rx));
    assert_eq!(seen(), (1, 1, 0, true));
}

#[test]
fn an_observer_counts_nothing_that_came_after_a_close() {
    let (mut tx, rx) = spsc::ring::<_, 4>();
    let observer = tx.observer();
    tx.push(1).unwrap();
    rx.close();
    tx.publish(2).unwrap();
    assert_eq!((observer.pushed(), observer.len(), observer.is_empty()), (1, 1, false));
}
