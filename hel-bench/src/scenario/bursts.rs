//! Bursts: many messages at once, then silence.

use std::sync::atomic::{AtomicU64, Ordering};

use super::prelude::*;

pub(crate) struct Bursts;

const EVERY: Duration = Duration::from_millis(10);
const BURST: u64 = 1_000;

impl Scene for Bursts {
    const SCENARIO: Scenario = Scenario {
        name: "bursts",
        about: "4 senders send 1,000 messages together every 10 ms: the time until the last one of a burst is \
                received, of half of the bursts (last) and of all (worst), and the CPU time of the process",
        metrics: &[
            Metric::less("last", "us", 0.0),
            Metric::less("worst", "us", 0.0).minor(),
            Metric::less("CPU", "ms per s", 2.0),
        ],
        lasts: Lasts::Windows(3.1),
        shapes: &[
            shape("threads-4x1", Way::Threads, FAN_IN, "hel/bounded").crew(4, 1),
            shape("threads-4x4", Way::Threads, SHARED, "hel/bounded").crew(4, 4),
            shape("tasks-4x4", Way::Tasks, SHARED, "hel/bounded").crew(4, 4),
        ],
        ..PLAIN
    };

    fn crew<C: Crew<T>, T: Payload>(load: &Load) -> Measured {
        let (txs, rxs) = C::open(load);
        let plan = Plan::new(load);
        let send = |(producer, tx)| C::send_on_time(tx, plan.values(producer));
        let producers = txs.into_iter().enumerate().map(send).collect();
        let receive = |rx| {
            let plan = Arc::clone(&plan);
            C::receive(rx, Received::default, move |received, value| plan.note(value, received))
        };
        let consumers = rxs.into_iter().map(receive).collect();
        let before = cpu_time::of_this_process()?;
        let outcome = C::run::<(), _>(load, producers, consumers)?;
        let used = cpu_time::of_this_process()?.saturating_sub(before);
        let shares = vec![plan.share * plan.received.len() as u64; load.producers];
        let (times, tallies): (Vec<Times>, Vec<Tally>) = outcome.consumers.into_iter().unzip();
        verify::<T>(load, &shares, &tallies)?;
        let times = Times::all(times);
        let cpu = used.as_secs_f64() * 1e3 / outcome.elapsed.as_secs_f64();
        Ok(vec![times.nanos(0.5) / 1e3, times.nanos(1.0) / 1e3, cpu])
    }
}

/// What a consumer got: the times of those bursts whose last message came to it, and all messages.
type Received = (Times, Tally);

struct Plan {
    start: Instant,
    /// Of a producer in each burst.
    share: u64,
    /// By burst: how many messages were received.
    received: Vec<AtomicU64>,
}

impl Plan {
    fn new(load: &Load) -> Arc<Self> {
        let bursts = (load.window * 3).div_duration_f64(EVERY).ceil().max(1.0) as usize;
        let received = (0..bursts).map(|_| AtomicU64::new(0)).collect();
        Arc::new(Self { start: Instant::now() + EVERY / 2, share: BURST / load.producers as u64, received })
    }

    fn due(&self, burst: u64) -> Instant {
        self.start + EVERY * burst as u32
    }

    /// What a producer sends: the first message of each burst when that is due, the others at once.
    fn values<T: Payload>(
        self: &Arc<Self>,
        producer: usize,
    ) -> impl Iterator<Item = (Option<Instant>, T)> + use<T> {
        let plan = Arc::clone(self);
        (0..plan.received.len() as u64).flat_map(move |burst| {
            let (due, first) = (plan.due(burst), burst * plan.share);
            (first..first + plan.share)
                .map(move |number| ((number == first).then_some(due), T::new(Stamp::new(producer, number))))
        })
    }

    #[inline]
    fn note<T: Payload>(&self, value: &T, (times, tally): &mut Received) {
        let burst = value.stamp().sequence() / self.share;
        // Ordering: Relaxed. One of them is the last, whichever.
        let before =
            self.received.get(burst as usize).map_or(0, |count| count.fetch_add(1, Ordering::Relaxed));
        if before + 1 == BURST {
            times.note_since(self.due(burst));
        }
        tally.note(value);
    }
}
