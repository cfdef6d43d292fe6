//! Three ways to an end, and what becomes of the values on the way.
//!
//! | who ends it | queued values | later sends | receivers hear |
//! | --- | --- | --- | --- |
//! | the last sender is dropped | are received | there are none | `Disconnected`, after the last value |
//! | anybody calls `close` | are received | fail, with the value | `Disconnected`, after the last value |
//! | the last receiver is dropped | are dropped | fail, with the value | there are none |
//!
//! ```text
//! cargo run --example shutdown
//! ```

use std::sync::Arc;
use std::thread;

use hel::channel::errors::{RecvError, SendError};
use hel::channel::mpmc::{bounded, round_robin};

fn main() {
    disconnect();
    close();
    abandon();
}

/// The usual end: the senders go, and the receivers finish what is there.
fn disconnect() {
    let (tx, rx) = bounded::<&str, 4>();
    tx.send("the last word").expect("there is a receiver");
    drop(tx);
    assert_eq!(rx.recv(), Ok("the last word"));
    assert_eq!(rx.recv(), Err(RecvError::Disconnected));
    println!("disconnect: what was queued was received, then the end");
}

/// A stop in full flight. It is exact: what was said to be sent is received, and everything else comes back.
fn close() {
    let (tx, rx) = round_robin::<u64, 8>(2);
    let producers: Vec<_> = (0..3)
        .map(|_| tx.clone())
        .map(|tx| {
            thread::spawn(move || {
                let mut sent = 0;
                // Nobody tells the producers; the first send after the close does.
                while tx.send(sent).is_ok() {
                    sent += 1;
                }
                sent
            })
        })
        .collect();

    let before = rx.iter().take(1000).count();
    assert!(rx.close());
    let after = rx.iter().count();
    let sent: u64 = producers.into_iter().map(|producer| producer.join().expect("no panic")).sum();
    println!("close: {sent} sent, {before} received before it and {after} after it");
    assert_eq!(sent, (before + after) as u64);
}

/// Nobody listens any more: values are not kept for nobody, and a sender learns it from its next send.
fn abandon() {
    let (tx, rx) = bounded::<Arc<str>, 4>();
    let queued: Arc<str> = "queued".into();
    tx.send(Arc::clone(&queued)).expect("there is a receiver");
    assert_eq!(Arc::strong_count(&queued), 2);
    drop(rx);
    assert_eq!(Arc::strong_count(&queued), 1, "the channel dropped its own");

    let late: Arc<str> = "late".into();
    assert_eq!(tx.send(Arc::clone(&late)), Err(SendError::Disconnected(late)));
    println!("abandon: what was queued was dropped, what came late was handed back");
}
