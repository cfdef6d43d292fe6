//! What a value may be, how little a channel asks for, and that it never holds more than it has room for.

use std::cell::Cell;
use std::marker::PhantomPinned;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use hel::channel::mpmc::{bounded, round_robin, shard_key};
use hel::channel::spsc::{shard_spsc, spsc};

use crate::common::{
    Bounded, ByGroup, ByKey, Kind, Lane, RoundRobin, Rx, Tx, block_on, eventually, poll_once, within,
};
use crate::counting_allocator::{allocations, growth};

#[test]
fn values_may_borrow_from_the_stack() {
    within(|| {
        let words = ["one".to_string(), "two".to_string(), "three".to_string()];
        let (tx, rx) = bounded::<&str, 2>();
        let (keyed, keyed_rx) = shard_key::<&String, 2>(2);
        let (mut lane_tx, mut lane_rx) = spsc::<&str, 2>();
        let received = thread::scope(|scope| {
            scope.spawn(|| {
                for word in &words {
                    tx.send(word).unwrap();
                    keyed.send("key", word).unwrap();
                    block_on(lane_tx.send_async(word)).unwrap();
                }
            });
            let receive = |_| {
                let plain = rx.recv().unwrap();
                (plain, block_on(keyed_rx.recv_async()).unwrap(), lane_rx.recv().unwrap())
            };
            (0..3).map(receive).collect::<Vec<_>>()
        });
        for (word, (plain, keyed, lane)) in words.iter().zip(received) {
            assert_eq!([plain, keyed, lane], [word; 3]);
        }
    });
}

#[test]
fn values_need_send_and_nothing_else() {
    // Not `Sync`, `Unpin`, `Debug`, `Clone`, `Eq`.
    struct Bare(Cell<u32>, PhantomPinned);
    let bare = |n| Bare(Cell::new(n), PhantomPinned);
    let (tx, rx) = round_robin::<Bare, 2>(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..100 {
                assert!(block_on(tx.send_async(bare(n))).is_ok());
                assert!(tx.send_timeout(bare(n), Duration::MAX).is_ok());
                assert!(tx.send_batch(&mut vec![bare(n)]).is_ok());
            }
            tx.close();
        });
        let mut sum = 0;
        while let Ok(Bare(n, _)) = rx.recv() {
            sum += n.get();
        }
        assert_eq!(sum, 3 * 4950);
    });
}

fn values_of_no_size<K: Kind>() {
    let (mut tx, mut rx) = K::open::<()>(|()| 7);
    let room = tx.fill(|_| ());
    assert_eq!(rx.len(), room);
    assert_eq!(rx.drain().len(), room);
    let sender = thread::spawn(move || {
        for _ in 0..1000 {
            tx.send(()).unwrap();
        }
        tx.send_batch(&mut vec![(); 1000]).unwrap();
    });
    let mut count = 0;
    while rx.recv().is_ok() {
        count += 1;
    }
    assert_eq!(count, 2000);
    sender.join().unwrap();
}

#[test]
fn values_may_have_no_size() {
    within(values_of_no_size::<Bounded<4>>);
    within(values_of_no_size::<RoundRobin<4>>);
    within(values_of_no_size::<ByKey<4>>);
    within(values_of_no_size::<Lane<4>>);
}

/// 32 KiB.
type Large = [u8; 32 * 1024];

/// Runs each step on a stack that holds a few values and no ring.
fn on_a_small_stack(steps: &[fn()]) {
    // Unoptimised, every call on the way keeps copies of its own.
    let size = if cfg!(debug_assertions) { 4096 * 1024 } else { 256 * 1024 };
    for step in steps.iter().copied() {
        let thread = thread::Builder::new().stack_size(size).spawn(step);
        thread.expect("a thread with a small stack").join().unwrap();
    }
}

#[test]
#[expect(clippy::large_stack_arrays, reason = "this is what is tested")]
fn large_values_fit_a_small_stack() {
    on_a_small_stack(&[
        || {
            let (tx, rx) = bounded::<Large, 2>();
            assert!(tx.try_send([1; 32 * 1024]).is_ok());
            assert!(rx.try_recv().is_ok_and(|value| value[100] == 1));
        },
        || {
            let (tx, rx) = bounded::<Large, 2>();
            assert!(tx.send([1; 32 * 1024]).is_ok());
            assert!(rx.recv().is_ok_and(|value| value[100] == 1));
        },
        || {
            let (tx, rx) = round_robin::<Large, 2>(2);
            assert!(tx.send([1; 32 * 1024]).is_ok());
            assert!(rx.recv().is_ok_and(|value| value[100] == 1));
        },
        || {
            let (mut tx, mut rx) = spsc::<Large, 2>();
            assert!(tx.send([1; 32 * 1024]).is_ok());
            assert!(rx.recv().is_ok_and(|value| value[100] == 1));
        },
    ]);
}

