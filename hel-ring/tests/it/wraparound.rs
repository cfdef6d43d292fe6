//! Positions that pass the greatest one.

use hel_ring::{PopError, PushError, mpmc::Ring, spsc};
use std::collections::VecDeque;

/// Positions are two bits narrower than a word.
const POSITIONS: usize = 1 << (usize::BITS - 2);

/// Starts from which a few values pass the wrap, in terms of the word and of the position.
const STARTS: [usize; 6] = [usize::MAX, usize::MAX - 1, usize::MAX - 5, POSITIONS - 1, POSITIONS - 4, 0];

fn mpmc_passes_the_wrap<const CAP: usize>() {
    for start in STARTS {
        let ring = Ring::<_, CAP>::starting_at(start, ());
        let first = start % POSITIONS;
        for value in 0..5 * CAP {
            assert_eq!(ring.push(value), Ok(()));
            assert_eq!(ring.len(), 1);
            assert_eq!(ring.pushed(), (first + value + 1) % POSITIONS);
            assert_eq!(ring.pop(), Ok(value));
            assert_eq!(ring.popped(), ring.pushed());
        }
        for lap in 0..3 {
            for value in 0..CAP {
                assert_eq!(ring.push(lap * CAP + value), Ok(()));
            }
            assert_eq!(ring.push(0), Err(PushError::Full(0)));
            assert_eq!((ring.len(), ring.is_full()), (CAP, true));
            for value in 0..CAP {
                assert_eq!(ring.pop(), Ok(lap * CAP + value));
            }
            assert_eq!(ring.pop(), Err(PopError::Empty));
        }
        ring.close();
        assert_eq!((ring.pop(), ring.is_drained()), (Err(PopError::Closed), true));
    }
}

#[test]
fn mpmc_passes_the_wrap_at_any_capacity() {
    mpmc_passes_the_wrap::<1>();
    mpmc_passes_the_wrap::<2>();
    mpmc_passes_the_wrap::<8>();
}

#[test]
fn mpmc_batches_pass_the_wrap() {
    for start in STARTS {
        let ring = Ring::<_, 8>::starting_at(start, ());
        let (mut next, mut seen) = (0, Vec::new());
        for _ in 0..8 {
            let mut items: VecDeque<_> = (next..next + 5).collect();
            assert_eq!(ring.push_batch(&mut items), Ok(5));
            next += 5;
            assert_eq!(ring.pop_batch(&mut seen, usize::MAX), Ok(5));
        }
        assert!(seen.into_iter().eq(0..next));
    }
}

#[test]
fn evictions_pass_the_wrap() {
    for start in STARTS {
        let ring = Ring::<_, 2>::starting_at(start, ());
        assert_eq!([ring.force_push(0), ring.force_push(1)], [Ok(None), Ok(None)]);
        for value in 2..12 {
            assert_eq!(ring.force_push(value), Ok(Some(value - 2)));
            assert_eq!(ring.len(), 2);
        }
        assert_eq!([ring.pop(), ring.pop()], [Ok(10), Ok(11)]);
    }
}

fn spsc_passes_the_wrap<const CAP: usize>() {
    for start in STARTS {
        let (mut tx, mut rx) = spsc::starting_at::<_, CAP, _>(start, ());
        for lap in 0..4 {
            for value in 0..CAP {
                assert_eq!(tx.push(lap * CAP + value), Ok(()));
            }
            assert_eq!(tx.push(0), Err(PushError::Full(0)));
            assert_eq!((tx.len(), rx.len(), tx.is_full(), rx.is_full()), (CAP, CAP, true, true));
            for value in 0..CAP {
                assert_eq!(rx.pop(), Ok(lap * CAP + value));
            }
            assert_eq!(rx.pop(), Err(PopError::Empty));
            assert_eq!((tx.pushed(), tx.popped()), (rx.pushed(), rx.popped()));
        }
    }
}

#[test]
fn spsc_passes_the_wrap_at_any_capacity() {
    spsc_passes_the_wrap::<1>();
    spsc_passes_the_wrap::<2>();
    spsc_passes_the_wrap::<8>();
}

#[test]
fn spsc_closes_right_at_the_wrap() {
    for start in STARTS {
        let (mut tx, mut rx) = spsc::starting_at::<_, 4, _>(start, ());
        let mut items = VecDeque::from([0, 1, 2, 3, 4]);
        assert_eq!(tx.publish_batch(&mut items), Ok(4));
        assert_eq!(rx.pop(), Ok(0));
        rx.close();
        assert_eq!(tx.publish(4), Ok(()));
        assert_eq!((tx.retract(), tx.retract()), (Some(4), None));
        assert_eq!([rx.pop(), rx.pop(), rx.pop()], [Ok(1), Ok(2), Ok(3)]);
        assert_eq!(rx.pop(), Err(PopError::Closed));
        assert!(rx.is_drained());
    }
}
