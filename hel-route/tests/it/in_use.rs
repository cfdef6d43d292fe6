//! How threads wait on cores that do other work. Each limit is an order of magnitude worse than what is reached; the mistakes that
//! it catches are two.
#![cfg(all(target_os = "linux", not(miri)))]

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use hel_route::mpmc::{Keyed, ShardReceiver, bounded, shard_key};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Pins the calling thread to the first core that it may use.
fn pin() {
    let mine = sched_getaffinity(None).unwrap();
    let first = (0..CpuSet::MAX_CPU).find(|&core| mine.is_set(core)).unwrap();
    let mut one = CpuSet::new();
    one.set(first);
    sched_setaffinity(None, &one).unwrap();
}

/// Some 50,000 round trips a second are reached beside a thread that spins on the same core. If each yield cost a time slice of the
/// scheduler, it would be some 200.
#[test]
fn a_cpu_bound_neighbour_on_the_core_does_not_slow_a_conversation_to_slices() {
    const SPAN: Duration = Duration::from_millis(500);
    let (ask, asked) = bounded::<u32, 1>();
    let (answer, answered) = bounded::<u32, 1>();
    let done = AtomicBool::new(false);
    let trips = thread::scope(|scope| {
        scope.spawn(|| {
            pin();
            while !done.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        });
        scope.spawn(move || {
            pin();
            asked.iter().for_each(|value| answer.send(value).unwrap());
        });
        let conversation = scope.spawn(move || {
            pin();
            let start = Instant::now();
            let mut trips = 0;
            while start.elapsed() < SPAN {
                ask.send(trips).unwrap();
                assert_eq!(answered.recv(), Ok(trips));
                trips += 1;
            }
            trips
        });
        let trips = conversation.join();
        done.store(true, Ordering::Relaxed);
        trips.unwrap()
    });
    assert!(trips > 2_500, "{trips} round trips in half a second");
}

/// Two threads that work between their operations do not stream, so neither pauses: a send takes about as long as a `try_send`. With
/// a pause it takes ten times as long.
#[test]
fn threads_that_alternate_pay_no_pause() {
    let (tx, rx) = shard_key::<u32, 64>(8);
    let done = AtomicBool::new(false);
    // Takes what is there, but not a value whose send is in progress.
    let take_some = |rx: &ShardReceiver<u32, 64, Keyed>| while rx.try_recv().is_ok() {};
    let work = || {
        let start = Instant::now();
        while start.elapsed() < Duration::from_micros(3) {
            std::hint::spin_loop();
        }
    };
    // The median time of an operation.
    let median = |operation: &dyn Fn(u32)| {
        let mut times: Vec<_> = (0..2_000)
            .map(|key| {
                work();
                let start = Instant::now();
                operation(key);
                let taken = start.elapsed();
                take_some(&rx);
                taken
            })
            .collect();
        times.sort_unstable();
        times[times.len() / 2]
    };
    thread::scope(|scope| {
        let (other, rx, done) = (tx.clone(), &rx, &done);
        scope.spawn(move || {
            for key in (0..).take_while(|_| !done.load(Ordering::Relaxed)) {
                work();
                other.send(key, key).unwrap();
                take_some(rx);
            }
        });
        let sends = median(&|key| tx.send(key, key).unwrap());
        // A thread that the system has stopped in the middle of an operation may leave its shard full.
        let tries = median(&|key| {
            while tx.try_send(key, key).is_err() {
                take_some(rx);
            }
        });
        done.store(true, Ordering::Relaxed);
        assert!(sends < 5 * tries + Duration::from_nanos(200), "{sends:?} beside {tries:?}");
    });
}
