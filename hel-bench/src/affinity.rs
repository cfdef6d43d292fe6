//! Which CPU a thread runs on.

#[cfg(target_os = "linux")]
use nix::{
    sched::{CpuSet, sched_getaffinity, sched_setaffinity},
    unistd::Pid,
};

use crate::verify::Failure;

/// Two CPUs that this process may use.
///
/// # Errors
///
/// When there are not two, or when this system does not let a thread choose.
pub fn two_cpus() -> Result<[usize; 2], Failure> {
    let allowed = allowed();
    let other_core = |first: usize| {
        let siblings = siblings(first);
        allowed.iter().copied().find(|cpu| *cpu != first && !siblings.contains(cpu))
    };
    // Two threads of one core share its caches: no line would have to travel. Better than nothing all the same.
    let pair =
        allowed.first().and_then(|&first| Some([first, other_core(first).or(allowed.get(1).copied())?]));
    pair.ok_or(Failure::NotHere("this needs two CPUs and a system that lets a thread choose one"))
}

/// A CPU that this process may use: the last, as the system's own work tends to be on the first.
///
/// # Errors
///
/// When this system does not let a thread choose.
pub fn one_cpu() -> Result<usize, Failure> {
    allowed().last().copied().ok_or(Failure::NotHere("this needs a system that lets a thread choose its CPU"))
}

/// The CPUs that are threads of the same core as `cpu`, that one included; none where the system does not say.
fn siblings(cpu: usize) -> Vec<usize> {
    let path = format!("/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list");
    std::fs::read_to_string(path).map(|list| parse(&list)).unwrap_or_default()
}

/// `0,4-5`: numbers and spans of numbers.
fn parse(list: &str) -> Vec<usize> {
    let span = |span: &str| {
        let (from, upto) = span.split_once('-').unwrap_or((span, span));
        Some(from.parse().ok()?..=upto.parse().ok()?)
    };
    list.trim().split(',').filter_map(span).flatten().collect()
}

/// Moves the calling thread to `cpu` for good. Where the system does not allow it, or has no such thing, nothing happens.
#[cfg_attr(not(target_os = "linux"), expect(unused_variables, reason = "no such thing"))]
pub fn pin(cpu: usize) {
    #[cfg(target_os = "linux")]
    {
        let mut set = CpuSet::new();
        let _ = set.set(cpu).and_then(|()| sched_setaffinity(Pid::from_raw(0), &set));
    }
}

/// The CPUs that the calling thread may use, in ascending order; none where the system does not say.
pub fn allowed() -> Vec<usize> {
    #[cfg(target_os = "linux")]
    if let Ok(set) = sched_getaffinity(Pid::from_raw(0)) {
        return (0..CpuSet::count()).filter(|cpu| set.is_set(*cpu).unwrap_or(false)).collect();
    }
    Vec::new()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn lists_of_cpus_are_read_with_their_spans() {
        assert_eq!(parse("0,4-6\n"), [0, 4, 5, 6]);
        assert_eq!(parse("3\n"), [3]);
        assert_eq!(parse("\n"), [0_usize; 0]);
    }

    #[test]
    fn a_pinned_thread_may_use_its_cpu_alone() {
        let last = *allowed().last().unwrap();
        let of_thread = std::thread::spawn(move || {
            pin(last);
            allowed()
        });
        assert_eq!(of_thread.join().unwrap(), [last]);
    }
}
