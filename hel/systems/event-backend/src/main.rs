//! An event server whose parts talk over hel: see the [library](event_backend) for how, and `--help` for what it can do.

mod cli;

use std::io::{self, ErrorKind, Write};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use event_backend::load::Load;
use event_backend::server::{Server, Settings};
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use crate::cli::{Cli, Command};

#[tokio::main]
async fn main() -> Result<()> {
    let command = Cli::parse().command();
    let stop = CancellationToken::new();
    let interrupted = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            interrupted.cancel();
        }
    });
    match command {
        Command::Serve(serve) => {
            let totals = start(serve, stop).await?.run().await?;
            say(&totals.to_string())
        }
        Command::Load { url, load } => send(load, &url, &stop).await,
        Command::Demo { serve, load } => {
            let server_stop = CancellationToken::new();
            let server = start(serve, server_stop.clone()).await?;
            let url = format!("ws://{}/ws", server.addr);
            let server = tokio::spawn(server.run());
            let sent = send(load, &url, &stop).await;
            server_stop.cancel();
            let totals = server.await.context("the server failed")??;
            sent?;
            say(&totals.to_string())
        }
    }
}

/// Starts a server, and says where.
async fn start(settings: Settings, stop: CancellationToken) -> Result<Server> {
    let server = Server::bind(settings, stop).await?;
    say(&format!("Open http://{} to watch. Ctrl-C ends it.", server.addr))?;
    Ok(server)
}

/// Sends a load, and says what came of it.
async fn send(load: Load, url: &str, stop: &CancellationToken) -> Result<()> {
    let style = "{bar:30} {human_pos} of {human_len} events, {per_sec}, {eta} left";
    let bar = ProgressBar::new(load.events).with_style(ProgressStyle::with_template(style)?);
    let summary = load.run(url, stop, &bar).await;
    bar.finish_and_clear();
    let summary = summary?;
    say(&summary.to_string())?;
    let answered = summary.accepted.get() + summary.refused.get();
    ensure!(summary.sent.get() == answered, "there is no answer for some of the events");
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
