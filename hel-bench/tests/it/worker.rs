//! The other process: that it ends when nobody is left to ask it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::time::Duration;

use hel_bench::load::Load;
use hel_bench::worker::{Reply, Request};

use crate::instrument;

/// A worker that has been asked for a run of `messages` values.
fn busy(subject: &str, messages: u64) -> Child {
    let mut command = instrument("--worker");
    let mut worker =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let load = Load { messages, ..Load::default() };
    let [scenario, shape, subject] = ["shared", "2x2", subject].map(str::to_owned);
    let request = serde_json::to_string(&Request::Run { scenario, shape, subject, load }).unwrap();
    writeln!(worker.stdin.as_mut().unwrap(), "{request}").unwrap();
    worker
}

#[test]
fn it_answers_and_ends_with_its_input_or_when_it_understands_nothing() {
    for (more, code) in [("", 0), ("hello\n", 2)] {
        let mut worker = busy("hel/bounded", 1000);
        let mut line = String::new();
        BufReader::new(worker.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let reply: Reply = serde_json::from_str(&line).unwrap();
        assert!(matches!(&reply, Reply::Sample(_)), "{reply:?}");
        let mut requests = worker.stdin.take().unwrap();
        write!(requests, "{more}").unwrap();
        if more.is_empty() {
            drop(requests);
        }
        assert_eq!(worker.wait().unwrap().code(), Some(code));
    }
}

#[test]
fn it_ends_after_a_run_whose_outcome_nobody_hears() {
    let mut worker = busy("hel/bounded", 100_000);
    drop((worker.stdin.take(), worker.stdout.take()));
    worker.wait().unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn it_ends_with_the_one_who_asked_though_a_subject_hangs() {
    let flags = "--scenario spsc/free --subject planted/hang --quick --time-limit 3600";
    let mut supervisor = instrument(flags).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let children = format!("/proc/{0}/task/{0}/children", supervisor.id());
    // The child that is in its run: it has started the threads of one.
    let worker: u32 = await_some(|| {
        let children = std::fs::read_to_string(&children).ok()?;
        let children = children.split_whitespace().filter_map(|child| child.parse().ok());
        let threads =
            |child: &u32| std::fs::read_dir(format!("/proc/{child}/task")).map_or(0, Iterator::count);
        children.into_iter().find(|child| threads(child) > 2)
    });
    supervisor.kill().unwrap();
    supervisor.wait().unwrap();
    await_some(|| {
        let status = std::fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
        (status.is_empty() || status.contains(") Z ")).then_some(())
    });
}

/// What `look` finds, which must be there within ten seconds.
#[cfg(target_os = "linux")]
fn await_some<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let start = std::time::Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "it did not come about");
        std::thread::yield_now();
    }
}
