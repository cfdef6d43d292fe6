//! One face for the senders of every kind, and one for the receivers: a test body is written once.

use std::future::Future;
use std::hash::BuildHasher;
use std::ops::Deref;
use std::time::{Duration, Instant};

use futures_util::{FutureExt, TryFutureExt};
use hel::channel::errors::{
    AsyncRecvError, AsyncSendError, AsyncSendRefError, BatchSendError, GroupSendError, RecvError, SendError,
    TryRecvError, TrySendError,
};
use hel::channel::{mpmc, spsc};

/// A sender of any kind.
pub(crate) trait Tx<T: Send + 'static>: Send + 'static {
    fn send(&mut self, value: T) -> Result<(), SendError<T>>;
    fn send_timeout(&mut self, value: T, timeout: Duration) -> Result<(), SendError<T>>;
    fn send_deadline(&mut self, value: T, deadline: Instant) -> Result<(), SendError<T>>;
    fn try_send(&mut self, value: T) -> Result<(), TrySendError<T>>;
    /// On a lane, which has no such thing, a mere try.
    fn force_send(&mut self, value: T) -> Result<Option<T>, TrySendError<T>>;
    fn send_async(&mut self, value: T) -> impl Future<Output = Result<(), AsyncSendError<T>>> + Send + Unpin;
    fn send_ref_async(
        &mut self,
        slot: &mut Option<T>,
    ) -> impl Future<Output = Result<(), AsyncSendRefError>> + Send + Unpin;
    fn into_send_async(
        self,
        value: T,
    ) -> impl Future<Output = Result<(), AsyncSendError<T>>> + Send + Unpin + 'static;

    /// Through a sink that is made for it.
    #[cfg(hel_shuttle)]
    fn send_by_sink(&mut self, value: T) -> impl Future<Output = Result<(), AsyncSendError<T>>> + Send;

    fn send_batch(&mut self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError>;
    fn send_batch_timeout(&mut self, buffer: &mut Vec<T>, timeout: Duration)
    -> Result<usize, BatchSendError>;
    fn send_batch_deadline(
        &mut self,
        buffer: &mut Vec<T>,
        deadline: Instant,
    ) -> Result<usize, BatchSendError>;
    fn try_send_batch(&mut self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError>;
    fn send_batch_async(
        &mut self,
        buffer: &mut Vec<T>,
    ) -> impl Future<Output = Result<usize, BatchSendError>> + Send + Unpin;

    fn close(&self) -> bool;
    fn closed(&self);
    fn closed_async(&self) -> impl Future<Output = ()> + Send + Unpin;
    fn is_closed(&self) -> bool;
    fn is_disconnected(&self) -> bool;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool;
    fn is_full(&self) -> bool;
    fn capacity(&self) -> usize;
    fn shards(&self) -> usize;
    /// The figures of each shard.
    fn stats(&self) -> Vec<mpmc::Stats>;

    /// Sends what there is room for and says how much that was.
    fn fill(&mut self, mut value: impl FnMut(usize) -> T) -> usize {
        for count in 0.. {
            match self.try_send(value(count)) {
                Ok(()) => {}
                Err(TrySendError::Full(_)) => return count,
                Err(TrySendError::Disconnected(_)) => panic!("a channel that is to be filled is open"),
            }
        }
        unreachable!("a bounded channel gets full")
    }
}

/// A receiver of any kind. The `any` forms of those with one shard give the index 0.
pub(crate) trait Rx<T: Send + 'static>: Send + 'static {
    fn recv(&mut self) -> Result<T, RecvError>;
    fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvError>;
    fn recv_deadline(&mut self, deadline: Instant) -> Result<T, RecvError>;
    fn try_recv(&mut self) -> Result<T, TryRecvError>;
    fn recv_async(&mut self) -> impl Future<Output = Result<T, AsyncRecvError>> + Send + Unpin;
    fn into_recv_async(self) -> impl Future<Output = Result<T, AsyncRecvError>> + Send + Unpin + 'static;

    fn recv_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, RecvError>;
    fn recv_batch_timeout(
        &mut self,
        into: &mut Vec<T>,
        max: usize,
        timeout: Duration,
    ) -> Result<usize, RecvError>;
    fn recv_batch_deadline(
        &mut self,
        into: &mut Vec<T>,
        max: usize,
        deadline: Instant,
    ) -> Result<usize, RecvError>;
    fn try_recv_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError>;
    fn recv_batch_async(
        &mut self,
        into: &mut Vec<T>,
        max: usize,
    ) -> impl Future<Output = Result<usize, AsyncRecvError>> + Send + Unpin;

    fn recv_any(&mut self) -> Result<(usize, T), RecvError>;
    fn recv_any_timeout(&mut self, timeout: Duration) -> Result<(usize, T), RecvError>;
    fn recv_any_deadline(&mut self, deadline: Instant) -> Result<(usize, T), RecvError>;
    fn recv_any_async(&mut self) -> impl Future<Output = Result<(usize, T), AsyncRecvError>> + Send + Unpin;
    fn try_recv_any(&mut self) -> Result<(usize, T), TryRecvError>;

    fn drain(&mut self) -> Vec<T>;
    fn collect_to_the_end(self) -> Vec<T>;

    fn close(&self) -> bool;
    fn closed(&self);
    fn closed_async(&self) -> impl Future<Output = ()> + Send + Unpin;
    fn is_closed(&self) -> bool;
    fn is_disconnected(&self) -> bool;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool;
    fn is_full(&self) -> bool;
    fn capacity(&self) -> usize;
    fn shards(&self) -> usize;
    fn stats(&self) -> Vec<mpmc::Stats>;
}

/// A keyed sender with the way to find a value's key.
pub(crate) struct Keyed<T, const CAP: usize, S = mpmc::DefaultHashBuilder> {
    pub(crate) sender: mpmc::KeySender<T, CAP, S>,
    pub(crate) key: fn(&T) -> u64,
}

/// A group sender with the way to find a value's key.
pub(crate) struct Grouped<T, const CAP: usize> {
    pub(crate) sender: mpmc::GroupSender<T, CAP, u64>,
    pub(crate) key: fn(&T) -> u64,
}

impl<T, const CAP: usize, S> Clone for Keyed<T, CAP, S> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), key: self.key }
    }
}

