//! What a channel takes: bytes while it is there, and time to make and drop it.

use super::prelude::*;
use crate::allocator;

pub(crate) struct Memory;

/// What `extra` says where it is no number of slots: so many channels of one slot, all there at once.
const IDLE: usize = 100_000;

impl Scene for Memory {
    const SCENARIO: Scenario = Scenario {
        name: "memory",
        about: "a channel of u64 with 1, 64 or 1,024 slots, through which one value went: the bytes that it has \
                allocated, and the time to make and drop it; and the same, for each, of 100,000 idle channels of one \
                slot",
        metrics: &[Metric::less("bytes", "B", 0.0), Metric::less("time", "ns", 0.0)],
        lasts: Lasts::Trips(500.0),
        shapes: &[
            shape("1", Way::Make, LANES, "hel/spsc").extra(1),
            shape("64", Way::Make, LANES, "hel/spsc").extra(64),
            shape("1024", Way::Make, LANES, "hel/spsc").extra(1_024),
            shape("idle", Way::Make, LANES, "hel/spsc").about("100,000 of them").extra(IDLE as u64),
        ],
        ..PLAIN
    };

    fn make<C, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        C: Channel + SendBlocking + RecvBlocking,
    {
        let times = (load.trips / 10).max(1);
        match load.extra as usize {
            64 => one::<C, T, 64>(times),
            1_024 => one::<C, T, 1_024>(times),
            1 => one::<C, T, 1>(times),
            // A short run has fewer: what one takes does not depend on it.
            _ => idle::<C, T>(IDLE.min(load.trips as usize * 4)),
        }
    }
}

/// One channel: its bytes, and the time of making and dropping it, on average over so many times.
fn one<C, T: Payload, const CAP: usize>(times: u64) -> Measured
where
    C: Channel + SendBlocking + RecvBlocking,
{
    // A value goes through it, so that what a channel makes late is there too.
    let (bytes, used) = allocator::bytes_of(|| {
        let ((mut tx, mut rx), stamp) = (C::channel::<T, CAP>(), Stamp::new(0, 0));
        C::send(&mut tx, T::new(stamp)).map_err(|_| Failure::EndedEarly)?;
        C::recv(&mut rx).ok_or(Failure::EndedEarly)?.check(stamp)?;
        Ok::<_, Failure>((tx, rx))
    })?;
    drop(used?);
    let start = Instant::now();
    for _ in 0..times {
        drop(C::channel::<T, CAP>());
    }
    Ok(vec![bytes as f64, nanos(start.elapsed(), times)])
}

/// So many idle channels: for each, its bytes, and the time of making and dropping it.
fn idle<C, T: Payload>(count: usize) -> Measured
where
    C: Channel + SendBlocking + RecvBlocking,
{
    let start = Instant::now();
    let (bytes, channels) =
        allocator::bytes_of(|| (0..count).map(|_| C::channel::<T, 1>()).collect::<Vec<_>>())?;
    drop(channels);
    Ok(vec![bytes as f64 / count as f64, nanos(start.elapsed(), count as u64)])
}

fn nanos(time: Duration, count: u64) -> f64 {
    time.as_secs_f64() * 1e9 / count as f64
}
