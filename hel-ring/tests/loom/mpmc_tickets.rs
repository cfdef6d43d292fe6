//! Tickets: producers that draw their position by fetch-add, against everything that can make a ticket void.
//!
//! Each model ends with a ring that must be as if only the pushes that said `Ok` had ever been.

use crate::{
    check::{Cast, Drops, bounded},
    mpmc::{self, push},
    mpmc_close::drain,
};
use hel_ring::{FetchAdd, PopError, PushError};
use loom::{
    sync::atomic::{
        AtomicBool,
        Ordering::{Relaxed, SeqCst},
        fence,
    },
    thread::yield_now,
};
use std::{iter, sync::Arc};

type Ring<T, const CAP: usize> = mpmc::Ring<T, CAP, FetchAdd>;

fn wrapping_ring<T, const CAP: usize>() -> Arc<Ring<T, CAP>> {
    mpmc::wrapping_ring()
}

/// The ring holds as many values as it says, takes as many more as it has room for, and gives them in order.
fn assert_sound<const CAP: usize>(ring: &Ring<usize, CAP>, queued: usize) {
    assert_eq!(ring.len(), queued);
    for value in 0..CAP - queued {
        assert_eq!(ring.push_waiting(100 + value, yield_now), Ok(()));
    }
    assert_eq!(ring.push_waiting(0, yield_now), Err(PushError::Full(0)));
    let values: Vec<_> = iter::from_fn(|| ring.pop().ok()).collect();
    assert_eq!(values.len(), CAP);
    assert!(values[queued..].iter().copied().eq(100..100 + CAP - queued));
    assert_eq!((ring.len(), ring.pushed()), (0, ring.popped()), "there is a hole");
}

/// Two producers and room for one: a ticket too many goes back, and leaves no hole.
#[test]
fn a_ticket_too_many_goes_back() {
    bounded(3, 100).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 1>();
        let (one, other) = cast.play(push(&ring, 1), push(&ring, 2));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(ring.pop(), Ok(if one.is_ok() { 1 } else { 2 }));
        assert_sound(&ring, 0);
    });
}

/// A consumer makes room meanwhile: nobody's value is lost, and no ticket stays behind.
#[test]
fn tickets_against_pop() {
    fn model<const CAP: usize>(cast: Cast) {
        let ring = wrapping_ring::<_, CAP>();
        let drops = Drops::new();
        for number in 0..CAP - 1 {
            assert!(ring.push(drops.value(number)).is_ok());
        }
        let consumer = ring.clone();
        let [one, other] = [CAP - 1, CAP].map(|number| push(&ring, drops.value(number)));
        let (popped, one, other) =
            cast.play_three(move || consumer.pop().map(|value| value.number), one, other);
        let pushed = usize::from(one.is_ok()) + usize::from(other.is_ok());
        assert!(pushed >= 1);
        assert_eq!(ring.len(), CAP - 1 + pushed - usize::from(popped.is_ok()));
        drop((one, other));
        let rest: Vec<_> = iter::from_fn(|| ring.pop().ok()).collect();
        assert_eq!(rest.len() + usize::from(popped.is_ok()), CAP - 1 + pushed);
        assert_eq!((ring.len(), ring.pushed()), (0, ring.popped()));
        drop((rest, ring));
        drops.assert_all_once(CAP + 1);
    }
    bounded(2, 300).check_cast(3, model::<1>);
    bounded(2, 300).check_cast(3, model::<2>);
}

/// A ticket never passes a close: what said `Ok` is drained, the others get their value back, and then pops say
/// `Closed`.
#[test]
fn close_is_exact_against_tickets() {
    bounded(2, 500).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 2>();
        let closer = ring.clone();
        let close_and_pop = move || {
            assert!(closer.close());
            closer.pop()
        };
        let (early, one, other) = cast.play_three(close_and_pop, push(&ring, 0), push(&ring, 1));
        let results = [one, other];
        let sent: Vec<_> = (0..2).filter(|&value| results[value] == Ok(())).collect();
        if early == Err(PopError::Closed) {
            assert!(sent.is_empty(), "said Closed before {sent:?} came");
        }
        let mut drained: Vec<_> = early.into_iter().chain(drain(&ring)).collect();
        drained.sort_unstable();
        assert_eq!(drained, sent);
        for (value, result) in results.into_iter().enumerate() {
            assert!(matches!(result, Ok(()) | Err(PushError::Closed(_))), "{value}: {result:?}");
        }
    });
}

/// A close while a ticket too many is out, and a consumer that makes room.
#[test]
fn close_against_a_ticket_too_many() {
    bounded(2, 500).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 1>();
        let closer = ring.clone();
        let pop_and_close = move || {
            let popped = closer.pop();
            closer.close();
            popped
        };
        let (popped, one, other) = cast.play_three(pop_and_close, push(&ring, 0), push(&ring, 1));
        let sent = [&one, &other].iter().filter(|result| result.is_ok()).count();
        let drained = drain(&ring);
        assert_eq!(usize::from(popped.is_ok()) + drained.len(), sent);
    });
}

