//! One run of a program under a time limit.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Passed,
    Failed(ExitStatus),
    /// Killed at the limit.
    Hang,
}

/// Between two looks at a running program: short against a test binary's time, long against a look.
const LOOK: Duration = Duration::from_millis(5);

/// Runs `command` for at most `limit`; all its output goes to the file `log`, so that a hang leaves what it said.
///
/// # Errors
///
/// When the program cannot be started or watched, or the file cannot be written.
pub(crate) fn run(mut command: Command, limit: Duration, log: &Path) -> Result<End> {
    let writing = || format!("{} cannot be written", log.display());
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(writing)?;
    }
    let output = File::create(log).with_context(writing)?;
    let errors = output.try_clone().with_context(writing)?;
    command.stdin(Stdio::null()).stdout(output).stderr(errors);

    let started = Instant::now();
    let mut child = command.spawn().with_context(|| format!("{command:?} cannot be started"))?;
    watch(&mut child, started, limit)
}

fn watch(child: &mut Child, started: Instant, limit: Duration) -> Result<End> {
    loop {
        if let Some(status) = child.try_wait().context("the test binary cannot be watched")? {
            return Ok(if status.success() { End::Passed } else { End::Failed(status) });
        }
        if started.elapsed() >= limit {
            child.kill().context("the hanging test binary cannot be killed")?;
            child.wait().context("the killed test binary cannot be waited for")?;
            return Ok(End::Hang);
        }
        thread::sleep(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::CommandLine;
    use crate::workspace;

    /// `cargo` with `args` under `limit`; the name keeps the logs of tests apart.
    fn watched(name: &str, args: &[&str], limit: Duration) -> (End, String) {
        let log = std::env::temp_dir().join(format!("xtask-watchdog-{}-{name}.log", std::process::id()));
        let command = CommandLine::cargo(args).command(workspace::root());
        let run = run(command, limit, &log).unwrap();
        let text = fs::read_to_string(&log).unwrap();
        fs::remove_file(&log).unwrap();
        (run, text)
    }

    #[test]
    fn a_good_run_passes_and_leaves_its_words() {
        let (end, text) = watched("good", &["--version"], Duration::from_secs(300));
        assert_eq!(end, End::Passed);
        assert!(text.starts_with("cargo "), "{text}");
    }

    #[test]
    fn a_bad_run_fails_and_leaves_its_words() {
        let (end, text) = watched("bad", &["no-such-subcommand"], Duration::from_secs(300));
        assert!(matches!(end, End::Failed(_)));
        assert!(text.contains("no-such-subcommand"), "{text}");
    }

    const HANG: &str = "XTASK_WATCHDOG_HANG";

    /// No test of its own: the program that the next test watches.
    #[test]
    fn hangs_when_told_to() {
        while std::env::var_os(HANG).is_some() {
            thread::park();
        }
    }

    #[test]
    fn a_run_past_the_limit_is_killed() {
        let log = std::env::temp_dir().join(format!("xtask-watchdog-{}-hang.log", std::process::id()));
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "test::watchdog::tests::hangs_when_told_to"]).env(HANG, "1");
        let limit = Duration::from_millis(100);
        let run = run(command, limit, &log).unwrap();
        fs::remove_file(&log).unwrap();
        assert_eq!(run, End::Hang);
    }
}
