//! Waits that are given up.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use hel::channel::errors::*;

use super::{Message, Runtime, assert_exactly_once, assert_in_order, key, messages};
use crate::common::{Kind, Rx, Tx};

const PRODUCERS: u32 = 2;
const COUNT: u32 = 1000;

/// Shorter than any other thread takes.
const IMPATIENT: Duration = Duration::from_micros(20);

/// The output of a future, unless it is pending for the `polls`-th time: then it is dropped.
async fn give_up_after<F: Future + Unpin>(mut polls: u32, mut future: F) -> Option<F::Output> {
    poll_fn(move |cx| {
        polls -= 1;
        match Pin::new(&mut future).poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if polls == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

pub(crate) async fn cancelled_waits_lose_nothing<R: Runtime, K: Kind>() {
    let (txs, rxs) = K::open_many::<Message>(key, PRODUCERS as usize, 2);
    let producers: Vec<_> =
        (0..).zip(txs).map(|(producer, tx)| R::spawn(send_impatiently::<R>(tx, producer))).collect();
    let consumers: Vec<_> = rxs.into_iter().map(|rx| R::spawn(receive_impatiently::<R>(rx))).collect();
    for producer in producers {
        producer.await;
    }
    let mut received = Vec::new();
    for consumer in consumers {
        received.extend(consumer.await);
    }
    assert_exactly_once(received, PRODUCERS, COUNT);
}

/// Gives each send up after its first, second or third poll, and tries again.
async fn send_impatiently<R: Runtime>(mut tx: impl Tx<Message>, producer: u32) {
    let mut patience = (1..=3).cycle();
    for message in messages(producer, COUNT) {
        let mut slot = Some(message);
        while slot.is_some() {
            if R::BLOCKS {
                R::send_within(&mut tx, &mut slot, IMPATIENT).await;
                continue;
            }
            let polls = patience.next().unwrap_or(1);
            match give_up_after(polls, tx.send_ref_async(&mut slot)).await {
                Some(sent) => sent.expect("the receivers are there"),
                None => assert_eq!(slot, Some(message), "the value stays with its sender"),
            }
            R::pause().await;
        }
    }
}

/// Gives each receive up after its first, second or third poll, and tries again; every fifth is a batch.
async fn receive_impatiently<R: Runtime>(mut rx: impl Rx<Message>) -> Vec<Message> {
    let mut seen = Vec::new();
    let mut received = Vec::new();
    for round in 0_u32.. {
        let polls = round % 3 + 1;
        if round % 5 == 0 {
            let result = if R::BLOCKS {
                rx.recv_batch_timeout(&mut received, 3, IMPATIENT)
            } else {
                let batch = give_up_after(polls, rx.recv_batch_async(&mut received, 3)).await;
                batch.map_or(Err(RecvError::TimeOut(IMPATIENT)), |batch| batch.map_err(RecvError::from))
            };
            if let Err(RecvError::Disconnected) = result {
                break;
            }
        } else {
            let result = if R::BLOCKS {
                rx.recv_any_timeout(IMPATIENT)
            } else {
                let one = give_up_after(polls, rx.recv_any_async()).await;
                one.map_or(Err(RecvError::TimeOut(IMPATIENT)), |one| one.map_err(RecvError::from))
            };
            match result {
                Ok(one) => seen.push(one),
                Err(RecvError::TimeOut(_)) => R::pause().await,
                Err(RecvError::Disconnected) => break,
            }
        }
    }
    assert_in_order(&seen);
    received.extend(seen.into_iter().map(|(_, message)| message));
    received
}

pub(crate) async fn a_timeout_leaves_the_value_with_the_caller<R: Runtime, K: Kind>() {
    let (mut tx, mut rx) = K::open::<Message>(|_| 7);
    let first = Message { producer: 0, number: 0 };
    let room = tx.fill(|_| first);
    let second = Message { producer: 1, number: 0 };
    let mut slot = Some(second);
    for _ in 0..3 {
        assert!(!R::send_within(&mut tx, &mut slot, Duration::from_millis(2)).await);
        assert_eq!(slot, Some(second));
        assert_eq!(rx.len(), room, "nothing is delivered later");
    }
    assert_eq!(rx.drain(), vec![first; room]);
    assert!(R::send_within(&mut tx, &mut slot, Duration::from_secs(30)).await);
    assert_eq!(slot, None);
    assert_eq!(rx.drain(), [second]);

    // With the receiver at work, a generous limit is never reached.
    let sender = R::spawn(async move {
        for message in messages(0, COUNT) {
            let mut slot = Some(message);
            assert!(R::send_within(&mut tx, &mut slot, Duration::from_secs(30)).await);
        }
    });
    let mut received = Vec::new();
    while let Ok((_, message)) = R::recv(&mut rx).await {
        received.push(message);
    }
    sender.await;
    assert_exactly_once(received, 1, COUNT);
}
