//! Steps in order: announced, timed, summed up in a table.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::CommandLine;
use crate::{table, workspace};

/// One step of a run.
#[derive(Debug)]
pub(crate) struct Step {
    name: String,
    action: Action,
}

#[derive(Debug)]
enum Action {
    /// Another program.
    Command(CommandLine),
    /// A check of this program, and the command that runs it alone.
    Check(CommandLine, fn() -> Result<()>),
    /// Nothing, and why.
    NotRun(String),
}

/// What a failure does to the steps after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterFailure {
    Stop,
    GoOn,
}

impl Step {
    pub(crate) fn command(name: impl Into<String>, line: CommandLine) -> Self {
        Self { name: name.into(), action: Action::Command(line) }
    }

    pub(crate) fn check(name: &str, line: CommandLine, check: fn() -> Result<()>) -> Self {
        Self { name: name.to_owned(), action: Action::Check(line, check) }
    }

    /// A step that cannot run here. The first line of `why` goes to the table, too.
    pub(crate) fn not_run(name: impl Into<String>, why: impl Into<String>) -> Self {
        Self { name: name.into(), action: Action::NotRun(why.into()) }
    }

    /// A command where `probe` shows that its tool is there, which `install` gets.
    pub(crate) fn if_there(name: &str, line: CommandLine, probe: &CommandLine, install: &str) -> Self {
        let why = format!("`{line}` needs `{install}`");
        if probe.succeeds(workspace::root()) { Self::command(name, line) } else { Self::not_run(name, why) }
    }

    /// What is announced, and what runs the step alone.
    pub(crate) fn line(&self) -> String {
        match &self.action {
            Action::Command(line) | Action::Check(line, _) => line.to_string(),
            Action::NotRun(why) => format!("NOT RUN: {why}"),
        }
    }

    fn perform(&self) -> Result<()> {
        match &self.action {
            Action::Command(line) => line.run(workspace::root()),
            Action::Check(_, check) => check(),
            Action::NotRun(_) => Ok(()),
        }
    }
}

/// Whether none of `steps` is one that cannot run here.
///
/// # Errors
///
/// When there is such a step: each, with what it needs.
pub(crate) fn all_can_run(steps: &[Step]) -> Result<()> {
    let missing: Vec<String> = steps
        .iter()
        .filter(|step| matches!(step.action, Action::NotRun(_)))
        .map(|step| format!("{}: {}", step.name, step.line()))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "not every step can run here (on Debian, `cargo xtask tools` gets tools that are missing):\n\n{}",
        missing.join("\n")
    )
}

/// Runs `steps` in order and prints a closing table, whatever happened.
///
/// # Errors
///
/// When a step failed, and when none could run.
pub(crate) fn run(steps: &[Step], after_failure: AfterFailure) -> Result<()> {
    let started = Instant::now();
    let total = steps.len();
    let (mut rows, mut failures, mut passed) = (Vec::new(), Vec::new(), 0);
    for (index, step) in steps.iter().enumerate() {
        println!("\n==> [{}/{total}] {}: {}", index + 1, step.name, step.line());
        let before = Instant::now();
        let result = step.perform();
        let took = before.elapsed();
        let outcome = match (&step.action, &result) {
            (_, Err(_)) => "FAILED",
            (Action::NotRun(_), Ok(())) => "NOT RUN",
            (_, Ok(())) => "ok",
        };
        passed += usize::from(outcome == "ok");
        println!("<== {}: {outcome}, {}", step.name, seconds(took));
        rows.push(vec![step.name.clone(), outcome.to_owned(), seconds(took), remark(step)]);
        if let Err(error) = result {
            failures.push(explain(step, &error));
            if after_failure == AfterFailure::Stop {
                break;
            }
        }
    }
    rows.push(vec!["all".to_owned(), String::new(), seconds(started.elapsed()), String::new()]);
    println!("\n{}", table::render(&["step", "outcome", "time", ""], &[2], &rows));
    if !failures.is_empty() {
        bail!("{}", failures.join("\n\n"));
    }
    if passed == 0 {
        bail!("no step could run: each says above what it needs");
    }
    match total - passed {
        0 => println!("All steps passed."),
        count => println!("All steps passed but {count} that could not run; each says above what it needs."),
    }
    Ok(())
}

fn explain(step: &Step, error: &anyhow::Error) -> String {
    format!("the step `{}` failed: {error:#}\n\nTo run it alone:\n  {}", step.name, step.line())
}

fn remark(step: &Step) -> String {
    match &step.action {
        Action::NotRun(why) => why.lines().next().unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use std::mem;
    use std::sync::Mutex;

    use anyhow::ensure;

    use super::*;

    fn line() -> CommandLine {
        CommandLine::cargo(&["xtask", "tidy"])
    }

    #[test]
    fn a_failure_is_told_with_its_command_and_stops_the_run_or_not() {
        static RAN: Mutex<Vec<&str>> = Mutex::new(Vec::new());
        fn note(name: &'static str) -> Result<()> {
            RAN.lock().unwrap().push(name);
            ensure!(name != "second", "broken");
            Ok(())
        }
        let steps = [
            Step::check("a", line(), || note("first")),
            Step::not_run("b", "no such target"),
            Step::check("c", line(), || note("second")),
            Step::check("d", line(), || note("third")),
        ];
        let ran = [&["first", "second"][..], &["first", "second", "third"]];
        for (after_failure, ran) in [AfterFailure::Stop, AfterFailure::GoOn].into_iter().zip(ran) {
            let error = run(&steps, after_failure).unwrap_err().to_string();
            assert_eq!(mem::take(&mut *RAN.lock().unwrap()), ran);
            assert!(error.starts_with("the step `c` failed: broken"), "{error}");
            assert!(error.ends_with("To run it alone:\n  cargo xtask tidy"), "{error}");
        }
    }

    #[test]
    fn a_step_that_cannot_run_here_is_no_failure_unless_it_is_the_only_one() {
        let not_run = || Step::not_run("no_std", "no target\n  get it");
        let steps = [not_run(), Step::check("a", line(), || Ok(()))];
        run(&steps, AfterFailure::Stop).unwrap();
        let error = all_can_run(&steps).unwrap_err().to_string();
        assert!(
            error.contains("no_std: NOT RUN: no target\n  get it") && error.contains("cargo xtask tools"),
            "{error}"
        );
        all_can_run(&steps[1..]).unwrap();
        assert!(run(&[not_run()], AfterFailure::Stop).is_err());
        assert_eq!(not_run().line(), "NOT RUN: no target\n  get it");
        assert_eq!(remark(&not_run()), "no target", "a row of the table is one line");
    }
}
