//! Chunks: slots filled and values taken in place, in any share, and nothing lost, doubled or kept.
#![allow(unsafe_code, reason = "filling a chunk in place is told by an unsafe call")]

use crate::counted::Drops;
use hel_ring::{Closed, PopError, PushError, spsc};
use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

#[test]
fn a_chunk_is_as_large_as_the_room_and_no_larger_than_asked() {
    let (mut tx, mut rx) = spsc::ring::<_, 8>();
    assert_eq!(tx.write_chunk(3).unwrap().vacant(), 3);
    assert_eq!(tx.write_chunk(usize::MAX).unwrap().vacant(), 8);
    tx.push_slice(&[0; 6]).unwrap();
    assert_eq!(tx.write_chunk(3).unwrap().vacant(), 2);
    assert_eq!(rx.read_chunk(4).unwrap().len(), 4);
    assert_eq!(rx.read_chunk(usize::MAX).unwrap().len(), 6);
    tx.push_slice(&[0; 2]).unwrap();
    assert_eq!(tx.write_chunk(1).unwrap().vacant(), 0);
}

#[test]
fn a_chunk_that_is_full_hands_the_value_back() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    let mut chunk = tx.write_chunk(2).unwrap();
    assert_eq!([chunk.push(1), chunk.push(2), chunk.push(3)], [Ok(()), Ok(()), Err(3)]);
    assert_eq!(chunk.commit(), 2);
    assert_eq!([rx.pop(), rx.pop(), rx.pop()], [Ok(1), Ok(2), Err(PopError::Empty)]);
}

#[test]
fn unfilled_slots_return_and_filled_ones_are_published_by_a_drop() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    for round in 0..10 {
        let mut chunk = tx.write_chunk(4).unwrap();
        assert_eq!((chunk.push(round), chunk.filled(), chunk.vacant()), (Ok(()), 1, 3));
        drop(chunk);
        assert_eq!((rx.pop(), rx.pop()), (Ok(round), Err(PopError::Empty)));
    }
}

#[test]
fn nothing_is_seen_before_the_chunk_goes() {
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    let mut chunk = tx.write_chunk(4).unwrap();
    chunk.fill([1, 2]);
    assert_eq!(rx.pop(), Err(PopError::Empty));
    assert_eq!(chunk.commit(), 2);
    assert_eq!(rx.len(), 2);
}

#[test]
fn nothing_is_freed_before_the_chunk_goes() {
    let (mut tx, mut rx) = spsc::ring::<_, 2>();
    tx.push_slice(&[1, 2]).unwrap();
    let mut chunk = rx.read_chunk(2).unwrap();
    assert_eq!(chunk.next(), Some(1));
    assert_eq!(tx.push_slice(&[3]), Ok(0));
    drop(chunk);
    assert_eq!(tx.push_slice(&[3]), Ok(1));
    assert_eq!((rx.pop(), rx.pop()), (Ok(2), Ok(3)));
}

#[test]
fn slices_are_right_over_the_wrap() {
    for start in [0, 1, 5, 7, usize::MAX, usize::MAX - 3] {
        let (mut tx, mut rx) = spsc::starting_at::<u32, 8, _>(start, ());
        for round in 0..20 {
            let values: Vec<u32> = (0..5).map(|n| round * 5 + n).collect();
            assert_eq!(tx.push_slice(&values), Ok(5));
            let chunk = rx.read_chunk(8).unwrap();
            let (first, second) = chunk.as_slices();
            assert_eq!([first, second].concat(), values);
            drop(chunk);
            let mut copied = [0; 8];
            assert_eq!((rx.pop_slice(&mut copied), &copied[..5]), (Ok(5), &values[..]));
        }
    }
}

#[test]
fn slots_written_as_slices_arrive() {
    let (mut tx, mut rx) = spsc::starting_at::<String, 4, _>(3, ());
    let mut chunk = tx.write_chunk(3).unwrap();
    let (first, second) = chunk.as_mut_slices();
    assert_eq!((first.len(), second.len()), (1, 2));
    first[0].write("a".to_owned());
    second[0].write("b".to_owned());
    // SAFETY: the first two of the slots were written.
    unsafe { chunk.assume_filled(2) };
    assert_eq!((chunk.vacant(), chunk.push("c".to_owned())), (1, Ok(())));
    drop(chunk);
    assert_eq!(rx.read_chunk(9).unwrap().collect::<String>(), "abc");
}

