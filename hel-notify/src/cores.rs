//! How many cores the process may use.
//!
//! The system answers for the thread that asks, and a pinned thread has one core. How the process waits must not depend on
//! which thread waits first, so the cores of the main thread count too. A quota (cgroup) below the caller's number of cores
//! limits the result; a pinned caller cannot see one.

use std::num::NonZero;
use std::sync::OnceLock;
use std::thread;

/// The number of cores. Asked once per process: the answer takes system calls.
pub(crate) fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(count)
}

fn count() -> usize {
    let available = thread::available_parallelism().map_or(2, NonZero::get);
    affinity().map_or(available, |(own, all)| of_process(available, own, all))
}

/// `available` is what the caller may use of its `own` cores; `all` are the main thread's and its own together.
fn of_process(available: usize, own: usize, all: usize) -> usize {
    if available < own { available } else { all }
}

/// How many cores the calling thread may run on, and how many it and the main thread may run on together.
#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
fn affinity() -> Option<(usize, usize)> {
    use rustix::thread::{CpuSet, Pid, sched_getaffinity};

    // The main thread has the number of the process.
    let main = i32::try_from(std::process::id()).ok().and_then(Pid::from_raw)?;
    let (own, main) = (sched_getaffinity(None).ok()?, sched_getaffinity(Some(main)).ok()?);
    let of_main_alone = (0..CpuSet::MAX_CPU).filter(|&core| main.is_set(core) && !own.is_set(core)).count();
    let own = own.count() as usize;
    Some((own, own + of_main_alone))
}

#[cfg(any(miri, not(any(target_os = "linux", target_os = "android"))))]
fn affinity() -> Option<(usize, usize)> {
    None
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_thread_does_not_make_the_process_small_and_a_quota_does() {
        assert_eq!(of_process(1, 1, 16), 16, "the thread that asks is pinned");
        assert_eq!(of_process(16, 16, 16), 16);
        assert_eq!(of_process(2, 16, 16), 2, "16 cores, a quota of 2");
    }

    #[test]
    fn a_thread_that_may_run_where_the_process_may_has_its_cores() {
        let available = thread::available_parallelism().map_or(2, NonZero::get);
        assert_eq!((count(), cores()), (available, available));
    }

    #[test]
    #[cfg(all(target_os = "linux", not(miri)))]
    fn a_pinned_thread_that_asks_first_finds_the_cores_of_the_process() {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

        let of_process = count();
        let pinned = thread::spawn(|| {
            let mine = sched_getaffinity(None).unwrap();
            let first = (0..CpuSet::MAX_CPU).find(|&core| mine.is_set(core)).unwrap();
            let mut one = CpuSet::new();
            one.set(first);
            sched_setaffinity(None, &one).unwrap();
            (thread::available_parallelism().unwrap().get(), count())
        });
        let (available, found) = pinned.join().unwrap();
        assert_eq!(available, 1);
        assert!(found >= of_process, "{found} of {of_process} cores"); // more where a quota limits the other answer
    }
}
