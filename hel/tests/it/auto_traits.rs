//! Which handles and futures may go to another thread, be shared, be moved after a poll; and which must not.

use std::fmt::Debug;
use std::future::Future;
use std::iter::FusedIterator;
use std::marker::PhantomPinned;
use std::rc::Rc;

use hel::channel::errors::*;
use hel::channel::{mpmc, spsc};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// May go to another thread, and nothing else: neither `Sync` nor `Unpin`, `Debug`, `Clone`.
struct SendOnly(
    #[allow(dead_code, reason = "it is there for its auto traits")] std::cell::Cell<u8>,
    PhantomPinned,
);

/// Must stay on its thread.
type Local = *const ();

/// A hasher that must stay on its thread.
type LocalHasher = std::hash::BuildHasherDefault<Rc<()>>;

mod handles {
    use super::*;

    // Of a channel with many handles: cloned, sent, shared.
    assert_impl_all!(mpmc::Sender<SendOnly, 4>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::Receiver<SendOnly, 4>: Clone, Send, Sync, Unpin, Debug, IntoIterator);
    assert_impl_all!(mpmc::RoundRobinSender<SendOnly, 4>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::HomeSender<SendOnly, 4>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::LeastLoadedSender<SendOnly, 4>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::KeySender<SendOnly, 4>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::KeySender<SendOnly, 4, std::hash::RandomState>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::GroupSender<SendOnly, 4, String>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::ShardReceiver<SendOnly, 4, mpmc::Keyed>: Clone, Send, Sync, Unpin, Debug, IntoIterator);
    assert_impl_all!(mpmc::ShardReceiver<SendOnly, 4>: Clone, Send, Sync, Unpin, Debug, IntoIterator);
    assert_impl_all!(mpmc::Weak<mpmc::Sender<SendOnly, 4>>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::Weak<mpmc::Receiver<SendOnly, 4>>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::Weak<mpmc::KeySender<SendOnly, 4>>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::Weak<mpmc::ShardReceiver<SendOnly, 4>>: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(hel::channel::Monitor: Clone, Send, Sync, Unpin, Debug);
    assert_impl_all!(mpmc::Stats: Copy, Eq, Debug, Send, Sync);
    assert_impl_all!(mpmc::DefaultHashBuilder: Clone, Default, Send, Sync, Debug);

    assert_not_impl_any!(mpmc::Sender<Local, 4>: Send, Sync);
    assert_not_impl_any!(mpmc::Receiver<Local, 4>: Send, Sync);
    assert_not_impl_any!(mpmc::Receiver<Rc<u8>, 4>: Send, Sync);
    assert_not_impl_any!(mpmc::RoundRobinSender<Local, 4>: Send, Sync);
    assert_not_impl_any!(mpmc::KeySender<Local, 4>: Send, Sync);
    assert_not_impl_any!(mpmc::KeySender<u8, 4, Rc<LocalHasher>>: Send, Sync);
    assert_not_impl_any!(mpmc::GroupSender<Local, 4, String>: Send, Sync);
    assert_not_impl_any!(mpmc::GroupSender<u8, 4, Rc<str>>: Send, Sync);
    assert_not_impl_any!(mpmc::ShardReceiver<Rc<u8>, 4>: Send, Sync);
    assert_not_impl_any!(mpmc::Weak<mpmc::Sender<Local, 4>>: Send, Sync);
    assert_not_impl_any!(mpmc::Weak<mpmc::Receiver<Rc<u8>, 4>>: Send, Sync);
    assert_not_impl_any!(mpmc::Weak<mpmc::GroupSender<u8, 4, Rc<str>>>: Send, Sync);
    assert_not_impl_any!(mpmc::Weak<mpmc::ShardReceiver<Local, 4>>: Send, Sync);

    // Lanes: sent, and proven to be one on each side.
    assert_impl_all!(spsc::Sender<SendOnly, 4>: Send, Unpin, Debug);
    assert_impl_all!(spsc::Receiver<SendOnly, 4>: Send, Unpin, Debug, IntoIterator);
    assert_impl_all!(spsc::SpscShard<SendOnly, 4>: Send, Unpin, Debug, IntoIterator);
    assert_impl_all!(spsc::IntoPairs<SendOnly, 4>: Send, Unpin, Debug, ExactSizeIterator, FusedIterator);
    assert_not_impl_any!(spsc::Sender<u8, 4>: Clone, Copy);
    assert_not_impl_any!(spsc::Receiver<u8, 4>: Clone, Copy);
    assert_not_impl_any!(spsc::SpscShard<u8, 4>: Clone);
    assert_not_impl_any!(spsc::Sender<Local, 4>: Send, Sync);
    assert_not_impl_any!(spsc::Receiver<Rc<u8>, 4>: Send, Sync);
    assert_not_impl_any!(spsc::SpscShard<Local, 4>: Send, Sync);
    assert_not_impl_any!(spsc::IntoPairs<Local, 4>: Send, Sync);
}

mod futures {
    use super::*;

