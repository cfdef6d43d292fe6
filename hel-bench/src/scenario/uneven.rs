//! Jobs of uneven length that arrive at random: who keeps a short one waiting behind a long one?

use super::paced;
use super::prelude::*;

pub(crate) struct Uneven;

/// Queues from which workers take jobs in any order, or one queue for all.
const JOBS: &[Layout] = &[Layout::Jobs, Layout::Shared];
/// What a job takes; one in a hundred takes a hundred times as long.
const JOB: Duration = Duration::from_micros(5);
const LONG: u64 = 100;

impl Scene for Uneven {
    const SCENARIO: Scenario = Scenario {
        name: "uneven",
        about: "jobs arrive at random; most take their worker 5 us, one in a hundred 0.5 ms: the time from when a job was \
                due until a worker begins it, and the CPU time of the process",
        metrics: paced::METRICS,
        lasts: Lasts::Windows(2.3),
        shapes: &[shape("threads-2x4", Way::Threads, JOBS, "hel/workers").crew(2, 4).offered("", 30_000)],
        ..PLAIN
    };

    fn crew<C: Crew<T>, T: Payload>(load: &Load) -> Measured {
        let (short, long) = (Toil::of(JOB), Toil::of(JOB * LONG as u32));
        paced::paced::<C, T>(load, move |job| {
            let is_long = job.stamp().sequence() % LONG == LONG / 2;
            if is_long { long.work() } else { short.work() }
        })
    }
}