#[test]
fn large_channels_are_not_built_on_the_stack() {
    on_a_small_stack(&[
        || drop(bounded::<Large, 1024>()),
        || drop(round_robin::<Large, 128>(2)),
        || drop(spsc::<Large, 1024>()),
        || drop(shard_spsc::<Large, 128>(2)),
        || drop(bounded::<u8, 1_048_576>()),
    ]);
}

#[test]
fn a_channel_of_one_slot_works() {
    within(|| {
        let (tx, rx) = bounded::<u32, 1>();
        let (mut lane_tx, mut lane_rx) = spsc::<u32, 1>();
        let senders = [
            thread::spawn(move || (0..5000).for_each(|n| tx.send(n).unwrap())),
            thread::spawn(move || (0..5000).for_each(|n| lane_tx.send(n).unwrap())),
        ];
        for n in 0..5000 {
            assert_eq!(rx.recv(), Ok(n));
            assert_eq!(lane_rx.recv(), Ok(n));
        }
        for sender in senders {
            sender.join().unwrap();
        }
    });
}

#[test]
fn the_length_never_exceeds_the_capacity() {
    within(|| {
        let (tx, rx) = bounded::<u32, 4>();
        let (routed, routed_rx) = round_robin::<u32, 2>(2);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| (0..4000).for_each(|n| tx.send(n).unwrap()));
                scope.spawn(|| (0..4000).for_each(|n| routed.send(n).unwrap()));
            }
            let mut received = (0, 0);
            while received.0 + received.1 < 24_000 {
                let len = rx.len();
                assert!(len <= 4, "{len}");
                assert!(routed.len() <= 4 && routed_rx.len() <= 4);
                assert!(tx.stats().queued <= 4 && tx.stats().peak <= 4);
                received.0 += usize::from(rx.try_recv().is_ok());
                received.1 += usize::from(routed_rx.try_recv().is_ok());
            }
            assert_eq!(received, (12_000, 12_000));
        });
        assert!(rx.is_empty() && routed_rx.is_empty());
    });
}

#[test]
fn waiting_senders_do_not_count_as_queued() {
    within(|| {
        let (tx, rx) = bounded::<u32, 2>();
        tx.send_batch(&mut vec![0, 1]).unwrap();
        thread::scope(|scope| {
            let blocked: Vec<_> = (0..3)
                .map(|n| {
                    scope.spawn({
                        let tx = &tx;
                        move || tx.send(n)
                    })
                })
                .collect();
            eventually(|| tx.stats().parked_senders == 3);
            assert_eq!((tx.len(), rx.len(), rx.capacity()), (2, 2, 2));
            assert_eq!(tx.stats().sent, 2);
            let mut into = Vec::new();
            while into.len() < 5 {
                rx.recv_batch(&mut into, usize::MAX).unwrap();
            }
            for sender in blocked {
                sender.join().unwrap().unwrap();
            }
        });
    });
}

fn the_hot_path_allocates_nothing_on<K: Kind>() {
    let (mut tx, mut rx) = K::open::<u64>(|_| 7);
    let (mut buffer, mut into) = (Vec::with_capacity(8), Vec::with_capacity(8));
    let mut round = |tx: &mut K::Tx<u64>, rx: &mut K::Rx<u64>, with_batches: bool| {
        tx.send(1).unwrap();
        tx.try_send(2).unwrap();
        tx.send_timeout(3, Duration::from_secs(1)).unwrap();
        // A poll may yield once in a while; what it waits for by then is nothing.
        block_once_or_twice(tx.send_async(4)).unwrap();
        let mut slot = Some(5);
        block_once_or_twice(tx.send_ref_async(&mut slot)).unwrap();
        rx.recv().unwrap();
        rx.try_recv().unwrap();
        rx.recv_timeout(Duration::from_secs(1)).unwrap();
        block_once_or_twice(rx.recv_async()).unwrap();
        rx.recv_any().unwrap();
        if with_batches {
            buffer.extend([1, 2, 3, 4]);
            tx.send_batch(&mut buffer).unwrap();
            rx.recv_batch(&mut into, 8).unwrap();
            into.clear();
        }
    };
    (0..100).for_each(|_| round(&mut tx, &mut rx, true));
    let count = allocations(|| (0..2000).for_each(|_| round(&mut tx, &mut rx, false)));
    assert_eq!(count, 0, "allocations in 10,000 messages");
    let count = allocations(|| (0..2000).for_each(|_| round(&mut tx, &mut rx, true)));
    // A batch that is split by key asks for its tables once a call, whatever its length; the others ask for nothing.
    assert!(count <= 2000 * 8, "{count} allocations in 2,000 batches");
}