impl<T, const CAP: usize> Clone for Grouped<T, CAP> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), key: self.key }
    }
}

/// Waits for room by a sink, and lets it send a value.
#[cfg(hel_shuttle)]
async fn by_sink<H: mpmc::SendHandle>(
    mut sink: mpmc::SendSink<H>,
    value: H::Item,
) -> Result<(), AsyncSendError<H::Item>> {
    use futures_util::SinkExt;
    if std::future::poll_fn(|cx| sink.poll_ready_unpin(cx)).await.is_err() {
        return Err(AsyncSendError::Disconnected(value));
    }
    if sink.start_send_unpin(value).is_ok() && sink.flush().await.is_ok() {
        return Ok(());
    }
    Err(AsyncSendError::Disconnected(
        sink.take_buffered().expect("a value that was taken and not sent is kept"),
    ))
}

/// The error of a send below a group that is known.
fn known<U, E>(error: GroupSendError<U, E>) -> E {
    match error {
        GroupSendError::Send(error) => error,
        GroupSendError::UnknownKey(_) => panic!("{KNOWN}"),
    }
}

const KNOWN: &str = "the tests' keys all have a group";

/// Forwards what neither moves a value nor needs a key, to the handle that `$of` finds in `self`.
macro_rules! inspect {
    ($($of:tt)*) => {
        fn close(&self) -> bool {
            self$($of)*.close()
        }
        fn closed(&self) {
            self$($of)*.closed();
        }
        fn closed_async(&self) -> impl Future<Output = ()> + Send + Unpin {
            self$($of)*.closed_async()
        }
        fn is_closed(&self) -> bool {
            self$($of)*.is_closed()
        }
        fn is_disconnected(&self) -> bool {
            self$($of)*.is_disconnected()
        }
        fn len(&self) -> usize {
            self$($of)*.len()
        }
        fn is_empty(&self) -> bool {
            self$($of)*.is_empty()
        }
        fn is_full(&self) -> bool {
            self$($of)*.is_full()
        }
        fn capacity(&self) -> usize {
            self$($of)*.capacity()
        }
        fn shards(&self) -> usize {
            self$($of)*.stats().listed().len()
        }
        fn stats(&self) -> Vec<mpmc::Stats> {
            self$($of)*.stats().listed()
        }
    };
}

