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
pub enum Request {
    /// One run of one subject.
    Run {
        /// The scenario's name.
        scenario: String,
        /// The shape's name.
        shape: String,
        /// The subject's full name.
        subject: String,
        /// What to do.
        load: Load,
    },
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
    use crate::load::PayloadKind;

    fn load(keyed: bool) -> Load {
        Load {
            producers: 2,
            consumers: 2,
            payload: PayloadKind::Trade,
            messages: 10_000,
            trips: 100,
            window: Duration::from_millis(5),
            keyed,
            ..Load::default()
        }
    }

    /// What the instrument says of the planted channel `subject`, in a scenario with threads and in one with tasks.
    fn said_of(subject: &str) -> Vec<String> {
        let run = |scenario, shape| run(scenario, shape, subject, &load(false), &subject::libraries());
        let said = [run("shared", "2x2"), run("tasks", "4x4")].map(|reply| match reply {
            Reply::Failed(why) => why,
            other => panic!("{subject} passed: {other:?}"),
        });
        said.to_vec()
    }

    #[test]
    fn a_whole_run_passes() {
        let reply = run("shared", "2x2", "hel/bounded", &load(false), &subject::libraries());
        assert!(matches!(&reply, Reply::Sample(sample) if sample.len() == 1 && sample[0] > 0.0), "{reply:?}");
    }

    #[test]
    fn one_lost_value_is_caught() {
        assert!(said_of("planted/loss").iter().all(|said| said == "lost 1 of 10000 values"));
    }

    #[test]
    fn one_doubled_value_is_caught() {
        assert!(
            said_of("planted/doubling")
                .iter()
                .all(|said| said == "delivered 1 values more than the 10000 sent")
        );
    }

    #[test]
    fn two_reordered_values_are_caught() {
        // With two consumers, either may get either; only when one gets both can it tell. One consumer is sure.
        let mut load = load(false);
        (load.producers, load.consumers) = (1, 1);
        for (scenario, shape) in
            [("shared", "2x2"), ("tasks", "4x4"), ("mixed", "thread-to-task"), ("mixed", "task-to-thread")]
        {
            let reply = run(scenario, shape, "planted/reordering", &load, &subject::libraries());
            assert!(matches!(&reply, Reply::Failed(why) if why.starts_with("out of order")), "{reply:?}");
        }
    }

    #[test]
    fn a_key_at_two_consumers_is_caught() {
        let reply = run("keyed", "2x2", "planted/key-split", &load(true), &subject::libraries());
        assert!(
            matches!(&reply, Reply::Failed(why) if why.contains("went to more than one consumer")),
            "{reply:?}"
        );
    }

    #[test]
    fn an_unknown_subject_is_no_crash() {
        let reply = run("shared", "2x2", "no/such", &load(false), &subject::libraries());
        assert_eq!(reply, Reply::Failed("there is no no/such in shared/2x2".to_owned()));
    }

    #[test]
    fn requests_and_replies_survive_the_wire() {
        let request = Request::Run {
            scenario: "shared".to_owned(),
            shape: "2x2".to_owned(),
            subject: "hel/bounded".to_owned(),
            load: load(true),
        };
        let line = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<Request>(&line).unwrap(), request);
        let reply = Reply::Vitals { cache_line_nanos: Some(65.5), cpu_time: None };
        let line = serde_json::to_string(&reply).unwrap();
        assert_eq!(serde_json::from_str::<Reply>(&line).unwrap(), reply);
    }
}