/// The output of a future that is ready at its first poll, or at the second after a yield. Allocates nothing.
fn block_once_or_twice<F: Future + Unpin>(mut future: F) -> F::Output {
    for _ in 0..2 {
        if let Poll::Ready(output) = poll_once(&mut future) {
            return output;
        }
    }
    panic!("there is nothing to wait for");
}

#[test]
fn the_hot_path_allocates_nothing() {
    within(the_hot_path_allocates_nothing_on::<Bounded<8>>);
    within(the_hot_path_allocates_nothing_on::<RoundRobin<8>>);
    within(the_hot_path_allocates_nothing_on::<ByKey<8>>);
    within(the_hot_path_allocates_nothing_on::<ByGroup<8>>);
    within(the_hot_path_allocates_nothing_on::<Lane<8>>);
}

/// What a wait takes that has its event for itself, as most have: nothing from the heap.
fn a_task_that_waits_alone_allocates_nothing_on<K: Kind>() {
    let (mut tx, mut rx) = K::open::<u64>(|_| 7);
    let count = allocations(|| {
        for _ in 0..1000 {
            let mut receive = rx.recv_async();
            assert!(poll_once(&mut receive).is_pending());
            tx.try_send(1).unwrap();
            assert!(poll_once(&mut receive).is_ready());
            drop(receive);

            tx.fill(|_| 2);
            let mut send = tx.send_async(3);
            assert!(poll_once(&mut send).is_pending());
            rx.try_recv().unwrap();
            assert!(poll_once(&mut send).is_ready());
            drop(send);
            while rx.try_recv().is_ok() {}
        }
    });
    assert_eq!(count, 0, "allocations in 2,000 waits");
}

#[test]
fn a_task_that_waits_alone_allocates_nothing() {
    within(a_task_that_waits_alone_allocates_nothing_on::<Bounded<8>>);
    within(a_task_that_waits_alone_allocates_nothing_on::<RoundRobin<8>>);
    within(a_task_that_waits_alone_allocates_nothing_on::<ByKey<8>>);
    within(a_task_that_waits_alone_allocates_nothing_on::<ByGroup<8>>);
    within(a_task_that_waits_alone_allocates_nothing_on::<Lane<8>>);
}

#[test]
fn a_plain_batch_allocates_nothing() {
    let (tx, rx) = bounded::<u64, 64>();
    let mut buffer = Vec::with_capacity(64);
    let count = allocations(|| {
        for _ in 0..1000 {
            buffer.extend(0..64);
            tx.send_batch(&mut buffer).unwrap();
            assert_eq!(rx.recv_batch(&mut buffer, 64), Ok(64));
            buffer.clear();
        }
    });
    assert_eq!(count, 0);
    assert_eq!(buffer.capacity(), 64, "the caller keeps the allocation");
}

#[test]
fn filling_and_draining_leaves_no_growth() {
    let (tx, rx) = round_robin::<Box<u64>, 64>(2);
    let round = || {
        while tx.try_send(Box::new(1)).is_ok() {}
        rx.try_iter().for_each(drop);
    };
    round();
    let grown = growth(|| (0..1000).for_each(|_| round()));
    assert_eq!(grown, 0);
}

/// The README's formula, which users plan by.
#[cfg(target_pointer_width = "64")]
#[test]
fn a_channel_takes_the_memory_that_the_readme_states() {
    fn taken<C>(open: impl FnOnce() -> C) -> usize {
        let mut channel = None;
        let bytes = growth(|| channel = Some(open()));
        drop(channel);
        usize::try_from(bytes).unwrap()
    }
    fn shard<T>(capacity: usize) -> usize {
        (768 + capacity * (8 + size_of::<T>()).next_multiple_of(8)).next_multiple_of(128)
    }
    fn lane<T>(capacity: usize) -> usize {
        (896 + capacity * size_of::<T>()).next_multiple_of(128)
    }

    assert_eq!(taken(bounded::<u64, 1>), shard::<u64>(1));
    assert_eq!(taken(bounded::<u64, 256>), 4864);
    assert_eq!(taken(bounded::<u8, 1024>), shard::<u8>(1024));
    assert_eq!(taken(bounded::<[u64; 10], 64>), shard::<[u64; 10]>(64));
    assert_eq!(taken(spsc::<u64, 1024>), lane::<u64>(1024));
    assert_eq!(taken(spsc::<[u8; 80], 64>), lane::<[u8; 80]>(64));

    let sharded = taken(|| round_robin::<u64, 256>(4));
    assert!((4 * 4864..4 * 4864 + 400).contains(&sharded), "{sharded} bytes for four shards");
}
