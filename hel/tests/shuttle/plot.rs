//! What a test lets happen on a channel: who is there, what they do, how it ends.

use std::any::Any;

use shuttle::future::{self, block_on};
use shuttle::thread;

use crate::check::{below, check};
use crate::common::{Kind, Rx, Tx};
use crate::outcome::{Received, Sent, assert_exactly_once, assert_in_order};
use crate::receivers::Receiver;
use crate::senders::{ALL, Sender, Way};
use crate::value::{Books, Value, key};

/// How a channel ends. Where handles are kept, nobody is told of an end, so that it makes no lost wakeup good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Each receiver takes its share, and all handles are kept until everybody is done.
    Shared,
    /// The senders' handles are kept until all values are received; receivers receive until they hear of the end.
    Drained,
    /// Each sender goes when it is done, and the receivers receive until they hear of it.
    SendersGo,
    /// Each receiver goes after one value, and the senders get back what is left.
    ReceiversGo,
    /// Somebody closes the channel in the middle. All handles are kept.
    Closed,
}

/// Everything about a test but the kind of the channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plot {
    pub(crate) senders: usize,
    pub(crate) receivers: usize,
    /// How many values each sender has.
    pub(crate) each: u32,
    pub(crate) menu: &'static [Way],
    /// So many of the senders, and of the receivers, only pass by: the last ones, with one value each, which they give up. Not
    /// with [`End::Shared`], for a value that they take is in nobody's share.
    pub(crate) passers_by: usize,
    pub(crate) end: End,
}

/// Four senders and four receivers, of which two of each are threads and two are tasks.
pub(crate) const FOUR: Plot =
    Plot { senders: 4, receivers: 4, each: 2, menu: ALL, passers_by: 0, end: End::Shared };

/// A sender and a receiver, each a thread or a task.
pub(crate) const ONE: Plot = Plot { senders: 1, receivers: 1, each: 4, ..FOUR };

impl Plot {
    /// Checks a channel of a kind.
    pub(crate) fn check<K: Kind>(self) {
        check(move || {
            let (txs, rxs) = K::open_many::<Value>(key, self.senders, self.receivers);
            let mut stage = Stage::new(self);
            txs.into_iter().for_each(|tx| stage.add_sender(tx));
            rxs.into_iter().for_each(|rx| stage.add_receiver(rx));
            stage.finish();
        });
    }

    /// The plot as the one at `index` of a side of `size` sees it.
    fn part_of(self, index: usize, size: usize) -> Self {
        if index + self.passers_by < size {
            return self;
        }
        Self { each: 1, menu: &[Way::GivesUp], ..self }
    }
}

/// A plot under way. Every second sender is a task, and so is every second receiver.
pub(crate) struct Stage {
    plot: Plot,
    books: Books,
    /// Who closes: a sender, or a receiver behind them.
    closer: usize,
    /// Whether the first sender, and the first receiver, is a task.
    shifts: [usize; 2],
    senders: Vec<Worker<Sent>>,
    receivers: Vec<Worker<Received>>,
}

impl Stage {
    pub(crate) fn new(plot: Plot) -> Self {
        let closer = match plot.end {
            End::Closed => below(plot.senders + plot.receivers),
            _ => usize::MAX,
        };
        Self {
            plot,
            books: Books::new(),
            closer,
            shifts: [below(2), below(2)],
            senders: Vec::new(),
            receivers: Vec::new(),
        }
    }

    pub(crate) fn add_sender(&mut self, tx: impl Tx<Value>) {
        let index = self.senders.len();
        let Plot { each, menu, end, .. } = self.plot.part_of(index, self.plot.senders);
        let sender = Sender::new(tx, index, each, menu, &self.books);
        let sender = match end {
            End::Closed => sender.until_closed(self.closer == index),
            _ => sender,
        };
        let goes = end == End::SendersGo;
        self.senders.push(if (index + self.shifts[0]) % 2 == 0 {
            Worker::thread(move || sender.run(), goes)
        } else {
            Worker::task(sender.run_as_task(), goes)
        });
    }

    pub(crate) fn add_receiver(&mut self, rx: impl Rx<Value>) {
        let index = self.receivers.len();
        let Plot { senders, receivers, each, menu, end, .. } = self.plot.part_of(index, self.plot.receivers);
        let share = match end {
            End::Shared => senders * each as usize / receivers,
            End::ReceiversGo => 1,
            End::Drained | End::SendersGo | End::Closed => usize::MAX,
        };
        let closes = self.closer == senders + index;
        let receiver = Receiver::new(rx, menu, share, closes, &self.books);
        let goes = end == End::ReceiversGo;
        self.receivers.push(if (index + self.shifts[1]) % 2 == 0 {
            Worker::thread(move || receiver.run(), goes)
        } else {
            Worker::task(receiver.run_as_task(), goes)
        });
    }

    /// One more sender: `send`, with its number as a producer and the books.
    pub(crate) fn add_sending_thread<X: Send + 'static>(
        &mut self,
        send: impl FnOnce(usize, &Books) -> (Sent, X) + Send + 'static,
    ) {
        let (producer, books) = (self.senders.len(), self.books.clone());
        self.senders.push(Worker::thread(move || send(producer, &books), false));
    }

    /// Waits for everybody and checks what became of the values.
    pub(crate) fn finish(self) {
        self.finish_with(Received::new);
    }

    /// As [`finish`](Self::finish), with what others received by the time that all are done.
    pub(crate) fn finish_with(self, others: impl FnOnce() -> Received) {
        let (sent, mut senders): (Vec<_>, Vec<_>) = self.senders.into_iter().map(Worker::join).unzip();
        if self.plot.end == End::Drained {
            self.books.wait_until_received(sent.iter().map(|sent| sent.ok.len()).sum());
            senders.clear();
        }
        let (mut received, receivers): (Vec<_>, Vec<_>) =
            self.receivers.into_iter().map(Worker::join).unzip();
        received.push(others());
        let receivers_went = self.plot.end == End::ReceiversGo;
        assert_exactly_once(&sent, &received, receivers_went);
        received.iter().for_each(assert_in_order);
        if receivers_went {
            // What nobody can receive any more is gone, though the senders are there.
            self.books.assert_balanced();
        }
        drop((senders, receivers));
        self.books.assert_balanced();
    }
}

/// A handle of any type, kept to be dropped late; `None` if it went at once.
type Kept = Option<Box<dyn Any + Send>>;

/// A thread or a task under way.
enum Worker<T> {
    Thread(thread::JoinHandle<(T, Kept)>),
    Task(future::JoinHandle<(T, Kept)>),
}

impl<T: Send + 'static> Worker<T> {
    /// A thread that gives its handle back, or drops it with `goes`.
    fn thread<X: Send + 'static>(run: impl FnOnce() -> (T, X) + Send + 'static, goes: bool) -> Self {
        Self::Thread(thread::spawn(move || keep(run(), goes)))
    }

    /// The same for a task.
    fn task<X: Send + 'static>(run: impl Future<Output = (T, X)> + Send + 'static, goes: bool) -> Self {
        Self::Task(future::spawn(async move { keep(run.await, goes) }))
    }

    fn join(self) -> (T, Kept) {
        match self {
            Self::Thread(handle) => handle.join().expect("a thread that ends"),
            Self::Task(handle) => block_on(handle).expect("a task that ends"),
        }
    }
}

fn keep<T, X: Send + 'static>((outcome, handle): (T, X), goes: bool) -> (T, Kept) {
    let kept: Kept = if goes { None } else { Some(Box::new(handle)) };
    (outcome, kept)
}