/// `stats()` of one shard and of many, alike.
trait Listed {
    fn listed(self) -> Vec<mpmc::Stats>;
}

impl Listed for mpmc::Stats {
    fn listed(self) -> Vec<mpmc::Stats> {
        vec![self]
    }
}

impl Listed for Vec<mpmc::Stats> {
    fn listed(self) -> Vec<mpmc::Stats> {
        self
    }
}

/// `Tx` for a handle: `$value` and `$items` are what a call takes besides the values, `$slot` before the slot, `$map` turns
/// its error.
macro_rules! tx {
    (
        [$($generics:tt)*] $sender:ty, in $of:tt, value $value:ident, force $force:ident, owned $owned:ident,
        items $items:ident, slot $slot:ident, error $map:path
    ) => {
        impl<$($generics)*> Tx<T> for $sender {
            fn send(&mut self, value: T) -> Result<(), SendError<T>> {
                $value!(self, send, value).map_err($map)
            }
            fn send_timeout(&mut self, value: T, timeout: Duration) -> Result<(), SendError<T>> {
                $value!(self, send_timeout, value, timeout).map_err($map)
            }
            fn send_deadline(&mut self, value: T, deadline: Instant) -> Result<(), SendError<T>> {
                $value!(self, send_deadline, value, deadline).map_err($map)
            }
            fn try_send(&mut self, value: T) -> Result<(), TrySendError<T>> {
                $value!(self, try_send, value).map_err($map)
            }
            fn force_send(&mut self, value: T) -> Result<Option<T>, TrySendError<T>> {
                $force!(self, force_send, value)
            }
            fn send_async(
                &mut self,
                value: T,
            ) -> impl Future<Output = Result<(), AsyncSendError<T>>> + Send + Unpin {
                $value!(self, send_async, value).map_err($map)
            }
            fn send_ref_async(
                &mut self,
                slot: &mut Option<T>,
            ) -> impl Future<Output = Result<(), AsyncSendRefError>> + Send + Unpin {
                $slot!(self, slot)
            }
            fn into_send_async(
                self,
                value: T,
            ) -> impl Future<Output = Result<(), AsyncSendError<T>>> + Send + Unpin + 'static {
                $owned!(self, into_send_async, value)
            }
            #[cfg(hel_shuttle)]
            fn send_by_sink(&mut self, value: T) -> impl Future<Output = Result<(), AsyncSendError<T>>> + Send {
                $owned!(self, sink, value)
            }
            fn send_batch(&mut self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
                $items!(self, send_batch, buffer).map_err($map)
            }
            fn send_batch_timeout(
                &mut self,
                buffer: &mut Vec<T>,
                timeout: Duration,
            ) -> Result<usize, BatchSendError> {
                $items!(self, send_batch_timeout, buffer, timeout).map_err($map)
            }
            fn send_batch_deadline(
                &mut self,
                buffer: &mut Vec<T>,
                deadline: Instant,
            ) -> Result<usize, BatchSendError> {
                $items!(self, send_batch_deadline, buffer, deadline).map_err($map)
            }
            fn try_send_batch(&mut self, buffer: &mut Vec<T>) -> Result<usize, BatchSendError> {
                $items!(self, try_send_batch, buffer).map_err($map)
            }
            fn send_batch_async(
                &mut self,
                buffer: &mut Vec<T>,
            ) -> impl Future<Output = Result<usize, BatchSendError>> + Send + Unpin {
                $items!(self, send_batch_async, buffer).map_err($map)
            }
            tx!(@inspect $of);
        }
    };
    (@inspect self) => { inspect!(); };
    (@inspect shards) => { inspect!(.deref()); };
    (@inspect sender) => { inspect!(.sender); };
}

/// A call of a sender that needs no key. Written as a path, so that a trait's method of the same name is not meant.
macro_rules! plain {
    ($self:ident, $call:ident, $($argument:expr),+) => { Self::$call($self, $($argument),+) };
}

