//! A thread that the system stops anywhere inside its operations delays nobody's `try_` operation, poll, drop or close.
//!
//! A signal handler that sleeps stands in for the system. Where it hits is a matter of luck, so it hits often. It ends as soon as the
//! other operations are done. One that waited for the stopped thread would take as long as the handler sleeps where nobody ends it,
//! more than half of which no other work of the machine explains.
#![cfg(all(target_os = "linux", not(any(hel_loom, hel_shuttle, miri))))]

mod stop;

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::hint;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use hel::channel::mpmc::{Receiver, Sender, bounded};

/// How long a thread is stopped at most.
const LIMIT: Duration = Duration::from_millis(500);
/// How often.
const STOPS: usize = 2000;

fn poll_and_drop(future: impl Future) {
    let _ = pin!(future).poll(&mut Context::from_waker(Waker::noop()));
}

/// What the thread does that is stopped: polls and drops, sends and receives, with and without success. It sleeps rarely, so that most
/// stops hit it inside of an operation.
fn victim<const CAP: usize>(
    tx: &Sender<u64, CAP>,
    rx: &Receiver<u64, CAP>,
    rounds: &AtomicUsize,
    done: &AtomicBool,
) {
    while !done.load(Ordering::Relaxed) {
        for _ in 0..100 {
            rounds.fetch_add(1, Ordering::Relaxed);
            // Once more than there is room, and than there are values.
            (0..=CAP).for_each(|_| poll_and_drop(tx.send_async(1)));
            (0..=CAP).for_each(|_| poll_and_drop(rx.recv_async()));
            let _ = tx.send_timeout(2, Duration::ZERO);
            let _ = rx.recv_timeout(Duration::ZERO);
            let _ = tx.try_send_batch(&mut vec![3, 4]);
            let _ = rx.try_recv_batch(&mut Vec::new(), 2);
        }
        let _ = tx.send_timeout(5, Duration::from_micros(20));
        let _ = rx.recv_timeout(Duration::from_micros(20));
    }
}

/// The longest of the operations that others do meanwhile.
fn longest_of<const CAP: usize>(tx: &Sender<u64, CAP>, rx: &Receiver<u64, CAP>) -> Duration {
    let mut longest = Duration::ZERO;
    let mut timed = |operation: &dyn Fn()| {
        let start = Instant::now();
        operation();
        longest = longest.max(start.elapsed());
    };
    timed(&|| _ = tx.try_send(7));
    timed(&|| _ = rx.try_recv());
    timed(&|| poll_and_drop(tx.send_async(8)));
    timed(&|| poll_and_drop(rx.recv_async()));
    timed(&|| _ = tx.force_send(9));
    timed(&|| _ = rx.try_recv_batch(&mut Vec::new(), 4));
    timed(&|| _ = tx.try_send_batch(&mut vec![10, 11]));
    timed(&|| drop((tx.clone(), rx.clone())));
    longest
}

/// Lets the victim begin another round, and get to somewhere in it that nobody chooses.
fn let_go_on(rounds: &AtomicUsize) {
    let before = rounds.load(Ordering::Relaxed);
    while rounds.load(Ordering::Relaxed) == before {
        thread::yield_now();
    }
    (0..RandomState::new().hash_one(0) % 1000).for_each(|_| hint::spin_loop());
}

/// Stops a thread in its operations on a channel of `CAP` slots, again and again; at the end, the channel is closed in a stop.
fn a_stopped_thread_delays_nobody<const CAP: usize>() {
    let (tx, rx) = bounded::<u64, CAP>();
    let (rounds, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut longest = Duration::ZERO;
    thread::scope(|scope| {
        let (victim_tx, victim_rx, rounds, done) = (tx.clone(), rx.clone(), &rounds, &done);
        let (tell, told) = std::sync::mpsc::channel();
        scope.spawn(move || {
            tell.send(stop::this_thread()).expect("it is asked for below");
            victim(&victim_tx, &victim_rx, rounds, done);
        });
        let victim = told.recv().expect("it is told first");
        for _ in 0..STOPS {
            let_go_on(rounds);
            stop::stop(victim, LIMIT, || longest = longest.max(longest_of(&tx, &rx)));
        }
        let_go_on(rounds);
        stop::stop(victim, LIMIT, || {
            let start = Instant::now();
            tx.close();
            longest = longest.max(start.elapsed());
        });
        done.store(true, Ordering::Relaxed);
    });
    assert!(longest < LIMIT / 2, "an operation took {longest:?}: it waited for the stopped thread");
}

#[test]
fn a_thread_that_is_stopped_in_an_operation_delays_nobody() {
    a_stopped_thread_delays_nobody::<1>();
    a_stopped_thread_delays_nobody::<4>();
}
