//! A channel that is closed, and one whose senders have gone.

use hel::channel::errors::*;

use super::{Message, Runtime, assert_exactly_once, key, messages};
use crate::common::{Kind, Rx, Tx};

const PRODUCERS: u32 = 3;

pub(crate) async fn a_close_is_exact<R: Runtime, K: Kind>() {
    for receives in [0, 1, 10, 300, 1000] {
        let (mut txs, mut rxs) = K::open_many::<Message>(key, PRODUCERS as usize, 1);
        // Of lanes one is as good as another.
        txs.truncate(if rxs.len() == 1 { txs.len() } else { 1 });
        let mut rx = rxs.remove(0);
        let producers: Vec<_> =
            (0..).zip(txs).map(|(producer, tx)| R::spawn(produce_until_closed::<R>(tx, producer))).collect();
        let mut drained = Vec::new();
        for _ in 0..receives {
            drained.push(R::recv(&mut rx).await.expect("nothing is closed yet").1);
        }
        assert!(rx.close());
        while let Ok((_, message)) = R::recv(&mut rx).await {
            drained.push(message);
        }
        assert!(matches!(rx.try_recv(), Err(TryRecvError::Disconnected)));
        let mut sent = Vec::new();
        for producer in producers {
            sent.extend(producer.await);
        }
        drained.sort_unstable();
        sent.sort_unstable();
        assert!(drained == sent, "{} drained, {} sent, after {receives}", drained.len(), sent.len());
    }
}

async fn produce_until_closed<R: Runtime>(mut tx: impl Tx<Message>, producer: u32) -> Vec<Message> {
    let mut sent = Vec::new();
    for message in messages(producer, u32::MAX) {
        match R::send(&mut tx, message).await {
            Ok(()) => sent.push(message),
            Err(error) => {
                assert!(error.is_disconnected());
                assert_eq!(error.into_inner(), message);
                return sent;
            }
        }
    }
    sent
}

pub(crate) async fn what_was_sent_is_drained_after_the_senders_went<R: Runtime, K: Kind>() {
    /// Fits one shard even if all of it goes there.
    const COUNT: u32 = 80;
    let (txs, rxs) = K::open_many::<Message>(key, PRODUCERS as usize, 1);
    for (producer, mut tx) in (0..).zip(txs) {
        R::spawn(async move {
            for message in messages(producer, COUNT) {
                R::send(&mut tx, message).await.expect("the receivers are there");
            }
        })
        .await;
    }
    let mut received = Vec::new();
    for mut rx in rxs {
        assert!(rx.is_disconnected() && !rx.is_empty());
        while let Ok((_, message)) = R::recv(&mut rx).await {
            received.push(message);
        }
        assert!(matches!(R::recv(&mut rx).await, Err(RecvError::Disconnected)));
    }
    assert_exactly_once(received, PRODUCERS, COUNT);
}