/// A call that takes the sender, or a value by a sink over it.
macro_rules! plain_owned {
    ($self:ident, into_send_async, $value:ident) => {
        Self::into_send_async($self, $value)
    };
    ($self:ident, sink, $value:ident) => {
        by_sink($self.sink(), $value)
    };
}

/// A call that evicts, where nothing can be evicted.
macro_rules! unforced {
    ($self:ident, force_send, $value:ident) => {
        Self::try_send($self, $value).map(|()| None)
    };
}

/// The same for the slot.
macro_rules! plain_slot {
    ($self:ident, $slot:ident) => {
        Self::send_ref_async($self, $slot)
    };
}

macro_rules! keyed {
    ($self:ident, $call:ident, $value:ident $(, $rest:expr)*) => {{
        let key = ($self.key)(&$value);
        $self.sender.$call(key, $value $(, $rest)*)
    }};
}

/// A call for which a keyed sender has no form of its own.
macro_rules! keyed_shard {
    ($self:ident, force_send, $value:ident) => {
        $self.sender.to(($self.key)(&$value)).force_send($value)
    };
    ($self:ident, into_send_async, $value:ident) => {
        $self.sender.to(($self.key)(&$value)).clone().into_send_async($value)
    };
    ($self:ident, sink, $value:ident) => {
        by_sink($self.sender.to(($self.key)(&$value)).sink(), $value)
    };
}

macro_rules! grouped_shard {
    ($self:ident, force_send, $value:ident) => {
        $self.sender.to(&($self.key)(&$value)).expect(KNOWN).force_send($value)
    };
    ($self:ident, into_send_async, $value:ident) => {
        $self.sender.to(&($self.key)(&$value)).expect(KNOWN).clone().into_send_async($value)
    };
    ($self:ident, sink, $value:ident) => {
        by_sink($self.sender.to(&($self.key)(&$value)).expect(KNOWN).sink(), $value)
    };
}

macro_rules! keyed_items {
    ($self:ident, $call:ident, $buffer:ident $(, $rest:expr)*) => {{
        let key = $self.key;
        $self.sender.$call($buffer $(, $rest)*, key)
    }};
}

macro_rules! keyed_slot {
    ($self:ident, $slot:ident) => {{
        let key = ($self.key)($slot.as_ref().expect("a value to send"));
        $self.sender.to(key).send_ref_async($slot)
    }};
}

macro_rules! grouped {
    ($self:ident, $call:ident, $value:ident $(, $rest:expr)*) => {{
        let key = ($self.key)(&$value);
        $self.sender.$call(&key, $value $(, $rest)*)
    }};
}

macro_rules! grouped_slot {
    ($self:ident, $slot:ident) => {{
        let key = ($self.key)($slot.as_ref().expect("a value to send"));
        $self.sender.to(&key).expect(KNOWN).send_ref_async($slot)
    }};
}

