//! Of senders that do the same, none gets much less than another.

use std::thread;
use std::time::{Duration, Instant};

use hel::channel::mpmc::{Sender, bounded};

use crate::common::{block_on, within};

/// How long the consumer works on a value.
const WORK: Duration = Duration::from_micros(150);
const VALUES: usize = 1200;
const SENDERS: usize = 4;

/// Sends its number until nobody receives any more, as a thread or as a task.
fn send(sender: usize, is_thread: bool, tx: &Sender<usize, 8>) {
    let is_sent =
        || if is_thread { tx.send(sender).is_ok() } else { block_on(tx.send_async(sender)).is_ok() };
    while is_sent() {}
}

/// How many values of each sender come through, of which so many are threads.
fn shares(threads: usize) -> [usize; SENDERS] {
    let (tx, rx) = bounded::<usize, 8>();
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let tx = tx.clone();
            thread::spawn(move || send(sender, sender < threads, &tx))
        })
        .collect();
    let mut shares = [0; SENDERS];
    for _ in 0..VALUES {
        shares[rx.recv().unwrap()] += 1;
        let begin = Instant::now();
        while begin.elapsed() < WORK {
            std::hint::spin_loop();
        }
    }
    drop(rx);
    for sender in senders {
        sender.join().unwrap();
    }
    shares
}

#[test]
fn threads_and_tasks_beside_a_slow_consumer_stay_within_a_factor_of_two() {
    within(|| {
        for threads in [0, 2, 4] {
            let shares = shares(threads);
            let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
            assert!(2 * least >= *most, "{shares:?} with {threads} threads");
        }
    });
}
