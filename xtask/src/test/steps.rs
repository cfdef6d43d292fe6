//! Steps in order: announced, timed, stopped at the first failure, summed up in a table.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

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

impl Step {
    pub(crate) fn command(name: impl Into<String>, line: CommandLine) -> Self {
        Self { name: name.into(), action: Action::Command(line) }
    }

    pub(crate) fn check(name: &str, line: CommandLine, check: fn() -> Result<()>) -> Self {
        Self { name: name.to_owned(), action: Action::Check(line, check) }
    }

    pub(crate) fn not_run(name: &str, why: impl Into<String>) -> Self {
        Self { name: name.to_owned(), action: Action::NotRun(why.into()) }
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

/// Runs `steps` in order and prints a closing table, whatever happened.
///
/// # Errors
///
/// At the first step that fails; the later ones do not run.
pub(crate) fn run(steps: Vec<Step>) -> Result<()> {
    let started = Instant::now();
    let total = steps.len();
    let mut rows = Vec::new();
    let mut failure = None;
    for (index, step) in steps.into_iter().enumerate() {
        println!("\n==> [{}/{total}] {}: {}", index + 1, step.name, step.line());
        let before = Instant::now();
        let result = step.perform();
        let took = before.elapsed();
        let outcome = match (&step.action, &result) {
            (_, Err(_)) => "FAILED",
            (Action::NotRun(_), Ok(())) => "NOT RUN",
            (_, Ok(())) => "ok",
        };
        println!("<== {}: {outcome}, {}", step.name, seconds(took));
        rows.push(vec![step.name.clone(), outcome.to_owned(), seconds(took), remark(&step)]);
        if let Err(error) = result {
            failure = Some(explain(&step, &error));
            break;
        }
    }
    rows.push(vec!["all".to_owned(), String::new(), seconds(started.elapsed()), String::new()]);
    println!("\n{}", table::render(&["step", "outcome", "time", ""], &[2], &rows));
    match failure {
        None => {
            println!("All steps passed.");
            Ok(())
        }
        Some(error) => Err(error),
    }
}

fn explain(step: &Step, error: &anyhow::Error) -> anyhow::Error {
    anyhow!("the step `{}` failed: {error:#}\n\nTo run it alone:\n  {}", step.name, step.line())
}

fn remark(step: &Step) -> String {
    match &step.action {
        Action::NotRun(why) => why.clone(),
        _ => String::new(),
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use anyhow::ensure;

    use super::*;

    fn line() -> CommandLine {
        CommandLine::cargo(&["xtask", "tidy"])
    }

    #[test]
    fn a_failure_stops_the_run_and_says_how_to_repeat_it() {
        static RAN: Mutex<Vec<&str>> = Mutex::new(Vec::new());
        fn note(name: &'static str) -> Result<()> {
            RAN.lock().unwrap().push(name);
            ensure!(name != "second", "broken");
            Ok(())
        }
        let error = run(vec![
            Step::check("a", line(), || note("first")),
            Step::not_run("b", "no such target"),
            Step::check("c", line(), || note("second")),
            Step::check("d", line(), || note("third")),
        ])
        .unwrap_err()
        .to_string();
        assert_eq!(*RAN.lock().unwrap(), ["first", "second"]);
        assert!(error.contains("the step `c` failed: broken"), "{error}");
        assert!(error.ends_with("To run it alone:\n  cargo xtask tidy"), "{error}");
    }

    #[test]
    fn a_step_that_cannot_run_here_is_no_failure() {
        run(vec![Step::not_run("no_std", "no target installed")]).unwrap();
        assert_eq!(Step::not_run("no_std", "why").line(), "NOT RUN: why");
    }
}
