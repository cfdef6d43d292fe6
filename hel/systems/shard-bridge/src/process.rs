//! Child processes: they end with their parent, whatever ends it, and their reports arrive on a channel.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, anyhow, ensure};
use hel::channel::mpmc;

use crate::report::Report;

/// A command that runs `program` as a child of ours, by way of the command `child` of `shard_bridge`.
pub fn command(shard_bridge: &Path, program: &Path) -> Command {
    let mut command = Command::new(shard_bridge);
    // Its own process group: Ctrl-C is for the parent, which ends its children.
    command.arg("child").arg(program).stdin(Stdio::null()).process_group(0);
    command
}

/// Turns this process into `program`, and asks the system to kill it when its parent dies. Linux alone can do that: elsewhere a
/// demo that is killed, rather than interrupted, leaves its children running.
pub fn become_child(program: &Path, arguments: &[String]) -> Result<()> {
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
    let error = Command::new(program).args(arguments).exec(); // it returns when it failed
    Err(error).with_context(|| format!("cannot start {}", program.display()))
}

/// Sends the reports of the children to the one who watches them.
pub type Reports = mpmc::Sender<Report, 64>;

/// A producer or consumer, which is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Ends when the child does, and its sender into the channel with it.
    reader: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts it, and a thread that reads its reports.
    pub fn start(mut command: Command, reports: Reports) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stdout.take().context("no stdout")?).lines();
        let reader = thread::spawn(move || {
            // A child that is killed may leave half a line: it is no report.
            let told = lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok());
            told.map_while(|report| reports.send(report).ok()).for_each(drop);
        });
        Ok(Self { child, reader: Some(reader) })
    }

    /// Whether it still runs. A process that failed is an error here.
    pub fn is_running(&mut self) -> Result<bool> {
        let status = self.child.try_wait()?;
        ensure!(
            status.is_none_or(|status| status.success()),
            "a process of the demo failed, and says why above"
        );
        Ok(status.is_none())
    }

    /// Ends it by SIGKILL, in the middle of whatever it does.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Waits until all is read that it told.
    pub fn join(mut self) -> Result<()> {
        let joined = self.reader.take().map_or(Ok(()), JoinHandle::join);
        joined.map_err(|_| anyhow!("a reader of reports panicked"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
