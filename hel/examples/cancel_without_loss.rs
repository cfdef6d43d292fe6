//! Futures that are dropped half way, under a timeout and in a `select!`, and a message that survives it.
//!
//! A pending receive holds no value, so dropping it loses none. A pending send holds one: `send_async` drops it with the future,
//! `send_ref_async` leaves it in the caller's `Option` until it is sent.
//!
//! ```text
//! cargo run --example cancel_without_loss
//! ```

use std::future::ready;
use std::time::Duration;

use hel::channel::errors::AsyncRecvError;
use hel::channel::mpmc::{Receiver, Sender, bounded};
use tokio::task::yield_now;
use tokio::time::timeout;

const MESSAGES: u32 = 100;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (tx, rx) = bounded::<u32, 1>();
    tx.try_send(0).expect("it is empty");

    // Full: the send under the timeout cannot end, and is dropped. The message is where it was.
    let mut slot = Some(1);
    let outcome = timeout(Duration::from_millis(5), tx.send_ref_async(&mut slot)).await;
    assert!(outcome.is_err());
    assert_eq!(slot, Some(1));
    println!("timed out; the message is still here: {slot:?}");

    // It was not sent either: the only message in the channel is the one from before.
    assert_eq!((rx.try_recv(), rx.len()), (Ok(0), 0));

    // The same at scale, on both sides.
    let receiving = tokio::spawn(receive_all(rx));
    let cancelled = send_all(tx).await;
    let received = receiving.await.expect("the receiver does not panic");
    println!("{} messages received in order, {cancelled} sends cancelled on the way", received.len());
    assert_eq!(received, (0..MESSAGES).collect::<Vec<_>>());
    assert!(cancelled > 0);
}

/// Sends each message, and cancels each send that is not ready at once. Gives how often that was.
async fn send_all(tx: Sender<u32, 1>) -> u32 {
    let mut cancelled = 0;
    for message in 0..MESSAGES {
        let mut slot = Some(message);
        while slot.is_some() {
            tokio::select! {
                biased;
                sent = tx.send_ref_async(&mut slot) => sent.expect("there is a receiver"),
                () = ready(()) => {
                    cancelled += 1;
                    yield_now().await;
                }
            }
        }
    }
    cancelled
}

/// Receives until the sender is gone, and cancels each receive that is not ready at once.
async fn receive_all(rx: Receiver<u32, 1>) -> Vec<u32> {
    let mut received = Vec::new();
    loop {
        tokio::select! {
            biased;
            next = rx.recv_async() => match next {
                Ok(message) => received.push(message),
                Err(AsyncRecvError::Disconnected) => return received,
            },
            () = ready(()) => yield_now().await,
        }
    }
}
