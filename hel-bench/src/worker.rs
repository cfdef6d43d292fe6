//! The process that measures: it does one run at a time, when asked, and nothing else.
//!
//! The process that asks ([`Request`], a line of JSON each) shows the progress and minds the clock. It sleeps while this
//! one works, and can end it when a subject hangs. Answers are [`Reply`]s, a line each.

use std::io::{self, BufRead, Write};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::catalog::Library;
use crate::load::{Load, Sample};
use crate::scenario::{Case, SCENARIOS};
use crate::verify::Failure;
use crate::{cache_line, cpu_time, subject};

/// What the worker is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields' names say it")]
pub enum Request {
    /// One run of one subject.
    Run { scenario: String, shape: String, subject: String, load: Load },
    /// How things stand on this machine right now.
    Vitals,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The run's figures.
    Sample(Sample),
    /// The run does not count, and why.
    Failed(String),
    /// It cannot be run on this machine, and why.
    NotHere(String),
    /// How things stand.
    Vitals {
        /// The round trip of a cache line between two CPUs, where it can be measured.
        cache_line_nanos: Option<f64>,
        /// The CPU time that the worker has used so far, where the system tells.
        cpu_time: Option<Duration>,
    },
    /// The worker is about to end because a subject panicked, with this message.
    Panicked(String),
}

/// Answers requests until there are no more.
///
/// # Errors
///
/// When a line cannot be read, understood or written.
pub fn serve() -> io::Result<()> {
    end_with_the_one_who_asks();
    end_with_the_first_panic();
    let libraries = subject::libraries();
    for line in io::stdin().lock().lines() {
        let request = serde_json::from_str(&line?)?;
        write(&answer(request, &libraries))?;
    }
    Ok(())
}

fn write(reply: &Reply) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(reply)?)?;
    out.flush()
}

/// Who asks may be killed while a subject hangs: then nobody is left to end this process.
#[cfg(target_os = "linux")]
fn end_with_the_one_who_asks() {
    use nix::sys::{prctl::set_pdeathsig, signal::Signal};
    // Where it is not allowed, a run that hangs has to be ended by hand.
    let _ = set_pdeathsig(Signal::SIGKILL);
}

/// On this system, a run that hangs when nobody asks any more has to be ended by hand.
#[cfg(not(target_os = "linux"))]
fn end_with_the_one_who_asks() {}

/// A thread that panics in a run leaves the others waiting for it: better to end at once, and to say why.
fn end_with_the_first_panic() {
    std::panic::set_hook(Box::new(|panic| {
        // Nobody is left to tell when this fails; the exit code says the rest.
        let _ = write(&Reply::Panicked(panic.to_string()));
        std::process::exit(101);
    }));
}

fn answer(request: Request, libraries: &[Library]) -> Reply {
    match request {
        Request::Run { scenario, shape, subject, load } => run(&scenario, &shape, &subject, &load, libraries),
        Request::Vitals => Reply::Vitals {
            cache_line_nanos: cache_line::round_trip_nanos(),
            cpu_time: cpu_time::of_this_process().ok(),
        },
    }
}

/// Runs the subject with that name as the case has it.
pub fn run(scenario: &str, shape: &str, subject: &str, load: &Load, libraries: &[Library]) -> Reply {
    #[cfg(hel_wait_sweep)]
    subject::shapes::apply(subject);
    let case = SCENARIOS.iter().filter(|known| known.name == scenario).find_map(|scenario| {
        let shape = scenario.shapes.iter().find(|known| known.name == shape)?;
        Some(Case { scenario, shape, load: load.clone() })
    });
    let cells = case.map(|case| case.cells(libraries)).unwrap_or_default();
    match cells.into_iter().find(|cell| cell.subject == subject).map(|cell| cell.run) {
        None => Reply::Failed(format!("there is no {subject} in {scenario}/{shape}")),
        Some(Err(reason)) => Reply::NotHere(reason.to_owned()),
        Some(Ok(runner)) => match runner(load) {
            Ok(sample) => Reply::Sample(sample),
            Err(Failure::NotHere(why)) => Reply::NotHere(why.to_owned()),
            Err(failure) => Reply::Failed(failure.to_string()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_subject_is_no_crash() {
        let reply = run("shared", "2x2", "no/such", &Load::ONE, &subject::libraries());
        assert_eq!(reply, Reply::Failed("there is no no/such in shared/2x2".to_owned()));
    }

    #[test]
    fn an_error_is_caught_whichever_side_the_tasks_are_on() {
        for (scenario, shape) in [("tasks", "4x4"), ("mixed", "thread-to-task"), ("mixed", "task-to-thread")]
        {
            let extra = u64::from(shape == "task-to-thread");
            let load = Load { messages: 10_000, extra, ..Load::ONE };
            let reply = run(scenario, shape, "planted/reordering", &load, &subject::libraries());
            assert!(matches!(&reply, Reply::Failed(why) if why.starts_with("out of order")), "{reply:?}");
        }
    }
}
