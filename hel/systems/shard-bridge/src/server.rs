//! A nats-server of one's own, in a folder, on a free port.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, thread};

use anyhow::{Context, Result, ensure};

use crate::process::{Child, command};

/// The nats-server of this system: what `NATS_SERVER` names, or the first in PATH and in the folders for system programs.
pub fn find() -> Result<PathBuf> {
    if let Some(path) = env::var_os("NATS_SERVER") {
        return Ok(path.into());
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin", "/usr/local/bin"].map(PathBuf::from));
    folders.map(|folder| folder.join("nats-server")).find(|path| path.is_file()).context(
        "no nats-server was found. `apt-get install nats-server` brings it (Debian, Ubuntu), so does nats.io/download. \
         Where it is not in PATH, name it by the environment variable NATS_SERVER",
    )
}

/// A running nats-server, which is killed when this is dropped.
#[derive(Debug)]
pub struct Server {
    command: Command,
    port: u16,
    child: Child,
}

impl Server {
    /// Starts a server that stores below `folder`, as a child by way of the program `shard_bridge`.
    pub fn start(shard_bridge: &Path, folder: &Path) -> Result<Self> {
        // The system names a free port. Should somebody take it first, the server does not come up.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = command(shard_bridge, &find()?);
        command.args(["-js", "-a", "127.0.0.1", "-p", &port.to_string(), "-sd"]).arg(folder);
        command.arg("-l").arg(folder.join("nats-server.log"));
        let child = spawn(&mut command, port)?;
        Ok(Self { command, port, child })
    }

    /// How it is reached.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Ends it by SIGKILL, and starts it again with what it stored, on the same port.
    pub fn kill_and_restart(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child = spawn(&mut self.command, self.port)?;
        Ok(())
    }
}

/// Starts a server, and waits until it lets clients in: it does when it has recovered what it stored.
fn spawn(command: &mut Command, port: u16) -> Result<Child> {
    let mut child = Child::start(command, None)?;
    let since = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        let up = child.is_running()? && since.elapsed() < Duration::from_secs(10);
        ensure!(up, "nats-server does not come up on port {port}. Does `nats-server -js` by hand say why?");
        thread::sleep(Duration::from_millis(10));
    }
    Ok(child)
}
