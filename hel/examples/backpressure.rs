//! The channel is full. What now? Four answers, and what each does with the value that has no room.
//!
//! | answer | call | who pays |
//! | --- | --- | --- |
//! | refuse the new | `try_send` | the value at hand: it comes back at once |
//! | drop the old | `force_send` | the oldest value: it comes back instead |
//! | wait a while | `send_timeout` | the sender's time, then the value at hand |
//! | wait | `send` | the sender's time |
//!
//! ```text
//! cargo run --example backpressure
//! ```

use std::thread;
use std::time::{Duration, Instant};

use hel::channel::errors::{SendError, TrySendError};
use hel::channel::mpmc::bounded;

fn main() {
    let (tx, rx) = bounded::<u32, 4>();

    // Refuse the new: for work that its sender can take back, as a server that answers "try again later".
    let refused: Vec<u32> =
        (0..6).filter_map(|n| tx.try_send(n).err()).map(TrySendError::into_inner).collect();
    println!("try_send:     queued 0 to 3, refused {refused:?}");
    assert_eq!(refused, [4, 5]);

    // Drop the old: for news that is stale when newer comes, as a price or a position.
    let evicted: Vec<u32> = (10..12).filter_map(|n| tx.force_send(n).expect("there is a receiver")).collect();
    println!("force_send:   queued 10 and 11 in place of {evicted:?}");
    assert_eq!(evicted, [0, 1]);

    // Wait a while: for work with a deadline. The value comes back, and is never delivered later.
    let patience = Duration::from_millis(10);
    let begun = Instant::now();
    let error = tx.send_timeout(20, patience).expect_err("nobody receives yet");
    println!("send_timeout: gave 20 back after {:?}", begun.elapsed());
    assert_eq!(error, SendError::TimeOut(20));
    assert!(begun.elapsed() >= patience);

    // Wait: for work that must all be done. The sender becomes as slow as the receiver.
    let draining = thread::spawn(move || rx.iter().collect::<Vec<_>>());
    (30..40).for_each(|n| tx.send(n).expect("there is a receiver"));
    drop(tx);

    let received = draining.join().expect("the receiver does not panic");
    println!("send:         waited for room; received in all {received:?}");
    let expected: Vec<u32> = [2, 3, 10, 11].into_iter().chain(30..40).collect();
    assert_eq!(received, expected);
}
