//! Many values by one claim, against single pushes and pops.

use crate::{
    check::{Drops, with_preemptions},
    mpmc::wrapping_ring,
};
use loom::thread;
use std::collections::VecDeque;

/// A batch of pushes against single pops: in order, and what does not fit stays.
#[test]
fn batch_push_against_pop() {
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let mut items = VecDeque::from([drops.value(1), drops.value(2)]);
        let producer = {
            let ring = ring.clone();
            thread::spawn(move || {
                let count = ring.push_batch(&mut items).unwrap();
                assert!(count >= 1);
                (count, items)
            })
        };
        let mut seen: Vec<_> =
            [ring.pop(), ring.pop()].into_iter().flatten().map(|value| value.number).collect();
        let (count, items) = producer.join().unwrap();
        seen.extend(std::iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
        assert!(seen.iter().copied().eq(0..=count), "{seen:?}");
        drop((ring, items));
        drops.assert_all_once(3);
    });
}

/// A batch of pops against single pushes: the slots of one claim are freed one by one.
#[test]
fn push_against_batch_pop() {
    with_preemptions(3, || {
        let ring = wrapping_ring::<_, 2>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        assert!(ring.push(drops.value(1)).is_ok());
        let values = [drops.value(2), drops.value(3)];
        let producer = {
            let ring = ring.clone();
            thread::spawn(move || values.map(|value| ring.push(value).is_ok()))
        };
        let mut values = Vec::new();
        assert_eq!(ring.pop_batch(&mut values, usize::MAX).unwrap(), 2);
        let pushed = producer.join().unwrap();
        let _ = ring.pop_batch(&mut values, 8);
        let seen: Vec<_> = values.iter().map(|value| value.number).collect();
        let expected: Vec<_> = [0, 1].into_iter().chain((2..4).filter(|n| pushed[n - 2])).collect();
        assert_eq!(seen, expected);
        drop((ring, values));
        drops.assert_all_once(4);
    });
}

/// Two batches at once are neighbours each: neither producer's values come between the other's.
#[test]
fn batches_do_not_interleave() {
    with_preemptions(2, || {
        let ring = wrapping_ring::<_, 4>();
        let producers = [0, 2].map(|first| {
            let ring = ring.clone();
            thread::spawn(move || {
                assert_eq!(ring.push_batch(&mut VecDeque::from([first, first + 1])), Ok(2));
            })
        });
        let mut seen = Vec::new();
        let _ = ring.pop_batch(&mut seen, 1);
        for producer in producers {
            producer.join().unwrap();
        }
        let _ = ring.pop_batch(&mut seen, usize::MAX);
        assert!(seen == [0, 1, 2, 3] || seen == [2, 3, 0, 1], "{seen:?}");
    });
}
