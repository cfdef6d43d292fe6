//! Child processes, whose reports arrive on a channel, and a folder: they go when the parent ends, whatever ends it.

use std::io::{BufRead, BufReader};
use std::os::unix::process::{CommandExt, parent_id};
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, ensure};
use hel::channel::mpmc;

use crate::report::Report;

/// A command that runs `program` as a child of ours, by way of the command `child` of `shard_bridge`.
pub fn command(shard_bridge: &Path, program: &Path) -> Command {
    let mut command = Command::new(shard_bridge);
    // Its own process group: Ctrl-C is for the parent.
    command.arg("child").arg(process::id().to_string()).arg(program).stdin(Stdio::null()).process_group(0);
    command
}

/// Turns this process into `program`, and asks the system to kill it when its parent dies. Linux alone can do that: elsewhere a
/// demo that is killed, rather than interrupted, leaves its children running.
pub fn become_child(parent: u32, program: &Path, arguments: &[String]) -> Result<()> {
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
    ensure!(parent_id() == parent, "the parent died before it could be watched");
    let error = Command::new(program).args(arguments).exec(); // it returns when it failed
    Err(error).with_context(|| format!("cannot start {}", program.display()))
}

/// Takes the reports of children to the one who watches them.
pub type Reports = mpmc::Sender<Report, 64>;

/// A child, which is killed when this is dropped.
#[derive(Debug)]
pub struct Child(process::Child);

impl Child {
    /// Starts a child. A thread sends its reports, and ends with it: a channel without senders has all that its children told.
    pub fn start(command: &mut Command, reports: Option<Reports>) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stdout.take().context("no stdout")?).lines();
        if let Some(reports) = reports {
            // A child that is killed may leave half a line: it is no report.
            let told = lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok());
            thread::spawn(move || told.map_while(|report| reports.send(report).ok()).for_each(drop));
        }
        Ok(Self(child))
    }

    /// Whether it still runs. A child that failed is an error here.
    pub fn is_running(&mut self) -> Result<bool> {
        let status = self.0.try_wait()?;
        ensure!(status.is_none_or(|status| status.success()), "a process failed, and says why above");
        Ok(status.is_none())
    }

    /// Ends it by SIGKILL, in the middle of whatever it does.
    pub fn kill(&mut self) -> Result<()> {
        Ok(self.0.kill().and_then(|()| self.0.wait()).map(drop)?)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// A folder for a while. A shell removes it when its stdin ends: when this is dropped, or when this process was killed.
#[derive(Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    shell: process::Child,
}

impl Folder {
    /// Makes one where temporary files go.
    pub fn new() -> Result<Self> {
        // Children that are being killed may still write.
        let script = r#"read _; for i in 1 2 3 4 5; do rm -rf "$0" && break; sleep 0.1; done"#;
        let folder = tempfile::Builder::new().prefix("shard-bridge-").tempdir()?;
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).arg(folder.path()).stdin(Stdio::piped()).process_group(0);
        Ok(Self { shell: shell.spawn()?, path: folder.keep() })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = self.shell.wait(); // ends its stdin first
    }
}