/// A ticket drawn while an eviction is on its way is void: the position is the evictor's.
#[test]
fn force_push_against_tickets() {
    bounded(2, 500).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 1>();
        ring.push(0).unwrap();
        let (evictor, consumer) = (ring.clone(), ring.clone());
        let (forced, pushed, popped) =
            cast.play_three(move || evictor.force_push(2), push(&ring, 1), move || consumer.pop());
        let mut all = Vec::new();
        match forced {
            Ok(evicted) => all.extend(evicted),
            Err(error) => all.push(error.into_inner()),
        }
        all.extend(pushed.map_err(PushError::into_inner).err());
        all.extend(popped);
        let queued = ring.len();
        assert_eq!(all.len() + queued, 3);
        all.extend(ring.pop());
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
        assert_sound(&ring, 0);
    });
}

/// A pusher that is told `Full` because of a ticket too many has not swallowed the slot that was freed: who gives
/// the ticket back finds it.
#[test]
fn a_freed_slot_is_found_by_one_of_two() {
    bounded(3, 100).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 1>();
        let peer = ring.clone();
        let fill_free_and_push = move || {
            let was_filled = peer.push(0).is_ok();
            let was_freed = was_filled && peer.pop() == Ok(0);
            // What whoever sleeps does between its announcement and its second look.
            fence(SeqCst);
            (was_freed, peer.push(2))
        };
        let (ticket, (was_freed, second)) = cast.play(push(&ring, 1), fill_free_and_push);
        if was_freed {
            assert!(
                ticket.is_ok() || second.is_ok(),
                "the ring has room, and both were told that it is full"
            );
        }
    });
}

/// A ticket whose slot is still being read is not given back over a newer claim, for which there was a slot: that would
/// leave a hole.
#[test]
fn only_the_newest_ticket_goes_back() {
    bounded(2, 1000).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 2>();
        ring.push(0).unwrap();
        let (consumer, peer) = (ring.clone(), ring.clone());
        let (ticket, popped, (mut queued, other)) = cast.play_three(
            push(&ring, 3),
            move || consumer.pop(),
            move || {
                let first = peer.push(1).is_ok();
                let popped = peer.pop();
                let second = peer.push(2).is_ok();
                (usize::from(first) + usize::from(second), popped)
            },
        );
        queued += 1 + usize::from(ticket.is_ok());
        queued -= usize::from(popped.is_ok()) + usize::from(other.is_ok());
        assert_sound(&ring, queued);
    });
}

/// A ticket too many is not given back while an eviction is on its way, which sets the tail itself.
#[test]
fn no_ticket_goes_back_during_an_eviction() {
    bounded(3, 100).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2>();
        ring.push(0).unwrap();
        let peer = ring.clone();
        let push_and_force = move || (peer.push(1).is_ok(), peer.force_push(2));
        let (ticket, (pushed, forced)) = cast.play(push(&ring, 3), push_and_force);
        let evicted = matches!(forced, Ok(Some(_)));
        let sent = 1 + usize::from(ticket.is_ok()) + usize::from(pushed) + usize::from(forced.is_ok());
        assert_sound(&ring, sent - usize::from(evicted));
    });
}

/// A ticket too many makes the tail pass the head by more than there are slots: nobody is told so.
#[test]
fn len_stays_in_bounds_with_a_ticket_too_many() {
    bounded(2, 100).check_cast(3, |cast| {
        let ring = wrapping_ring::<_, 1>();
        let observer = ring.clone();
        let observe = move || assert!(observer.len() <= 1);
        let ((), one, other) = cast.play_three(observe, push(&ring, 1), push(&ring, 2));
        assert!(one.is_ok() != other.is_ok());
        assert_eq!(ring.len(), 1);
    });
}

/// Who is told of a close when it draws a ticket sees what the closer did before it.
#[test]
fn a_close_carries_what_came_before_it() {
    bounded(3, 7).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 1>();
        let before = Arc::new(AtomicBool::new(false));
        let (closer, done) = (ring.clone(), before.clone());
        cast.play(
            move || {
                done.store(true, Relaxed);
                closer.close();
            },
            move || {
                if ring.push_waiting(1, yield_now).is_err() {
                    assert!(before.load(Relaxed));
                }
            },
        );
    });
}

/// A ring of two slots with one value at most at any moment is never called full: the tail that a ticket moved brings along
/// the head that its holder had moved.
#[test]
fn is_full_is_never_said_of_a_ring_that_never_was() {
    bounded(3, 9).check_cast(2, |cast| {
        let ring = wrapping_ring::<_, 2>();
        ring.push(0).unwrap();
        let (worker, observer) = (ring.clone(), ring.clone());
        let ((), is_full) = cast.play(
            move || {
                assert_eq!(worker.pop(), Ok(0));
                worker.push_waiting(1, yield_now).unwrap();
            },
            move || observer.is_full(),
        );
        assert!(!is_full);
    });
}
