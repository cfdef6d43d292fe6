//! `push_waiting`, under both strategies: it is a push, and whatever it draws goes back.

use hel_ring::{CompareExchange, FetchAdd, PopError, PushError, Reserve, mpmc};
use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, yield_now},
};

type Ring<T, const CAP: usize, R> = mpmc::Ring<T, CAP, (), R>;

/// The same body under both strategies, with positions that wrap.
macro_rules! under_both {
    ($($name:ident),+ $(,)?) => {
        mod compare_exchange {
            $(#[test] fn $name() { super::$name::<hel_ring::CompareExchange>(); })+
        }
        mod fetch_add {
            $(#[test] fn $name() { super::$name::<hel_ring::FetchAdd>(); })+
        }
    };
}

under_both! {
    it_pushes_like_push,
    it_refuses_like_push,
    producers_that_race_into_a_full_ring_leave_no_trace,
    every_value_arrives_once_and_each_producers_in_order,
    what_said_ok_before_a_close_is_drained,
    evictions_and_tickets_share_a_ring,
}

fn ring<T, const CAP: usize, R: Reserve>() -> Arc<Ring<T, CAP, R>> {
    Ring::starting_at(usize::MAX - 1, ())
}

fn it_pushes_like_push<R: Reserve>() {
    let ring = ring::<_, 4, R>();
    for lap in 0..5 {
        assert_eq!(ring.push_waiting(2 * lap, yield_now), Ok(()));
        assert_eq!(ring.push(2 * lap + 1), Ok(()));
        assert_eq!((ring.len(), ring.pop(), ring.pop()), (2, Ok(2 * lap), Ok(2 * lap + 1)));
    }
}

fn it_refuses_like_push<R: Reserve>() {
    let ring = ring::<_, 1, R>();
    ring.push_waiting("one", yield_now).unwrap();
    let relax = || panic!("nobody is in its middle");
    assert_eq!(ring.push_waiting("two", relax), Err(PushError::Full("two")));
    assert_eq!(ring.pushed().wrapping_sub(ring.popped()), 1);
    ring.close();
    assert_eq!(ring.push_waiting("two", relax), Err(PushError::Closed("two")));
    assert_eq!((ring.pop(), ring.pop()), (Ok("one"), Err(PopError::Closed)));
    assert_eq!(ring.push_waiting("two", relax), Err(PushError::Closed("two")));
    assert!(ring.is_drained());
}

fn producers_that_race_into_a_full_ring_leave_no_trace<R: Reserve>() {
    const PRODUCERS: usize = 4;
    for _ in 0..200 {
        let ring = ring::<_, 2, R>();
        ring.push(0).unwrap();
        let start = Barrier::new(PRODUCERS);
        let sent = AtomicUsize::new(0);
        thread::scope(|scope| {
            for value in 1..=PRODUCERS {
                let (ring, start, sent) = (&ring, &start, &sent);
                scope.spawn(move || {
                    start.wait();
                    if ring.push_waiting(value, yield_now).is_ok() {
                        sent.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!((sent.into_inner(), ring.len(), ring.is_full()), (1, 2, true));
        assert!(ring.pop() == Ok(0) && ring.pop().is_ok());
        assert_eq!((ring.pop(), ring.pushed()), (Err(PopError::Empty), ring.popped()));
    }
}

fn every_value_arrives_once_and_each_producers_in_order<R: Reserve>() {
    const EACH: usize = 20_000;
    const PRODUCERS: usize = 3;
    let ring = ring::<_, 8, R>();
    let received = thread::scope(|scope| {
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|producer| {
                let ring = &ring;
                scope.spawn(move || {
                    for number in 0..EACH {
                        let mut value = (producer, number);
                        while let Err(refused) = ring.push_waiting(value, yield_now) {
                            value = refused.into_inner();
                            assert!(ring.len() <= 8);
                            yield_now();
                        }
                    }
                })
            })
            .collect();
        let consumers: Vec<_> = (0..2)
            .map(|_| {
                let ring = &ring;
                scope.spawn(move || {
                    let mut values = Vec::new();
                    loop {
                        match ring.pop() {
                            Ok(value) => values.push(value),
                            Err(PopError::Empty) => yield_now(),
                            Err(PopError::Closed) => return values,
                        }
                    }
                })
            })
            .collect();
        for producer in producers {
            producer.join().unwrap();
        }
        ring.close();
        consumers.into_iter().map(|consumer| consumer.join().unwrap()).collect::<Vec<_>>()
    });
    for values in &received {
        for producer in 0..PRODUCERS {
            assert!(values.iter().filter(|(from, _)| *from == producer).is_sorted());
        }
    }
    let mut all = received.concat();
    all.sort_unstable();
    assert!(all.into_iter().eq((0..PRODUCERS).flat_map(|producer| (0..EACH).map(move |n| (producer, n)))));
}

fn what_said_ok_before_a_close_is_drained<R: Reserve>() {
    for round in 0..200 {
        let ring = ring::<_, 4, R>();
        let start = Barrier::new(3);
        let sent = thread::scope(|scope| {
            let producers: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        (0..3).take_while(|value| ring.push_waiting(*value, yield_now).is_ok()).count()
                    })
                })
                .collect();
            start.wait();
            for _ in 0..round % 7 {
                std::hint::spin_loop();
            }
            ring.close();
            producers.into_iter().map(|producer| producer.join().unwrap()).sum::<usize>()
        });
        let drained = std::iter::from_fn(|| ring.pop().ok()).count();
        assert_eq!((drained, ring.pop()), (sent, Err(PopError::Closed)));
    }
}

fn evictions_and_tickets_share_a_ring<R: Reserve>() {
    const EACH: usize = 10_000;
    let ring = ring::<_, 2, R>();
    let is_done = AtomicBool::new(false);
    let (sent, forced, evicted, popped) = thread::scope(|scope| {
        let pusher = scope.spawn(|| (0..EACH).filter(|_| ring.push_waiting(1, yield_now).is_ok()).count());
        let evictor = scope.spawn(|| {
            let results: Vec<_> = (0..EACH).map(|_| ring.force_push(2)).collect();
            let evicted = results.iter().filter(|result| matches!(result, Ok(Some(_)))).count();
            (results.iter().filter(|result| result.is_ok()).count(), evicted)
        });
        let consumer = scope.spawn(|| {
            let mut popped = 0;
            while !is_done.load(Ordering::Relaxed) {
                popped += usize::from(ring.pop().is_ok());
            }
            popped
        });
        let (sent, (forced, evicted)) = (pusher.join().unwrap(), evictor.join().unwrap());
        is_done.store(true, Ordering::Relaxed);
        (sent, forced, evicted, consumer.join().unwrap())
    });
    let left = std::iter::from_fn(|| ring.pop().ok()).count();
    assert_eq!(sent + forced, evicted + popped + left);
    assert_eq!((ring.len(), ring.pushed()), (0, ring.popped()));
}

/// The choice of the default is one line, and both can be had by name.
#[test]
fn both_strategies_have_a_name() {
    fn name<R: Reserve>() -> &'static str {
        std::any::type_name::<R>()
    }
    assert!(name::<CompareExchange>() != name::<FetchAdd>());
    let default = name::<hel_ring::DefaultReserve>();
    let expected = if cfg!(hel_reserve = "fetch_add") {
        name::<FetchAdd>()
    } else if cfg!(hel_reserve = "compare_exchange") || !cfg!(target_arch = "aarch64") {
        name::<CompareExchange>()
    } else {
        name::<FetchAdd>()
    };
    assert_eq!(default, expected);
}
