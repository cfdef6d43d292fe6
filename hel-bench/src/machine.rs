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
    git.args([
        "-C",
        env!("CARGO_MANIFEST_DIR"),
        "describe",
        "--always",
        "--dirty",
        "--abbrev=12",
        "--exclude=*",
    ]);
    let output = git.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// A moment after 1970 as `2026-02-28T23:59:59Z`.
fn utc(since_epoch: Duration) -> String {
    const DAY: u64 = 24 * 60 * 60;
    let (mut days, seconds) = (since_epoch.as_secs() / DAY, since_epoch.as_secs() % DAY);
    let mut year = 1970;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_of_month(year, month) {
        days -= days_of_month(year, month);
        month += 1;
    }
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", days + 1)
}

const fn days_of_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

const fn days_of_month(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_as_a_calendar_has_them() {
        let at = |seconds| utc(Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00Z", "every 400 years there is a leap year after all");
        assert_eq!(at(951_868_800), "2000-03-01T00:00:00Z");
        assert_eq!(at(1_000_000_000), "2001-09-09T01:46:40Z");
        assert_eq!(at(1_735_689_599), "2024-12-31T23:59:59Z");
        assert_eq!(at(4_107_542_400), "2100-03-01T00:00:00Z", "2100 is no leap year");
    }

    #[test]
    fn the_cpu_is_named_as_the_kernel_names_it() {
        let text = "processor\t: 0\nmodel name\t: Some CPU: X @ 3 GHz\nmodel name\t: Other\n";
        assert_eq!(model_name(text).as_deref(), Some("Some CPU: X @ 3 GHz"));
        assert_eq!(model_name("processor\t: 0\nBogoMIPS\t: 50\n"), None);
    }

    #[test]
    fn cpus_are_counted_and_their_sum_is_not() {
        assert_eq!(count_cpus("cpu  1 2\ncpu0 1 2\ncpu1 1 2\ncpu10 1 2\nintr 5\n"), Some(3));
        assert_eq!(count_cpus("intr 5\n"), None);
    }

    #[test]
    fn this_machine_has_a_cpu_and_a_compiler() {
        let machine = here_and_now();
        assert!(machine.cpus >= 1);
        assert!(machine.rustc.starts_with("rustc "), "{machine:?}");
        assert!(machine.date.starts_with("20") && machine.date.ends_with('Z'), "{machine:?}");
    }
}
