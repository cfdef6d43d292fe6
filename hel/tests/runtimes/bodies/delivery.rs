//! Every message comes exactly once, and in its producer's order within a shard.

use super::{Message, Runtime, Task, assert_exactly_once, assert_in_order, key, messages};
use crate::common::{Kind, Rx, Tx};

const PRODUCERS: u32 = 3;
const CONSUMERS: usize = 2;
const COUNT: u32 = 2000;

pub(crate) async fn every_message_comes_once_and_in_order<R: Runtime, K: Kind>() {
    let (txs, rxs) = K::open_many::<Message>(key, PRODUCERS as usize, CONSUMERS);
    let producers: Vec<_> =
        (0..).zip(txs).map(|(producer, tx)| R::spawn(produce::<R>(tx, producer))).collect();
    let consumers: Vec<_> = rxs.into_iter().map(|rx| R::spawn(consume::<R>(rx))).collect();
    for producer in producers {
        producer.await;
    }
    let received = all(consumers).await;
    assert_exactly_once(received, PRODUCERS, COUNT);
}

async fn produce<R: Runtime>(mut tx: impl Tx<Message>, producer: u32) {
    for message in messages(producer, COUNT) {
        R::send(&mut tx, message).await.expect("the receivers are there");
    }
}

async fn consume<R: Runtime>(mut rx: impl Rx<Message>) -> Vec<Message> {
    let mut seen = Vec::new();
    while let Ok(received) = R::recv(&mut rx).await {
        seen.push(received);
    }
    assert_in_order(&seen);
    seen.into_iter().map(|(_, message)| message).collect()
}

pub(crate) async fn every_batch_comes_once<R: Runtime, K: Kind>() {
    let (txs, rxs) = K::open_many::<Message>(key, PRODUCERS as usize, CONSUMERS);
    let producers: Vec<_> =
        (0..).zip(txs).map(|(producer, tx)| R::spawn(produce_batches::<R>(tx, producer))).collect();
    let consumers: Vec<_> = rxs.into_iter().map(|rx| R::spawn(consume_batches::<R>(rx))).collect();
    for producer in producers {
        producer.await;
    }
    let received = all(consumers).await;
    assert_exactly_once(received, PRODUCERS, COUNT);
}

/// Sends in batches of 1, 2, 3 and so on, some longer than the channel.
async fn produce_batches<R: Runtime>(mut tx: impl Tx<Message>, producer: u32) {
    let mut rest = messages(producer, COUNT);
    for size in (1..40).cycle() {
        let mut batch: Vec<_> = rest.by_ref().take(size).collect();
        if batch.is_empty() {
            return;
        }
        let count = batch.len();
        assert_eq!(R::send_batch(&mut tx, &mut batch).await, Ok(count));
        assert!(batch.is_empty());
    }
}

async fn consume_batches<R: Runtime>(mut rx: impl Rx<Message>) -> Vec<Message> {
    let mut received = Vec::new();
    for max in (1..20).chain([usize::MAX]).cycle() {
        let before = received.len();
        match R::recv_batch(&mut rx, &mut received, max).await {
            Ok(count) => assert!(count >= 1 && count <= max && received.len() == before + count),
            Err(_) => break,
        }
    }
    if rx.shards() == 1 {
        assert_in_order(&received.iter().map(|message| (0, *message)).collect::<Vec<_>>());
    }
    received
}

/// What all of them received.
async fn all(consumers: Vec<Task<Vec<Message>>>) -> Vec<Message> {
    let mut received = Vec::new();
    for consumer in consumers {
        received.extend(consumer.await);
    }
    received
}
