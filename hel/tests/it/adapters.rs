//! Receivers as iterators and streams, senders as sinks.

use std::thread;

use hel::channel::mpmc::{bounded, round_robin};
use hel::channel::spsc::spsc;

use crate::common::within;

#[test]
fn iterators_end_with_the_channel_and_try_iterators_with_what_is_there() {
    within(|| {
        let (tx, rx) = bounded::<u32, 4>();
        tx.send_batch(&mut vec![1, 2]).unwrap();
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1, 2]);
        let sender = thread::spawn(move || (3..100).for_each(|n| tx.send(n).unwrap()));
        let mut seen: Vec<_> = rx.iter().take(10).collect();
        for n in &rx {
            seen.push(n);
        }
        sender.join().unwrap();
        assert_eq!(seen, (3..100).collect::<Vec<_>>());
        let mut iter = rx.into_iter();
        assert_eq!((iter.next(), iter.next()), (None, None));

        let (mut tx, mut rx) = spsc::<u32, 4>();
        tx.send_batch(&mut vec![1, 2, 3]).unwrap();
        assert_eq!(rx.try_iter().take(1).collect::<Vec<_>>(), [1]);
        assert_eq!((&mut rx).into_iter().next(), Some(2));
        drop(tx);
        assert_eq!(rx.into_iter().collect::<Vec<_>>(), [3]);

        let (tx, rx) = round_robin::<u32, 4>(2);
        tx.send_batch(&mut vec![1, 2, 3]).unwrap();
        assert_eq!(rx.try_iter().count(), 3);
        drop(tx);
        assert_eq!(rx.into_iter().count(), 0);
    });
}

#[cfg(feature = "stream")]
mod stream {
    use futures_util::StreamExt;
    use futures_util::future::FusedFuture;
    use futures_util::stream::FusedStream;

    use hel::channel::mpmc::shard_group;

    use super::*;
    use crate::common::block_on;
    use crate::support::{Task, ready};

    #[test]
    fn a_stream_gives_every_value_and_ends_with_the_channel() {
        within(|| {
            let (tx, rx) = bounded::<u32, 4>();
            let sender = thread::spawn(move || (0..1000).for_each(|n| tx.send(n).unwrap()));
            let mut stream = rx.into_stream();
            let values = block_on(stream.by_ref().collect::<Vec<_>>());
            assert_eq!(values, (0..1000).collect::<Vec<_>>());
            sender.join().unwrap();
            assert!(stream.is_terminated());
            assert_eq!(block_on(stream.next()), None);
        });
    }

    #[test]
    fn every_receiver_is_a_stream() {
        let (tx, rx) = round_robin::<u32, 4>(2);
        tx.send_batch(&mut vec![1, 2, 3]).unwrap();
        assert_eq!(ready(rx.stream().next()), Some(1));
        drop(tx);
        assert_eq!(block_on(rx.into_stream().count()), 2);

        let (mut tx, mut rx) = spsc::<u32, 4>();
        tx.send_batch(&mut vec![1, 2]).unwrap();
        assert_eq!(ready(rx.stream().next()), Some(1));
        drop(tx);
        assert_eq!(block_on(rx.into_stream().collect::<Vec<_>>()), [2]);
    }

    #[test]
    fn every_future_is_fused() {
        fn ends<F: FusedFuture + Unpin>(mut future: F) -> bool {
            let was_over = future.is_terminated();
            ready(&mut future);
            !was_over && future.is_terminated()
        }
        let (tx, rx) = bounded::<u32, 4>();
        assert!(ends(tx.send_async(1)) && ends(tx.send_ref_async(&mut Some(2))));
        assert!(ends(tx.send_batch_async(&mut vec![3, 4])));
        assert!(ends(rx.recv_async()) && ends(rx.recv_batch_async(&mut Vec::new(), 2)));
        assert!(ends(tx.clone().into_send_async(5)) && ends(rx.clone().into_recv_async()));
        let (group, _group_rx) = shard_group::<u32, 4, _>([("a", 0)]);
        assert!(ends(group.send_async("a", 1)) && ends(group.send_async("b", 1)));
        let (tx, rx) = round_robin::<u32, 4>(2);
        assert!(ends(tx.send_async(1)) && ends(rx.recv_any_async()));
        tx.close();
        assert!(ends(rx.closed_async()) && ends(tx.closed_async()));
    }

    #[test]
    fn a_waiting_stream_that_is_dropped_loses_nothing_and_passes_its_wakeup_on() {
        within(|| {
            let (tx, rx) = bounded::<u32, 4>();
            let mut stream = rx.stream();
            let waiting = Task::waiting(stream.next());
            let mut next = Task::waiting(rx.recv_async());
            tx.try_send(1).unwrap();
            assert!(waiting.is_woken());
            drop(waiting);
            drop(stream);
            assert!(next.is_woken());
            assert_eq!(next.ready(), Ok(1));
        });
    }
}

#[cfg(feature = "sink")]
mod sink {
    use futures_util::{SinkExt, StreamExt, stream};

    use hel::channel::errors::AsyncSendError;

    use super::*;
    use crate::common::block_on;
    use crate::support::{Task, ready};

    #[test]
    fn a_sink_takes_every_value_and_leaves_the_channel_to_other_senders() {
        within(|| {
            let (tx, rx) = bounded::<u32, 4>();
            let other = tx.clone();
            let receiver = thread::spawn(move || rx.into_iter().collect::<Vec<_>>());
            let mut sink = tx.into_sink();
            block_on(sink.send_all(&mut stream::iter(0..100).map(Ok))).unwrap();
            block_on(sink.close()).unwrap();
            other.send(100).unwrap();
            drop((other, sink));
            assert_eq!(receiver.join().unwrap(), (0..=100).collect::<Vec<_>>());
        });
    }

    #[test]
    fn a_sink_hands_back_what_cannot_be_sent() {
        let (tx, rx) = round_robin::<u32, 4>(2);
        let mut sink = tx.into_sink();
        block_on(sink.send(1)).unwrap();
        drop(rx);
        assert_eq!(block_on(sink.send(2)), Err(AsyncSendError::Disconnected(2)));
    }

    #[test]
    fn a_sink_waits_for_room() {
        within(|| {
            let (tx, mut rx) = spsc::<u32, 1>();
            let mut sink = tx.into_sink();
            ready(sink.send(1)).unwrap();
            let mut waiting = Task::waiting(sink.send(2));
            assert_eq!(rx.recv(), Ok(1));
            assert!(waiting.is_woken());
            waiting.ready().unwrap();
            assert_eq!(rx.recv(), Ok(2));
        });
    }
}
