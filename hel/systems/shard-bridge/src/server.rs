//! A nats-server of one's own, in a folder, on a free port.

use std::env;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::process;

/// What to do when there is no nats-server.
pub const HOW_TO_GET: &str = "`apt-get install nats-server` brings it (Debian, Ubuntu), so does nats.io/download. \
     Where it is not in PATH, name it by the environment variable NATS_SERVER";

/// The nats-server of this system: what `NATS_SERVER` names, or the first in PATH and in the folders for system programs.
pub fn find() -> Result<PathBuf> {
    if let Some(path) = env::var_os("NATS_SERVER").map(PathBuf::from) {
        ensure!(path.is_file(), "NATS_SERVER names {}, which is no file", path.display());
        return Ok(path);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin", "/usr/local/bin"].map(PathBuf::from));
    let found = folders.map(|folder| folder.join("nats-server")).find(|path| path.is_file());
    found.with_context(|| format!("no nats-server was found. {HOW_TO_GET}"))
}

/// A running nats-server, which is killed when this is dropped.
#[derive(Debug)]
pub struct Server {
    shard_bridge: PathBuf,
    folder: PathBuf,
    port: u16,
    child: Child,
}

impl Server {
    /// Starts a server that stores below `folder`, as a child by way of the program `shard_bridge`.
    pub fn start(shard_bridge: &Path, folder: &Path) -> Result<Self> {
        // The system names a free port. Should somebody take it before the server does, the server does not come up.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let child = spawn(shard_bridge, folder, port)?;
        Ok(Self { shard_bridge: shard_bridge.into(), folder: folder.into(), port, child })
    }

    /// How it is reached.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Ends it by SIGKILL, in the middle of whatever it does.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts it again after [`kill`](Self::kill), with what it stored, on the same port.
    pub fn restart(&mut self) -> Result<()> {
        self.child = spawn(&self.shard_bridge, &self.folder, self.port)?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// Starts a server, and waits until it lets clients in: it does when it has recovered what it stored.
fn spawn(shard_bridge: &Path, folder: &Path, port: u16) -> Result<Child> {
    let mut command = process::command(shard_bridge, &find()?);
    command
        .args(["--jetstream", "--addr", "127.0.0.1", "--port", &port.to_string(), "--store_dir"])
        .arg(folder);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let since = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if child.try_wait()?.is_some() || since.elapsed() > Duration::from_secs(10) {
            child.kill()?;
            bail!("nats-server does not come up on port {port}. Does `nats-server -js` by hand say why?");
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(child)
}
