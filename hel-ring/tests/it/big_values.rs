//! Large values on small stacks, and values of no size in large numbers.

use hel_ring::{mpmc::Ring, spsc};
use std::thread;

type Big = [u64; 4096];

fn on_a_stack_of(bytes: usize, body: fn()) {
    thread::Builder::new().stack_size(bytes).spawn(body).unwrap().join().unwrap();
}

/// 256 values of 32 KiB are 8 MiB; none of it passes over the stack when the ring is made or goes.
#[test]
fn rings_are_built_in_place() {
    on_a_stack_of(64 << 10, || {
        let ring = Ring::<Big, 256>::new();
        assert_eq!((ring.len(), ring.capacity()), (0, 256));
        let (tx, rx) = spsc::ring::<Big, 256>();
        assert_eq!((tx.len(), rx.capacity()), (0, 256));
    });
}

fn big(lap: u64) -> Big {
    #[expect(clippy::large_stack_arrays, reason = "that it passes over the stack is the test")]
    [lap; 4096]
}

/// A value itself passes over the stack a few times, in a build without optimizations more often.
#[test]
fn large_values_pass_over_modest_stacks() {
    on_a_stack_of(1 << 20, || {
        let ring = Ring::<Big, 2>::new();
        let (mut tx, mut rx) = spsc::ring::<Big, 2>();
        for lap in 0..5 {
            assert!(ring.push(big(lap)).is_ok());
            assert!(tx.push(big(lap)).is_ok());
            assert!(ring.pop().is_ok_and(|value| value == big(lap)));
            assert!(rx.pop().is_ok_and(|value| value == big(lap)));
        }
    });
}

#[test]
fn many_values_of_no_size_take_no_room() {
    let (mut tx, mut rx) = spsc::ring::<(), 65_536>();
    for _ in 0..65_536 {
        tx.push(()).unwrap();
    }
    assert!(tx.push(()).is_err());
    assert_eq!(rx.pop_batch(&mut Vec::new(), usize::MAX), Ok(65_536));
}