tx!(
    [T: Send + 'static, const CAP: usize] mpmc::Sender<T, CAP>,
    in self, value plain, force plain, owned plain_owned, items plain, slot plain_slot, error std::convert::identity
);
tx!(
    [T: Send + 'static, const CAP: usize, P: mpmc::Policy + Send + Sync + 'static] mpmc::SpreadSender<T, CAP, P>,
    in shards, value plain, force plain, owned plain_owned, items plain, slot plain_slot, error std::convert::identity
);
tx!(
    [T: Send + 'static, const CAP: usize] spsc::Sender<T, CAP>,
    in self, value plain, force unforced, owned plain_owned, items plain, slot plain_slot, error std::convert::identity
);
tx!(
    [T: Send + 'static, const CAP: usize, S: BuildHasher + Send + Sync + 'static] Keyed<T, CAP, S>,
    in sender, value keyed, force keyed_shard, owned keyed_shard, items keyed_items, slot keyed_slot, error std::convert::identity
);
tx!(
    [T: Send + 'static, const CAP: usize] Grouped<T, CAP>,
    in sender, value grouped, force grouped_shard, owned grouped_shard, items keyed_items, slot grouped_slot, error known
);

macro_rules! rx {
    ([$($generics:tt)*] $receiver:ty, any $any:ident) => {
        impl<T: Send + 'static, const CAP: usize, $($generics)*> Rx<T> for $receiver {
            fn recv(&mut self) -> Result<T, RecvError> {
                Self::recv(self)
            }
            fn recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvError> {
                Self::recv_timeout(self, timeout)
            }
            fn recv_deadline(&mut self, deadline: Instant) -> Result<T, RecvError> {
                Self::recv_deadline(self, deadline)
            }
            fn try_recv(&mut self) -> Result<T, TryRecvError> {
                Self::try_recv(self)
            }
            fn recv_async(&mut self) -> impl Future<Output = Result<T, AsyncRecvError>> + Send + Unpin {
                Self::recv_async(self)
            }
            fn into_recv_async(
                self,
            ) -> impl Future<Output = Result<T, AsyncRecvError>> + Send + Unpin + 'static {
                Self::into_recv_async(self)
            }
            fn recv_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, RecvError> {
                Self::recv_batch(self, into, max)
            }
            fn recv_batch_timeout(
                &mut self,
                into: &mut Vec<T>,
                max: usize,
                timeout: Duration,
            ) -> Result<usize, RecvError> {
                Self::recv_batch_timeout(self, into, max, timeout)
            }
            fn recv_batch_deadline(
                &mut self,
                into: &mut Vec<T>,
                max: usize,
                deadline: Instant,
            ) -> Result<usize, RecvError> {
                Self::recv_batch_deadline(self, into, max, deadline)
            }
            fn try_recv_batch(&mut self, into: &mut Vec<T>, max: usize) -> Result<usize, TryRecvError> {
                Self::try_recv_batch(self, into, max)
            }
            fn recv_batch_async(
                &mut self,
                into: &mut Vec<T>,
                max: usize,
            ) -> impl Future<Output = Result<usize, AsyncRecvError>> + Send + Unpin {
                Self::recv_batch_async(self, into, max)
            }
            fn drain(&mut self) -> Vec<T> {
                Self::try_iter(self).collect()
            }
            fn collect_to_the_end(self) -> Vec<T> {
                self.into_iter().collect()
            }
            rx!(@$any);
            inspect!();
        }
    };
    (@own) => {
        fn recv_any(&mut self) -> Result<(usize, T), RecvError> {
            Self::recv_any(self)
        }
        fn recv_any_timeout(&mut self, timeout: Duration) -> Result<(usize, T), RecvError> {
            Self::recv_any_timeout(self, timeout)
        }
        fn recv_any_deadline(&mut self, deadline: Instant) -> Result<(usize, T), RecvError> {
            Self::recv_any_deadline(self, deadline)
        }
        fn recv_any_async(
            &mut self,
        ) -> impl Future<Output = Result<(usize, T), AsyncRecvError>> + Send + Unpin {
            Self::recv_any_async(self)
        }
        fn try_recv_any(&mut self) -> Result<(usize, T), TryRecvError> {
            Self::try_recv_any(self)
        }
    };
    (@of_one_shard) => {
        fn recv_any(&mut self) -> Result<(usize, T), RecvError> {
            Self::recv(self).map(of_shard_0)
        }
        fn recv_any_timeout(&mut self, timeout: Duration) -> Result<(usize, T), RecvError> {
            Self::recv_timeout(self, timeout).map(of_shard_0)
        }
        fn recv_any_deadline(&mut self, deadline: Instant) -> Result<(usize, T), RecvError> {
            Self::recv_deadline(self, deadline).map(of_shard_0)
        }
        fn recv_any_async(
            &mut self,
        ) -> impl Future<Output = Result<(usize, T), AsyncRecvError>> + Send + Unpin {
            Self::recv_async(self).map(|received| received.map(of_shard_0))
        }
        fn try_recv_any(&mut self) -> Result<(usize, T), TryRecvError> {
            Self::try_recv(self).map(of_shard_0)
        }
    };
}

rx!([] mpmc::Receiver<T, CAP>, any of_one_shard);
rx!([] spsc::Receiver<T, CAP>, any of_one_shard);
rx!([R: 'static] mpmc::ShardReceiver<T, CAP, R>, any own);

fn of_shard_0<T>(value: T) -> (usize, T) {
    (0, value)
}
