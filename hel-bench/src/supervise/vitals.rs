//! How things stand on the machine before and after a case: what the reader of a table should know.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::process::{Answer, Worker};
use crate::worker::{Reply, Request};
use crate::{cpu_time, machine};

/// CPU times are told in steps of 10 ms: over less than this, the share of others would be a guess.
const SHORTEST: Duration = Duration::from_millis(200);

/// One look.
#[derive(Clone, Debug)]
pub(super) struct Vitals {
    /// The round trip of a cache line between two CPUs.
    pub(super) cache_line_nanos: Option<f64>,
    /// Used so far by the workers and by this process.
    ours: Option<Duration>,
    /// Used so far by everybody.
    everybodys: Option<Duration>,
    at: Instant,
}

impl Vitals {
    /// Asks the workers and the system; an error when there is no worker to ask.
    pub(super) fn take(limit: Duration, workers: &mut [&mut dyn Worker]) -> Result<Self> {
        let (mut cache_line_nanos, mut ours) = (None, cpu_time::of_this_process().ok());
        for worker in workers {
            let (line, used) = match worker.ask(&Request::Vitals, limit)? {
                Answer::Reply(Reply::Vitals { cache_line_nanos, cpu_time }) => (cache_line_nanos, cpu_time),
                _ => (None, None),
            };
            cache_line_nanos = cache_line_nanos.or(line);
            ours = ours.zip(used).map(|(ours, used)| ours + used);
        }
        Ok(Self { cache_line_nanos, ours, everybodys: cpu_time::of_the_machine(), at: Instant::now() })
    }

    /// The share of the machine's CPU time that others took from `before` until this look, from 0 to 1; none where it is
    /// not known. The same worker has to be at work all the time.
    pub(super) fn foreign_cpu_since(&self, before: &Self) -> Option<f64> {
        share_of_others(
            self.everybodys?.checked_sub(before.everybodys?)?,
            self.ours?.checked_sub(before.ours?)?,
            self.at - before.at,
            machine::all_cpus()?,
        )
    }
}

fn share_of_others(everybodys: Duration, ours: Duration, wall: Duration, cpus: usize) -> Option<f64> {
    let of = wall.as_secs_f64() * cpus as f64;
    let share = everybodys.saturating_sub(ours).as_secs_f64() / of;
    (wall >= SHORTEST).then(|| share.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn others_have_what_is_not_ours_of_all_cpus() {
        for (everybodys, ours, wall, share) in [
            (1500, 1000, 1000, Some(0.25)),
            (990, 1000, 1000, Some(0.0)), // less than we alone used: the clocks are coarse
            (2010, 0, 1000, Some(1.0)),   // more than there is
            (10, 0, 20, None),            // too short to tell
        ] {
            assert_eq!(share_of_others(ms(everybodys), ms(ours), ms(wall), 2), share, "{everybodys} {ours}");
        }
    }
}