#[test]
fn what_is_not_taken_stays() {
    let (mut tx, mut rx) = spsc::ring::<_, 8>();
    tx.write_chunk(5).unwrap().fill((0..5).map(|n| n.to_string()));
    let mut chunk = rx.read_chunk(4).unwrap();
    assert_eq!((chunk.next().as_deref(), chunk.discard(2), chunk.len()), (Some("0"), 2, 1));
    assert_eq!(chunk.as_slices().0, ["3"]);
    drop(chunk);
    assert_eq!(rx.read_chunk(8).unwrap().collect::<Vec<_>>(), ["3", "4"]);
}

#[test]
fn a_peeked_value_is_still_there() {
    let (mut tx, mut rx) = spsc::ring::<_, 1>();
    assert_eq!(rx.peek(), Err(PopError::Empty));
    tx.push("one".to_owned()).unwrap();
    assert_eq!(rx.peek().map(String::as_str), Ok("one"));
    assert_eq!((rx.len(), rx.pop().as_deref()), (1, Ok("one")));
    drop(tx);
    assert_eq!(rx.peek(), Err(PopError::Closed));
}

#[test]
fn each_value_of_a_chunk_is_dropped_once() {
    let drops = Drops::default();
    let (mut tx, mut rx) = spsc::ring::<_, 8>();
    tx.write_chunk(6).unwrap().fill(drops.values::<Vec<_>>(6));
    let mut chunk = rx.read_chunk(6).unwrap();
    assert!((drops.count(), chunk.discard(2), drops.count()) == (0, 2, 2));
    let taken = chunk.next();
    drop(chunk);
    assert_eq!(drops.count(), 2);
    drop(taken);
    drop(rx);
    assert_eq!(drops.count(), 6);
    drop(tx);
    assert_eq!(drops.count(), 6);
}

#[test]
fn a_leaked_chunk_doubles_and_loses_no_value() {
    let drops = Drops::default();
    let (mut tx, mut rx) = spsc::ring::<_, 8>();
    let mut chunk = tx.write_chunk(4).unwrap();
    chunk.fill(drops.values::<Vec<_>>(2));
    mem::forget(chunk);
    assert!(matches!(rx.pop(), Err(PopError::Empty)));
    assert!(tx.push(drops.value()).is_ok());
    assert_eq!(rx.len(), 3);

    let mut chunk = rx.read_chunk(3).unwrap();
    drop(chunk.next());
    assert_eq!(chunk.discard(1), 1);
    mem::forget(chunk);
    assert_eq!((drops.count(), rx.len()), (2, 1));
    assert!(rx.pop().is_ok());
    assert!(matches!(rx.pop(), Err(PopError::Empty)));
    drop((tx, rx));
    assert_eq!(drops.count(), 3);
}

#[test]
fn a_leaked_chunk_counts_when_the_producer_goes() {
    let (mut tx, mut rx) = spsc::ring::<_, 8>();
    let mut chunk = tx.write_chunk(4).unwrap();
    chunk.fill([1, 2]);
    mem::forget(chunk);
    drop(tx);
    assert_eq!((rx.pop(), rx.pop(), rx.pop()), (Ok(1), Ok(2), Err(PopError::Closed)));
}

