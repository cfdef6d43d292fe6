//! An event server whose parts talk over hel: see the [library](event_backend) for how, and `--help` for what it can do.

mod cli;

use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::process;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use event_backend::load::Load;
use event_backend::server;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::cli::{Cli, Command};

#[tokio::main]
async fn main() -> Result<()> {
    let command = Cli::parse().command();
    let stop = CancellationToken::new();
    let interrupted = stop.clone();
    ctrlc::set_handler(move || {
        if interrupted.is_cancelled() {
            process::exit(130); // asked for again: somebody has no time for the rest
        }
        interrupted.cancel();
    })
    .context("cannot listen for Ctrl-C")?;
    match command {
        Command::Serve(serve) => {
            let listener = listen(serve.addr).await?;
            say(&server::serve(listener, serve, stop).await?.to_string())
        }
        Command::Load { url, load } => send(load, &url, &stop).await,
        Command::Demo { serve, load } => {
            let server_stop = CancellationToken::new();
            let listener = listen(serve.addr).await?;
            let url = format!("ws://{}/ws", listener.local_addr()?);
            let server = tokio::spawn(server::serve(listener, serve, server_stop.clone()));
            let sent = send(load, &url, &stop).await;
            server_stop.cancel();
            let totals = server.await.context("the server failed")??;
            sent?;
            say(&totals.to_string())
        }
    }
}

/// Takes an address, and says which.
async fn listen(addr: SocketAddr) -> Result<TcpListener> {
    let hint = || format!("cannot listen on {addr}: choose another address by --addr, such as 127.0.0.1:0");
    let listener = TcpListener::bind(addr).await.with_context(hint)?;
    let addr = listener.local_addr()?;
    say(&format!("Open http://{addr} to watch. Ctrl-C drains and ends it, a second one at once."))?;
    Ok(listener)
}

/// Sends a load, and says what came of it.
async fn send(load: Load, url: &str, stop: &CancellationToken) -> Result<()> {
    let style = "{bar:30} {human_pos} of {human_len} events, {per_sec}, {eta} left";
    let bar = ProgressBar::new(load.events).with_style(ProgressStyle::with_template(style)?);
    let summary = load.run(url, stop, &bar).await;
    bar.finish_and_clear();
    let summary = summary?;
    say(&summary.to_string())?;
    ensure!(summary.sent == summary.accepted + summary.refused, "there is no answer for some of the events");
    Ok(())
}

/// Prints lines. Whoever read them, as `head` does, may have seen enough.
fn say(lines: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{lines}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to the standard output"),
    }
}
