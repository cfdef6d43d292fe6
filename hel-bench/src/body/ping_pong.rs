//! Ping-pong: one value goes there over one channel and back over another, and only then the next.

use std::time::Instant;

use hdrhistogram::Histogram;

use super::crew::runtime;
use crate::ends::{Channel, RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::{Payload, Stamp};
use crate::verify::Failure;

/// The first of every so many round trips are not recorded: they warm up.
const WARM_UP_SHARE: u64 = 10;

/// Round trip times and whether each reply was the value that had been sent.
struct Trips {
    histogram: Histogram<u64>,
    upto: u64,
    next: u64,
    sent: Instant,
}

impl Trips {
    fn new(load: &Load) -> Self {
        let histogram =
            Histogram::new_with_max(60_000_000_000, 3).expect("a minute with three digits is in its range");
        Self { histogram, upto: load.trips, next: 0, sent: Instant::now() }
    }

    /// The value to send next; none at the end.
    fn serve<T: Payload>(&mut self) -> Option<T> {
        if self.next == self.upto {
            return None;
        }
        self.sent = Instant::now();
        Some(T::new(Stamp::new(0, self.next)))
    }

    fn returned<T: Payload>(&mut self, reply: Option<T>) -> Result<(), Failure> {
        let took = self.sent.elapsed();
        let sent = Stamp::new(0, self.next);
        match reply {
            None => return Err(Failure::EndedEarly),
            Some(reply) if reply.stamp() != sent => {
                return Err(Failure::WrongReply { received: reply.stamp(), sent });
            }
            Some(_) => {}
        }
        if self.next >= self.upto / WARM_UP_SHARE {
            let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
            self.histogram.saturating_record(nanos);
        }
        self.next += 1;
        Ok(())
    }

    /// The median, and the times that one in a hundred and one in a thousand exceed, in nanoseconds; if nothing more came
    /// when the sender was gone.
    fn end<T: Payload>(&self, further: Option<T>) -> Result<Sample, Failure> {
        match further {
            Some(_) => Err(Failure::Doubled { values: 1, of: self.upto }),
            None => Ok([0.5, 0.99, 0.999].map(|q| self.histogram.value_at_quantile(q) as f64).to_vec()),
        }
    }
}

/// Two threads.
///
/// # Errors
///
/// When a reply is not the value that was sent.
pub fn ping_pong_threads<C, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    C: Channel + SendBlocking + RecvBlocking,
{
    let (there, back) = (C::channel::<T, CAP>(), C::channel::<T, CAP>());
    let echo = std::thread::spawn(move || reply_all::<C, C, T, CAP>(there.1, back.0));
    let sample = serve_all::<C, C, T, CAP>(load, there.0, back.1);
    echo.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    sample
}

/// Two tasks of one runtime.
///
/// # Errors
///
/// As [`ping_pong_threads`].
///
/// # Panics
///
/// When a task does.
pub fn ping_pong_tasks<C, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    C: Channel + SendAsync + RecvAsync,
{
    let (there, back) = (C::channel::<T, CAP>(), C::channel::<T, CAP>());
    let load = load.clone();
    runtime().block_on(async {
        let echo = tokio::spawn(reply_all_async::<C, C, T, CAP>(there.1, back.0));
        let serve =
            tokio::spawn(async move { serve_all_async::<C, C, T, CAP>(&load, there.0, back.1).await });
        let sample = serve.await.expect("the serving task panicked");
        echo.await.expect("the replying task panicked");
        sample
    })
}

/// A thread serves, a task replies.
///
/// # Errors
///
/// As [`ping_pong_threads`].
///
/// # Panics
///
/// When the task does.
pub fn ping_pong_across<There, Back, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
where
    There: Channel + SendBlocking + RecvAsync,
    Back: Channel + SendAsync + RecvBlocking,
{
    let (there, back) = (There::channel::<T, CAP>(), Back::channel::<T, CAP>());
    let echo = runtime().spawn(reply_all_async::<There, Back, T, CAP>(there.1, back.0));
    let sample = serve_all::<There, Back, T, CAP>(load, there.0, back.1);
    runtime().block_on(echo).expect("the replying task panicked");
    sample
}

fn serve_all<There: SendBlocking, Back: RecvBlocking, T: Payload, const CAP: usize>(
    load: &Load,
    mut tx: There::Tx<T, CAP>,
    mut rx: Back::Rx<T, CAP>,
) -> Result<Sample, Failure> {
    let mut trips = Trips::new(load);
    while let Some(value) = trips.serve::<T>() {
        There::send(&mut tx, value).map_err(|_| Failure::EndedEarly)?;
        trips.returned(Back::recv(&mut rx))?;
    }
    drop(tx);
    trips.end(Back::recv(&mut rx))
}

async fn serve_all_async<There: SendAsync, Back: RecvAsync, T: Payload, const CAP: usize>(
    load: &Load,
    mut tx: There::Tx<T, CAP>,
    mut rx: Back::Rx<T, CAP>,
) -> Result<Sample, Failure> {
    let mut trips = Trips::new(load);
    while let Some(value) = trips.serve::<T>() {
        There::send_async(&mut tx, value).await.map_err(|_| Failure::EndedEarly)?;
        trips.returned(Back::recv_async(&mut rx).await)?;
    }
    drop(tx);
    trips.end(Back::recv_async(&mut rx).await)
}

fn reply_all<There: RecvBlocking, Back: SendBlocking, T: Payload, const CAP: usize>(
    mut rx: There::Rx<T, CAP>,
    mut tx: Back::Tx<T, CAP>,
) {
    while let Some(value) = There::recv(&mut rx) {
        if Back::send(&mut tx, value).is_err() {
            break;
        }
    }
}

async fn reply_all_async<There: RecvAsync, Back: SendAsync, T: Payload, const CAP: usize>(
    mut rx: There::Rx<T, CAP>,
    mut tx: Back::Tx<T, CAP>,
) {
    while let Some(value) = There::recv_async(&mut rx).await {
        if Back::send_async(&mut tx, value).await.is_err() {
            break;
        }
    }
}