    type Tx<T> = mpmc::Sender<T, 4>;
    type Rx<T> = mpmc::Receiver<T, 4>;
    type Turns<T> = mpmc::RoundRobinSender<T, 4>;
    type Shards<T> = mpmc::ShardReceiver<T, 4>;
    type LaneTx<T> = spsc::Sender<T, 4>;
    type LaneRx<T> = spsc::Receiver<T, 4>;

    assert_impl_all!(mpmc::SendFuture<&Tx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::SendFuture<Tx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::SendFuture<&Turns<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::SendFuture<Turns<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::SendFuture<&mut LaneTx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::SendFuture<LaneTx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::SendRefFuture<'static, &Tx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::SendRefFuture<'static, &Turns<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::SendRefFuture<'static, &mut LaneTx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::SendBatchFuture<'static, &Tx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::SendBatchFuture<'static, &Turns<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::SendBatchFuture<'static, &mut LaneTx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::KeyedBatchFuture<'static, 'static, SendOnly, 4>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::GroupSendFuture<'static, SendOnly, 4>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::GroupBatchFuture<'static, 'static, SendOnly, 4>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::RecvFuture<&Rx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::RecvFuture<Rx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::RecvFuture<&Shards<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::RecvFuture<&mut LaneRx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::RecvFuture<LaneRx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::RecvAnyFuture<&Shards<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::RecvBatchFuture<'static, &Rx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::RecvBatchFuture<'static, &Shards<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::RecvBatchFuture<'static, &mut LaneRx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::ClosedFuture<&Tx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(mpmc::ClosedFuture<&Shards<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::ClosedFuture<&LaneTx<SendOnly>>: Future, Send, Unpin, Debug);
    assert_impl_all!(spsc::ClosedFuture<&LaneRx<SendOnly>>: Future, Send, Unpin, Debug);

    assert_not_impl_any!(mpmc::SendFuture<&Tx<Local>>: Send);
    assert_not_impl_any!(mpmc::SendFuture<Tx<Local>>: Send);
    assert_not_impl_any!(spsc::SendFuture<&mut LaneTx<Local>>: Send);
    assert_not_impl_any!(mpmc::SendRefFuture<'static, &Tx<Local>>: Send);
    assert_not_impl_any!(mpmc::SendBatchFuture<'static, &Tx<Rc<u8>>>: Send);
    assert_not_impl_any!(mpmc::KeyedBatchFuture<'static, 'static, Local, 4>: Send);
    assert_not_impl_any!(mpmc::GroupSendFuture<'static, Local, 4>: Send);
    assert_not_impl_any!(mpmc::RecvFuture<&Rx<Local>>: Send);
    assert_not_impl_any!(spsc::RecvFuture<LaneRx<Rc<u8>>>: Send);
    assert_not_impl_any!(mpmc::RecvAnyFuture<&Shards<Local>>: Send);
    assert_not_impl_any!(mpmc::RecvBatchFuture<'static, &Rx<Local>>: Send);
    assert_not_impl_any!(mpmc::ClosedFuture<&Rx<Local>>: Send);
    assert_not_impl_any!(mpmc::SendFuture<&Tx<u8>>: Clone, Copy);
    assert_not_impl_any!(mpmc::RecvFuture<&Rx<u8>>: Clone, Copy);

    assert_impl_all!(mpmc::Iter<&Rx<SendOnly>>: FusedIterator, Send, Unpin, Debug);
    assert_impl_all!(mpmc::Iter<Shards<SendOnly>>: FusedIterator, Send, Unpin, Debug);
    assert_impl_all!(spsc::Iter<LaneRx<SendOnly>>: FusedIterator, Send, Unpin, Debug);
    assert_impl_all!(mpmc::TryIter<&Rx<SendOnly>>: Iterator, Send, Unpin, Debug);
    assert_impl_all!(spsc::TryIter<&mut LaneRx<SendOnly>>: Iterator, Send, Unpin, Debug);
    assert_not_impl_any!(mpmc::TryIter<&Rx<SendOnly>>: FusedIterator);

    #[cfg(feature = "stream")]
    mod stream {
        use super::*;
        use futures_util::stream::{FusedStream, Stream};

        assert_impl_all!(mpmc::RecvStream<&Rx<SendOnly>>: Stream, FusedStream, Send, Unpin, Debug);
        assert_impl_all!(mpmc::RecvStream<Shards<SendOnly>>: Stream, FusedStream, Send, Unpin, Debug);
        assert_impl_all!(spsc::RecvStream<&mut LaneRx<SendOnly>>: Stream, FusedStream, Send, Unpin, Debug);
        assert_not_impl_any!(mpmc::RecvStream<&Rx<Local>>: Send);
    }

    #[cfg(feature = "sink")]
    mod sink {
        use super::*;
        use futures_util::Sink;

        assert_impl_all!(mpmc::SendSink<Tx<SendOnly>>: Sink<SendOnly>, Send, Unpin, Debug);
        assert_impl_all!(mpmc::SendSink<Turns<SendOnly>>: Sink<SendOnly>, Send, Unpin, Debug);
        assert_impl_all!(spsc::SendSink<LaneTx<SendOnly>>: Sink<SendOnly>, Send, Unpin, Debug);
        assert_impl_all!(mpmc::SendSink<&'static Tx<SendOnly>>: Sink<SendOnly>, Send, Unpin, Debug, Clone);
        assert_not_impl_any!(mpmc::SendSink<Tx<Local>>: Send);
    }
}

mod values {
    use super::*;

    assert_impl_all!(TrySendError<SendOnly>: Send, Debug, std::error::Error);
    assert_impl_all!(SendError<SendOnly>: Send, Debug, std::error::Error);
    assert_impl_all!(AsyncSendError<SendOnly>: Send, Debug, std::error::Error);
    assert_impl_all!(GroupSendError<SendOnly, SendError<SendOnly>>: Send, Debug, std::error::Error);
    assert_impl_all!(GroupSendError<usize, BatchSendError>: Send, Debug, std::error::Error);
    assert_impl_all!(TryRecvError: Copy, Eq, Send, Sync, std::error::Error);
    assert_impl_all!(RecvError: Copy, Eq, Send, Sync, std::error::Error);
    assert_impl_all!(AsyncRecvError: Copy, Eq, Send, Sync, std::error::Error);
    assert_impl_all!(BatchSendError: Copy, Eq, Send, Sync, std::error::Error);
    assert_impl_all!(BatchErrorKind: Copy, Eq, Send, Sync);
}

/// What the methods give can be spawned, and polled without a pin.
#[test]
fn the_futures_of_every_method_are_send_and_unpin() {
    fn check(_: impl Future + Send + Unpin) {}
    let value = || SendOnly(std::cell::Cell::new(0), PhantomPinned);
    let (mut slot, mut items) = (Some(value()), Vec::new());

    let (tx, rx) = mpmc::bounded::<SendOnly, 4>();
    check(tx.send_async(value()));
    check(tx.send_ref_async(&mut slot));
    check(tx.send_batch_async(&mut items));
    check(tx.closed_async());
    check(tx.into_send_async(value()));
    check(rx.recv_async());
    check(rx.recv_batch_async(&mut items, 1));
    check(rx.closed_async());
    check(rx.into_recv_async());

    let (tx, rx) = mpmc::shard_key::<SendOnly, 4>(2);
    check(tx.send_async(1, value()));
    check(tx.to(1).send_ref_async(&mut slot));
    check(tx.send_batch_async(&mut items, |_| Rc::new(1)));
    check(tx.closed_async());
    check(rx.recv_any_async());
    check(rx.into_recv_async());

    let (tx, _rx) = mpmc::shard_group::<SendOnly, 4, _>([(1, 0)]);
    check(tx.send_async(&1, value()));
    check(tx.send_batch_async(&mut items, |_| 1));

    let (mut tx, mut rx) = spsc::spsc::<SendOnly, 4>();
    check(tx.send_async(value()));
    check(tx.send_ref_async(&mut slot));
    check(tx.send_batch_async(&mut items));
    check(tx.closed_async());
    check(tx.into_send_async(value()));
    check(rx.recv_async());
    check(rx.recv_batch_async(&mut items, 1));
    check(rx.closed_async());
    check(rx.into_recv_async());
}
