//! The receivers of a sharded channel: whole, split and lent, at once.

use hel::channel::mpmc;

use super::{Message, Runtime, Task, assert_exactly_once, assert_in_order, messages};

const SHARDS: usize = 4;
const COUNT: u32 = 3000;

async fn consume<R: Runtime>(mut rx: impl crate::common::Rx<Message>) -> Vec<Message> {
    let mut seen = Vec::new();
    while let Ok(received) = R::recv(&mut rx).await {
        seen.push(received);
    }
    assert_in_order(&seen);
    seen.into_iter().map(|(_, message)| message).collect()
}

fn produce<R: Runtime>(tx: &mpmc::RoundRobinSender<Message, 4>) -> Vec<Task<()>> {
    (0..2)
        .map(|producer| {
            let mut tx = tx.clone();
            R::spawn(async move {
                for message in messages(producer, COUNT) {
                    R::send(&mut tx, message).await.expect("the receivers are there");
                }
            })
        })
        .collect()
}

pub(crate) async fn whole_split_and_lent_receivers_share_the_work<R: Runtime>() {
    let (tx, rx) = mpmc::round_robin::<Message, 4>(SHARDS);
    let mut consumers = vec![R::spawn(consume::<R>(rx.clone())), R::spawn(consume::<R>(rx.clone()))];
    consumers.push(R::spawn(consume::<R>(rx.receiver(2).expect("shard 2").clone())));
    consumers.extend(rx.into_receivers().into_iter().map(|rx| R::spawn(consume::<R>(rx))));
    let producers = produce::<R>(&tx);
    drop(tx);
    for producer in producers {
        producer.await;
    }
    let mut received = Vec::new();
    for consumer in consumers {
        received.extend(consumer.await);
    }
    assert_exactly_once(received, 2, COUNT);
}

/// One receiver of any shard, and every message into the shard after the last one's: it sleeps before nearly each.
pub(crate) async fn any_receivers_follow_every_shard<R: Runtime>() {
    let (tx, mut rx) = mpmc::round_robin::<Message, 1>(SHARDS);
    let (mut reply, mut replied) = mpmc::bounded::<Message, 1>();
    let receiver = R::spawn(async move {
        let mut shards = Vec::new();
        while let Ok((shard, message)) = R::recv(&mut rx).await {
            shards.push(shard);
            R::send(&mut reply, message).await.expect("the sender is there");
        }
        shards
    });
    for message in messages(0, 1000) {
        let shard = message.number as usize * 7 % SHARDS;
        let mut into = tx.shard(shard).expect("one of the shards").clone();
        R::send(&mut into, message).await.expect("the receiver is there");
        assert_eq!(R::recv(&mut replied).await, Ok((0, message)));
    }
    drop(tx);
    let expected: Vec<_> = (0..1000).map(|number| number * 7 % SHARDS).collect();
    assert_eq!(receiver.await, expected);
}
