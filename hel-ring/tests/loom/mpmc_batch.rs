//! Many values by one claim, against single pushes and pops.

use crate::{
    check::{Cast, Drops, bounded, unbounded},
    mpmc::{push, wrapping_ring},
};
use hel_ring::{CompareExchange, FetchAdd, Reserve};
use std::{collections::VecDeque, iter};

/// A batch of pushes against single pops: in order, and what does not fit stays.
#[test]
fn batch_push_against_pop() {
    unbounded(25).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        let mut items = VecDeque::from([drops.value(1), drops.value(2)]);
        let (producer, consumer) = (ring.clone(), ring.clone());
        let ((count, items), popped) = cast.play(
            move || (producer.push_batch(&mut items).unwrap(), items),
            move || [consumer.pop(), consumer.pop()].map(|popped| popped.map(|value| value.number)),
        );
        assert!(count >= 1);
        let mut seen: Vec<_> = popped.into_iter().flatten().collect();
        seen.extend(iter::from_fn(|| ring.pop().ok().map(|value| value.number)));
        assert!(seen.iter().copied().eq(0..=count), "{seen:?}");
        drop((ring, items));
        drops.assert_all_once(3);
    });
}

/// A batch of pops against single pushes: the slots of one claim are freed one by one.
#[test]
fn push_against_batch_pop() {
    unbounded(17).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2, CompareExchange>();
        let drops = Drops::new();
        assert!(ring.push(drops.value(0)).is_ok());
        assert!(ring.push(drops.value(1)).is_ok());
        let values = [drops.value(2), drops.value(3)];
        let (producer, consumer) = (ring.clone(), ring.clone());
        let (pushed, mut values) = cast.play(
            move || values.map(|value| producer.push(value).is_ok()),
            move || {
                let mut values = Vec::new();
                assert_eq!(consumer.pop_batch(&mut values, usize::MAX), Ok(2));
                values
            },
        );
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
    bounded(2, 600).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 4, CompareExchange>();
        let push = |first| {
            let ring = ring.clone();
            move || assert_eq!(ring.push_batch(&mut VecDeque::from([first, first + 1])), Ok(2))
        };
        let consumer = ring.clone();
        let pop = move || {
            let mut seen = Vec::new();
            let _ = consumer.pop_batch(&mut seen, 1);
            seen
        };
        let (mut seen, (), ()) = cast.play_three(pop, push(0), push(2));
        let _ = ring.pop_batch(&mut seen, usize::MAX);
        assert!(seen == [0, 1, 2, 3] || seen == [2, 3, 0, 1], "{seen:?}");
    });
}

/// A batch against a single push, which may hold a ticket: the batch is whole and in order, and the other takes what is
/// left.
#[test]
fn a_batch_against_a_push() {
    fn model<const CAP: usize, R: Reserve + 'static>(cast: Cast) {
        let ring = wrapping_ring::<_, CAP, R>();
        let producer = ring.clone();
        let push_batch = move || producer.push_batch(&mut VecDeque::from([1, 2])).unwrap();
        let (sent, pushed) = cast.play(push_batch, push(&ring, 3));
        let queued = usize::from(pushed.is_ok()) + sent;
        assert!((CAP.min(3) - 1..=CAP).contains(&queued), "{pushed:?} {sent}");
        let mut values: Vec<_> = iter::from_fn(|| ring.pop().ok()).collect();
        assert_eq!(values.len(), queued);
        assert_eq!((ring.len(), ring.pushed()), (0, ring.popped()), "there is a hole");
        let single = values.iter().position(|&value| value == 3);
        assert_eq!(single.is_some(), pushed.is_ok());
        assert!(sent < 2 || single != Some(1), "it came between");
        values.retain(|&value| value != 3);
        assert!(values.iter().copied().eq(1..=sent), "{values:?}");
    }
    unbounded(55).check_cast(2, model::<2, CompareExchange>);
    unbounded(130).check_cast(2, model::<2, FetchAdd>);
    unbounded(40).check_cast(2, model::<4, CompareExchange>);
    unbounded(40).check_cast(2, model::<4, FetchAdd>);
}
