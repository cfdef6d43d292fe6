//! The instrument as a user starts it: what it prints, what it leaves behind, and how it ends.

mod runs;
mod usage;
#[cfg(unix)]
mod worker;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use hel_bench::report::Report;

/// The program, with `flags` that contain no spaces.
fn instrument(flags: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hel-bench"));
    command.args(flags.split_whitespace()).stdin(Stdio::null());
    command
}

/// What a run of the instrument came to.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the instrument to its end.
fn run(mut command: Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// A folder of a test's own, gone at its end.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Runs the instrument with small loads, and with what `changed` does to its command; the figures are in `new.json`.
    fn measure(&self, flags: &str, changed: impl FnOnce(&mut Command)) -> (Run, Report) {
        let mut command = instrument(&format!("{flags} --quick --messages 1000"));
        let json = self.file("new.json");
        command.arg("--json").arg(&json);
        changed(&mut command);
        let run = run(command);
        let text = fs::read_to_string(&json).unwrap_or_else(|error| panic!("{error}: {run:?}"));
        let report = serde_json::from_str(&text).unwrap();
        (run, report)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind harms nobody, and a panic here would hide the test's own.
        let _ = fs::remove_dir_all(&self.0);
    }
}