#[test]
fn a_panic_while_filling_publishes_what_was_filled() {
    let (mut tx, mut rx) = spsc::ring::<_, 8>();
    let values = (0..).map(|n| if n < 3 { n } else { panic!("no fourth") });
    let panicked = catch_unwind(AssertUnwindSafe(|| tx.write_chunk(8).unwrap().fill(values)));
    assert!(panicked.is_err());
    assert_eq!(rx.read_chunk(8).unwrap().collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(tx.push(9), Ok(()));
    assert_eq!(rx.pop(), Ok(9));
}

#[test]
fn a_panicking_drop_in_a_chunk_leaves_a_sound_ring() {
    struct Bomb(Drops, bool);
    impl Drop for Bomb {
        fn drop(&mut self) {
            drop(self.0.value());
            assert!(!self.1, "a bomb");
        }
    }

    let drops = Drops::default();
    let (mut tx, mut rx) = spsc::ring::<_, 4>();
    tx.write_chunk(4).unwrap().fill([false, true, false, false].map(|bomb| Bomb(drops.clone(), bomb)));
    let panicked = catch_unwind(AssertUnwindSafe(|| rx.read_chunk(3).unwrap().discard(3)));
    assert!(panicked.is_err());
    assert_eq!((drops.count(), rx.len()), (3, 1));
    drop(rx);
    assert_eq!(drops.count(), 4);
}

#[test]
fn a_slice_after_a_close_counts_for_nothing() {
    let (mut tx, rx) = spsc::ring::<_, 8>();
    assert_eq!(tx.push_slice(&[1, 2]), Ok(2));
    rx.close();
    assert_eq!(tx.push_slice(&[3]), Err(Closed));
    assert_eq!(tx.push_slice(&[]), Err(Closed));
    assert_eq!(rx.len(), 2);
}

#[test]
fn a_chunk_after_a_close_is_retracted_newest_first() {
    let (mut tx, rx) = spsc::ring::<_, 8>();
    rx.close();
    let mut chunk = tx.write_chunk(2).unwrap();
    assert_eq!(chunk.fill(["a", "b"]), 2);
    drop(chunk);
    assert_eq!([tx.retract(), tx.retract(), tx.retract()], [Some("b"), Some("a"), None]);
    tx.close();
    assert!(rx.is_drained());
}

#[test]
fn chunks_of_any_size_between_threads_lose_nothing() {
    const COUNT: u32 = 100_000;
    let (mut tx, mut rx) = spsc::ring::<u32, 64>();
    let producer = thread::spawn(move || {
        let mut next = 0;
        let mut size = 1;
        while next < COUNT {
            let mut chunk = tx.write_chunk(size).unwrap();
            let most = COUNT - next;
            next += u32::try_from(chunk.fill((next..).take(most as usize))).unwrap();
            size = size % 70 + 1;
            if chunk.commit() == 0 {
                thread::yield_now();
            }
        }
    });
    let mut expected = 0;
    let mut size = 1;
    loop {
        match rx.read_chunk(size) {
            Ok(chunk) => {
                for value in chunk {
                    assert_eq!(value, expected);
                    expected += 1;
                }
            }
            Err(PopError::Empty) => thread::yield_now(),
            Err(PopError::Closed) => break,
        }
        size = size % 50 + 1;
    }
    assert_eq!(expected, COUNT);
    producer.join().unwrap();
}

#[test]
fn a_leaked_chunk_that_took_all_leaves_a_ring_that_goes_on() {
    let (mut tx, mut rx) = spsc::ring::<u32, 2>();
    tx.push_slice(&[1, 2]).unwrap();
    let mut chunk = rx.read_chunk(2).unwrap();
    assert_eq!([chunk.next(), chunk.next()], [Some(1), Some(2)]);
    mem::forget(chunk);
    assert_eq!(rx.pop(), Err(PopError::Empty));
    assert_eq!(tx.push(3), Ok(()));
    assert_eq!(rx.pop(), Ok(3));
}

#[test]
fn a_leaked_chunk_that_filled_all_leaves_a_ring_that_goes_on() {
    let (mut tx, mut rx) = spsc::ring::<u32, 2>();
    let mut chunk = tx.write_chunk(2).unwrap();
    assert_eq!(chunk.fill([1, 2]), 2);
    mem::forget(chunk);
    assert_eq!(tx.push(3), Err(PushError::Full(3)));
    assert_eq!([rx.pop(), rx.pop()], [Ok(1), Ok(2)]);
}

#[test]
fn a_leaked_chunk_is_published_by_the_next_push_and_by_nothing_less() {
    let (mut tx, mut rx) = spsc::ring::<u32, 8>();
    let mut chunk = tx.write_chunk(2).unwrap();
    assert_eq!(chunk.fill([1, 2]), 2);
    mem::forget(chunk);
    // This one looks for room, and finds some.
    assert_eq!(tx.write_chunk(8).unwrap().vacant(), 6);
    assert_eq!(rx.pop(), Err(PopError::Empty));
    assert_eq!(tx.push(3), Ok(()));
    assert_eq!([rx.pop(), rx.pop(), rx.pop()], [Ok(1), Ok(2), Ok(3)]);
}
