//! After a close: what was pushed is drained, what was not comes back.

use hel_ring::{Closed, PopError, PushError, mpmc::Ring, spsc};
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Barrier,
        atomic::{Ordering, fence},
    },
    thread,
};

#[test]
fn mpmc_drains_after_close() {
    let ring = Ring::<_, 4>::new();
    ring.push(1).unwrap();
    ring.push(2).unwrap();
    assert_eq!((ring.close(), ring.close()), (true, false));
    assert!(ring.is_closed() && !ring.is_drained());
    assert_eq!(ring.push(3), Err(PushError::Closed(3)));
    assert_eq!(ring.force_push(3), Err(PushError::Closed(3)));
    let mut items = VecDeque::from([3, 4]);
    assert_eq!(ring.push_batch(&mut items), Err(Closed));
    assert_eq!(items, [3, 4]);
    assert_eq!(ring.pop(), Ok(1));
    let mut values = Vec::new();
    assert_eq!(ring.pop_batch(&mut values, 9), Ok(1));
    assert_eq!(ring.pop_batch(&mut values, 9), Err(PopError::Closed));
    assert_eq!(ring.pop_batch(&mut values, 0), Ok(0));
    assert!(ring.is_drained());
}

#[test]
fn a_full_closed_ring_says_closed() {
    let ring = Ring::<_, 1>::new();
    let (mut tx, rx) = spsc::ring::<_, 1>();
    ring.push(1).unwrap();
    tx.push(1).unwrap();
    ring.close();
    rx.close();
    assert_eq!(ring.push(2), Err(PushError::Closed(2)));
    assert_eq!(ring.force_push(2), Err(PushError::Closed(2)));
    assert_eq!(tx.push(2), Err(PushError::Closed(2)));
    assert_eq!(tx.publish(2), Err(PushError::Closed(2)));
    assert_eq!(tx.push_batch(&mut VecDeque::from([2])), Err(Closed));
    assert_eq!(tx.publish_batch(&mut VecDeque::from([2])), Err(Closed));
}

#[test]
fn an_empty_batch_hears_of_a_close() {
    let ring = Ring::<u8, 1>::new();
    let (mut tx, rx) = spsc::ring::<u8, 1>();
    assert_eq!(ring.push_batch(&mut VecDeque::new()), Ok(0));
    assert_eq!(tx.push_batch(&mut VecDeque::new()), Ok(0));
    ring.close();
    rx.close();
    assert_eq!(ring.push_batch(&mut VecDeque::new()), Err(Closed));
    assert_eq!(tx.push_batch(&mut VecDeque::new()), Err(Closed));
}

#[test]
fn either_spsc_half_closes() {
    for by_producer in [true, false] {
        let (mut tx, mut rx) = spsc::ring::<_, 4>();
        tx.push(1).unwrap();
        assert!(if by_producer { tx.close() } else { rx.close() });
        assert!(!tx.close() && !rx.close());
        assert!(tx.is_closed() && rx.is_closed() && !rx.is_drained());
        assert_eq!(tx.push(2), Err(PushError::Closed(2)));
        assert_eq!([rx.pop(), rx.pop()], [Ok(1), Err(PopError::Closed)]);
        assert!(rx.is_drained());
    }
}

#[test]
fn the_producer_goes_and_its_values_stay() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    tx.push(1).unwrap();
    drop(tx);
    assert!(rx.is_closed());
    assert_eq!([rx.pop(), rx.pop()], [Ok(1), Err(PopError::Closed)]);
}

#[test]
fn the_consumer_goes_and_pushes_come_back() {
    let (mut tx, rx) = spsc::ring::<_, 4>();
    tx.push(1).unwrap();
    drop(rx);
    assert!(tx.is_closed() && tx.is_empty());
    assert_eq!(tx.push(2), Err(PushError::Closed(2)));
}

#[test]
fn a_panicking_barrier_leaves_a_ring_that_can_be_closed() {
    for helper in 0..3 {
        let (mut tx, mut rx) = spsc::ring::<_, 4>();
        tx.push(1).unwrap();
        let closing = catch_unwind(AssertUnwindSafe(|| rx.close_with(|()| panic!("no barrier"))));
        assert!(closing.is_err() && !rx.is_closed());
        // Whoever comes next settles it.
        match helper {
            0 => assert!(!rx.close()),
            1 => assert_eq!(tx.push(2), Ok(())),
            _ => assert!(tx.is_closed()),
        }
        assert!(rx.is_closed());
        assert_eq!(tx.push(3), Err(PushError::Closed(3)));
        let drained: Vec<_> = std::iter::from_fn(|| rx.pop().ok()).collect();
        assert_eq!(drained, if helper == 1 { vec![1, 2] } else { vec![1] });
        assert_eq!(rx.pop(), Err(PopError::Closed));
    }
}

/// Real threads: what said Ok before, during and after a close is what is drained.
#[test]
fn mpmc_close_is_exact_in_a_race() {
    for _ in 0..200 {
        let ring = Ring::<usize, 64>::new();
        let start = Barrier::new(3);
        let (mut sent, mut drained) = thread::scope(|scope| {
            let producers = [0, 100].map(|first| {
                let (ring, start) = (&ring, &start);
                scope.spawn(move || {
                    start.wait();
                    (first..first + 20).filter(|&value| ring.push(value).is_ok()).collect::<Vec<_>>()
                })
            });
            start.wait();
            ring.close();
            let mut drained = Vec::new();
            loop {
                match ring.pop() {
                    Ok(value) => drained.push(value),
                    Err(PopError::Empty) => thread::yield_now(),
                    Err(PopError::Closed) => break,
                }
            }
            (producers.map(|producer| producer.join().unwrap()).concat(), drained)
        });
        sent.sort_unstable();
        drained.sort_unstable();
        assert_eq!(sent, drained);
    }
}

#[test]
fn spsc_close_is_exact_in_a_race() {
    for _ in 0..500 {
        let (mut tx, mut rx) = spsc::ring::<usize, 64>();
        let start = Barrier::new(2);
        let (sent, drained) = thread::scope(|scope| {
            let producer = scope.spawn(|| {
                start.wait();
                (0..40)
                    .filter(|&value| {
                        tx.publish(value).is_ok() && {
                            fence(Ordering::SeqCst);
                            tx.retract().is_none()
                        }
                    })
                    .collect::<Vec<_>>()
            });
            start.wait();
            rx.close();
            let mut drained = Vec::new();
            while let Ok(value) = rx.pop() {
                drained.push(value);
            }
            assert_eq!(rx.pop(), Err(PopError::Closed));
            (producer.join().unwrap(), drained)
        });
        assert_eq!(sent, drained);
    }
}
