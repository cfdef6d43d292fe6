//! A half that finds little pauses and looks again: what it then takes is there.
//!
//! Rings of less than 8 slots never pause, so that no other model gets here. In one of 8 slots a half that finds one value
//! (or room for one) hopes for a second.

use crate::check::{bounded, unbounded};
use hel_ring::{
    CompareExchange, FetchAdd, PopError, Reserve,
    mpmc::Ring,
    spsc::{self, Consumer},
};
use loom::thread::{self, yield_now};
use std::{collections::VecDeque, iter};

const CAP: usize = 8;

/// What is left in a ring, and no more than can be.
fn rest(rx: &mut Consumer<usize, CAP>) -> impl Iterator<Item = usize> {
    iter::from_fn(|| rx.pop().ok()).take(CAP + 1)
}

/// The consumer finds one value; while it looks again, two more come, and the end of the ring.
#[test]
fn a_consumer_hopes_for_more() {
    unbounded(50).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, CAP, _>(usize::MAX, ());
        tx.push(0).unwrap();
        let producer = thread::spawn(move || {
            tx.push(1).unwrap();
            tx.push(2).unwrap();
            tx.close();
            tx
        });
        let mut seen = Vec::new();
        assert!(rx.pop_batch(&mut seen, usize::MAX).is_ok());
        match rx.pop() {
            Ok(value) => seen.push(value),
            Err(error) => assert!(error == PopError::Empty || seen.len() == 3),
        }
        let tx = producer.join().unwrap();
        seen.extend(rest(&mut rx));
        assert_eq!(seen, [0, 1, 2]);
        assert_eq!(rx.pop(), Err(PopError::Closed));
        drop(tx);
    });
}

/// The producer finds room for one value; while it looks again, more is freed.
#[test]
fn a_producer_hopes_for_more() {
    unbounded(50).check(|| {
        let (mut tx, mut rx) = spsc::starting_at::<_, CAP, _>(usize::MAX, ());
        assert_eq!(tx.push_batch(&mut (0..CAP).collect()), Ok(CAP));
        assert_eq!(rx.pop(), Ok(0));
        let consumer = thread::spawn(move || {
            assert_eq!([rx.pop(), rx.pop()], [Ok(1), Ok(2)]);
            rx
        });
        let mut sent = tx.push_batch(&mut (CAP..CAP + 3).collect()).unwrap();
        assert!(sent >= 1);
        sent += usize::from(tx.push(CAP + sent).is_ok());
        let mut rx = consumer.join().unwrap();
        assert!(sent <= 3);
        assert!(rest(&mut rx).eq(3..CAP + sent));
        drop(tx);
    });
}

/// A consumer looks at the distance, which counts values that are claimed and not yet published.
#[test]
fn a_consumer_of_many_hopes_for_more() {
    unbounded(100).check_cast(2, |cast| {
        let ring = Ring::<usize, CAP>::starting_at(0, ());
        ring.push(0).unwrap();
        let (producer, consumer) = (ring.clone(), ring.clone());
        let ((), mut seen) = cast.play(
            move || (1..3).for_each(|value| producer.push(value).unwrap()),
            move || {
                let mut seen = Vec::new();
                assert!(consumer.pop_batch(&mut seen, usize::MAX).is_ok());
                seen.extend(consumer.pop());
                seen
            },
        );
        seen.extend(iter::from_fn(|| ring.pop().ok()));
        assert_eq!(seen, [0, 1, 2]);
    });
}

/// A producer finds room for one value; whether or not a consumer makes more, it goes on.
#[test]
fn a_producer_of_many_hopes_for_more() {
    fn model<R: Reserve + 'static>() {
        unbounded(100).check_cast(2, |cast| {
            let ring = Ring::<usize, CAP, (), R>::starting_at(0, ());
            assert_eq!(ring.push_batch(&mut (0..CAP).collect::<VecDeque<_>>()), Ok(CAP));
            assert_eq!(ring.pop(), Ok(0));
            let (producer, consumer) = (ring.clone(), ring.clone());
            let (sent, popped) = cast.play(
                move || {
                    assert_eq!(producer.push_in_turn(CAP, yield_now), Ok(()));
                    1 + usize::from(producer.push_in_turn(CAP + 1, yield_now).is_ok())
                },
                move || [consumer.pop(), consumer.pop()],
            );
            assert_eq!(popped, [Ok(1), Ok(2)]);
            assert!(iter::from_fn(|| ring.pop().ok()).eq(3..CAP + sent));
        });
    }
    model::<CompareExchange>();
    model::<FetchAdd>();
}

/// A producer looks for room while two others hold tickets, one too many, which makes the tail pass the head by more than
/// there are slots.
#[test]
fn room_is_looked_for_while_a_ticket_too_many_is_out() {
    bounded(2, 1000).check_cast(3, |cast| {
        let ring = Ring::<usize, CAP, (), FetchAdd>::starting_at(0, ());
        assert_eq!(ring.push_batch(&mut (0..CAP - 1).collect::<VecDeque<_>>()), Ok(CAP - 1));
        let push = || {
            let ring = ring.clone();
            move || usize::from(ring.push_in_turn(CAP, yield_now).is_ok())
        };
        let (one, other, third) = cast.play_three(push(), push(), push());
        assert_eq!(one + other + third, 1);
        assert_eq!((ring.len(), iter::from_fn(|| ring.pop().ok()).count()), (CAP, CAP));
        assert_eq!(ring.pushed(), ring.popped(), "there is a hole");
    });
}
