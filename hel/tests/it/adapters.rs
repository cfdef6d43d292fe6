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
        tx.send(4).unwrap();
        drop(tx);
        assert_eq!((&rx).into_iter().collect::<Vec<_>>(), [4]);
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
            assert_eq!(format!("{stream:?}"), "RecvStream { ended: false }");
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
    use std::future::poll_fn;

    use futures_util::{SinkExt, StreamExt, stream};

    use hel::channel::errors::{AsyncSendRefError, RecvError};
    use hel::channel::mpmc::shard_key;

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
    fn a_sink_ends_with_its_channel_and_keeps_what_it_took() {
        let (tx, rx) = round_robin::<u32, 4>(2);
        let mut sink = tx.into_sink();
        block_on(sink.send(1)).unwrap();
        let mut ready_to_send = sink.clone();
        ready(poll_fn(|cx| ready_to_send.poll_ready_unpin(cx))).unwrap();
        drop(rx);
        assert_eq!(block_on(sink.send(2)), Err(AsyncSendRefError::Disconnected), "it has not taken it");
        assert_eq!(sink.take_buffered(), None);
        assert_eq!(ready_to_send.start_send_unpin(3), Err(AsyncSendRefError::Disconnected));
        assert_eq!(ready_to_send.take_buffered(), Some(3));
        assert_eq!(ready_to_send.start_send_unpin(4), Err(AsyncSendRefError::Disconnected));
        assert_eq!(ready(ready_to_send.close()), Err(AsyncSendRefError::Disconnected));
        assert!(ready_to_send.get_ref().is_none(), "a close lets go whatever happens");
        assert_eq!(ready_to_send.take_buffered(), Some(4));
    }

    #[test]
    fn a_send_that_is_cancelled_while_it_waits_for_room_is_not_delivered_later() {
        let (tx, rx) = bounded::<u32, 1>();
        let mut sink = tx.into_sink();
        ready(sink.send(1)).unwrap();
        drop(Task::waiting(sink.send(2)));
        assert_eq!((rx.try_recv().ok(), rx.try_recv().ok()), (Some(1), None));
        ready(sink.send(3)).unwrap();
        assert_eq!(rx.try_recv(), Ok(3));
    }

    #[test]
    fn a_value_is_kept_where_another_sender_was_faster_and_sent_by_the_next_call() {
        let (tx, rx) = bounded::<u32, 1>();
        let mut sink = tx.sink();
        ready(poll_fn(|cx| sink.poll_ready_unpin(cx))).unwrap();
        tx.try_send(1).unwrap();
        sink.start_send_unpin(2).unwrap();
        let mut flush = Task::waiting(sink.flush());
        assert_eq!(rx.try_recv(), Ok(1));
        assert!(flush.is_woken());
        flush.ready().unwrap();
        drop(flush);
        assert_eq!(rx.try_recv(), Ok(2));

        ready(poll_fn(|cx| sink.poll_ready_unpin(cx))).unwrap();
        tx.try_send(3).unwrap();
        sink.start_send_unpin(4).unwrap();
        assert_eq!(sink.take_buffered(), Some(4));
        ready(sink.flush()).unwrap();
        assert_eq!((rx.try_recv().ok(), rx.try_recv().ok()), (Some(3), None));
    }

    #[test]
    fn closing_a_sink_lets_go_of_its_sender() {
        let (tx, rx) = bounded::<u32, 4>();
        let mut sink = tx.into_sink();
        ready(sink.send(1)).unwrap();
        assert_eq!(sink.get_ref().map(hel::channel::mpmc::Sender::len), Some(1));
        assert_eq!(format!("{sink:?}"), "SendSink { closed: false, keeps_a_value: false, .. }");
        ready(sink.close()).unwrap();
        assert_eq!(format!("{sink:?}"), "SendSink { closed: true, keeps_a_value: false, .. }");
        assert!(rx.is_disconnected() && sink.get_ref().is_none());
        assert_eq!(ready(sink.send(2)), Err(AsyncSendRefError::Disconnected));
        assert!(sink.clone().into_inner().is_none() && sink.into_inner().is_none());

        let (tx, rx) = bounded::<u32, 4>();
        let tx = tx.into_sink().into_inner().unwrap();
        tx.send(1).unwrap();
        let stream = rx.into_stream();
        assert_eq!(stream.get_ref().len(), 1);
        assert_eq!(stream.clone().into_inner().recv(), Ok(1));
        drop(tx);
        let mut stream = stream;
        assert_eq!(ready(stream.next()), None);
        assert_eq!(stream.into_inner().recv(), Err(RecvError::Disconnected));
    }

    #[test]
    fn keyed_senders_are_sinks_by_shard() {
        let (tx, rx) = shard_key::<u32, 4>(2);
        ready(tx.to("AAPL").sink().send(1)).unwrap();
        assert_eq!(rx.recv_any(), Ok((tx.shard_for("AAPL"), 1)));
        let (mut tx, mut rx) = spsc::<u32, 4>();
        ready(tx.sink().send(1)).unwrap();
        assert_eq!(rx.recv(), Ok(1));
    }

    #[test]
    fn a_sink_of_a_routed_sender_goes_on_in_its_sequence() {
        let (tx, rx) = round_robin::<u32, 4>(2);
        for value in 1..=3 {
            ready(tx.sink().send(value)).unwrap();
        }
        assert_eq!([rx.recv_any(), rx.recv_any(), rx.recv_any()], [Ok((0, 1)), Ok((1, 2)), Ok((0, 3))]);
    }

    #[test]
    fn taking_out_what_a_waiting_sink_keeps_leaves_its_place_to_others() {
        let (tx, rx) = bounded::<u32, 1>();
        let mut sink = tx.sink();
        ready(poll_fn(|cx| sink.poll_ready_unpin(cx))).unwrap();
        tx.try_send(1).unwrap();
        sink.start_send_unpin(2).unwrap();
        drop(Task::waiting(sink.flush())); // the sink waits on
        let mut behind = Task::waiting(tx.send_async(3));
        assert_eq!(sink.take_buffered(), Some(2));
        assert_eq!(rx.try_recv(), Ok(1));
        assert!(behind.is_woken(), "the sink waits no more");
        assert_eq!(behind.ready(), Ok(()));
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), [3]);
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
