//! Where figures were measured: what a reader needs to know before comparing them with others.

use std::env::consts;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::affinity;
use crate::report::Machine;

/// This machine, this build and this moment.
pub(crate) fn here_and_now() -> Machine {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Machine {
        cpu: fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| model_name(&text)).unwrap_or_default(),
        cpus: usable_cpus(),
        system: format!("{} {}", consts::OS, consts::ARCH),
        // Of the compiler that built this, not of one that lies about.
        rustc: env!("HEL_BENCH_RUSTC").to_owned(),
        // A program that is carried elsewhere knows its commit from the build.
        commit: commit().or_else(|| option_env!("HEL_BENCH_COMMIT").map(str::to_owned)).unwrap_or_default(),
        date: utc(since_epoch),
    }
}

/// How many CPUs the machine has, whether this process may use them or not. None where the system does not say.
pub(crate) fn all_cpus() -> Option<usize> {
    count_cpus(&fs::read_to_string("/proc/stat").ok()?)
}

fn count_cpus(stat: &str) -> Option<usize> {
    let numbered = |line: &&str| {
        line.strip_prefix("cpu").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    Some(stat.lines().filter(numbered).count()).filter(|count| *count > 0)
}

fn usable_cpus() -> usize {
    match affinity::allowed().len() {
        0 => thread::available_parallelism().map_or(1, usize::from),
        allowed => allowed,
    }
}

fn model_name(cpuinfo: &str) -> Option<String> {
    let value = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(value.trim_start_matches([' ', '\t', ':']).trim().to_owned())
}

/// The commit of the sources that this was built from, if they are still there and git is.
fn commit() -> Option<String> {
    let mut git = Command::new("git");
    // A tag would say less than the commit's hash: none is let through.
    git.args(["-C", env!("CARGO_MANIFEST_DIR")])
        .args("describe --always --dirty --abbrev=12 --exclude=*".split(' '));
    let output = git.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// A moment after 1970 as `2026-02-28T23:59:59Z`.
fn utc(since_epoch: Duration) -> String {
    const DAY: u64 = 24 * 60 * 60;
    let (days, seconds) = (since_epoch.as_secs() / DAY, since_epoch.as_secs() % DAY);
    // In years that begin in March the day that may be missing is the last one. They are counted from March of year 0, in
    // eras of 400 years, which are all of one length; then months of 153 days in five.
    let (era, day) = ((days + 719_468) / 146_097, (days + 719_468) % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = 400 * era + year + u64::from(month >= 10);
    let month = if month < 10 { month + 3 } else { month - 9 };
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_as_a_calendar_has_them() {
        let told = |seconds| utc(Duration::from_secs(seconds));
        assert_eq!([0, 1_000_000_000].map(told), ["1970-01-01T00:00:00Z", "2001-09-09T01:46:40Z"]);
        // Every 400 years there is a leap year after all; 2100 is none.
        assert_eq!([951_782_399, 951_782_400].map(told), ["2000-02-28T23:59:59Z", "2000-02-29T00:00:00Z"]);
        assert_eq!([951_868_800, 4_107_542_400].map(told), ["2000-03-01T00:00:00Z", "2100-03-01T00:00:00Z"]);
        assert_eq!(told(1_735_689_599), "2024-12-31T23:59:59Z");
    }

    #[test]
    fn cpus_are_named_as_the_kernel_names_them_and_their_sum_does_not_count() {
        let text = "processor\t: 0\nmodel name\t: Some CPU: X @ 3 GHz\nmodel name\t: Other\n";
        assert_eq!(model_name(text).as_deref(), Some("Some CPU: X @ 3 GHz"));
        assert_eq!(model_name("processor\t: 0\nBogoMIPS\t: 50\n"), None);
        assert_eq!(count_cpus("cpu  1 2\ncpu0 1 2\ncpu1 1 2\ncpu10 1 2\nintr 5\n"), Some(3));
        assert_eq!(count_cpus("intr 5\n"), None);
    }
}
