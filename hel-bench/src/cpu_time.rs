//! CPU time: of this process, and of all others.

use std::time::Duration;

#[cfg(unix)]
use nix::sys::{resource::UsageWho, resource::getrusage, time::TimeVal};

use crate::verify::Failure;

/// The CPU time that this process has used, in user and in system mode.
///
/// # Errors
///
/// When the system does not say.
pub fn of_this_process() -> Result<Duration, Failure> {
    #[cfg(unix)]
    if let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) {
        let micros = |time: TimeVal| {
            Duration::from_secs(time.tv_sec().unsigned_abs())
                + Duration::from_micros(time.tv_usec().unsigned_abs())
        };
        return Ok(micros(usage.user_time()) + micros(usage.system_time()));
    }
    Err(NOT_TOLD)
}

const NOT_TOLD: Failure = Failure::NotHere("this system does not tell the CPU time of a process");

/// What all CPUs together have spent on work since the system started, also on the work of other systems on the same
/// machine where that is known (steal time). In steps of 10 ms. None where the system does not say.
pub fn of_the_machine() -> Option<Duration> {
    parse(&std::fs::read_to_string("/proc/stat").ok()?)
}

/// `cpu  user nice system idle iowait irq softirq steal guest guest_nice`, in hundredths of a second; guest time is
/// part of user time.
fn parse(stat: &str) -> Option<Duration> {
    let fields = stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace();
    let ticks: Vec<u64> = fields.map(|field| field.parse().ok()).collect::<Option<_>>()?;
    let idle = [3, 4];
    let busy: u64 =
        ticks.iter().take(8).enumerate().filter(|(index, _)| !idle.contains(index)).map(|(_, t)| t).sum();
    (ticks.len() >= 8).then(|| Duration::from_millis(busy * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_time_and_guests_do_not_count_twice() {
        let stat = "cpu  10 1 5 1000 200 2 3 4 9 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
        assert_eq!(parse(stat), Some(Duration::from_millis(250)));
        assert_eq!(parse("intr 5"), None);
        assert_eq!(parse("cpu  10 1"), None);
    }
}
