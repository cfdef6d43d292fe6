//! An event server whose parts talk over hel: see the [library](event_backend) for how, and `--help` for what it can do.

use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::{process, thread};

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use event_backend::event::Event;
use event_backend::figures::Figures;
use event_backend::load::Load;
use event_backend::server::{self, Settings};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Takes events over WebSocket, routes them by type, and tells who subscribed.
#[derive(Debug, Parser)]
#[command(name = "event-backend", version, max_term_width = 80, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A server and a load for it in one process, to watch in a browser (the default)
    Demo {
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        load: Load,
    },
    /// The server alone, until Ctrl-C
    Serve(Settings),
    /// Sends events to a server and measures its answers
    Load {
        /// The server's WebSocket
        #[arg(long, default_value = "ws://127.0.0.1:8080/ws")]
        url: String,
        #[command(flatten)]
        load: Load,
    },
}

/// What stands for no command: a free port, and processors that take so much time that shards fill.
const DEMO: [&str; 4] = ["event-backend", "demo", "--addr=127.0.0.1:0", "--work=50us"];

const EXAMPLES: &str = "\
Examples:
  event-backend                            a demo: open the URL that it prints
  event-backend serve --addr 0.0.0.0:8080  a server for the whole network
  event-backend load --events 1000000      a load, from another terminal

A message to ws://ADDR/ws is an event, or an array of events, such as
  {\"type\":\"order\",\"user\":\"ada\",\"what\":\"lamp\",\"amount\":2}
The type is order, payment or user. Each message is acknowledged. For
notifications too, connect to ws://ADDR/ws?subscribe";

#[tokio::main]
async fn main() -> Result<()> {
    let command = Cli::parse().command.or_else(|| Cli::parse_from(DEMO).command).expect("the demo's");
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
        Command::Serve(settings) => {
            let (_, server) = start(settings, stop).await?;
            say(&server.await.context("the server failed")??.to_string())
        }
        Command::Load { url, load } => send(load, &url, &stop).await,
        Command::Demo { settings, load } => {
            let server_stop = CancellationToken::new();
            let (addr, server) = start(settings, server_stop.clone()).await?;
            let sent = send(load, &format!("ws://{addr}/ws"), &stop).await;
            server_stop.cancel();
            say(&server.await.context("the server failed")??.to_string())?;
            sent
        }
    }
}

/// Takes an address, says which, and serves there.
async fn start(
    settings: Settings,
    stop: CancellationToken,
) -> Result<(SocketAddr, JoinHandle<Result<Figures>>)> {
    let (addr, time) = (settings.addr, *settings.work);
    let hint = || format!("cannot listen on {addr}: choose another address by --addr, such as 127.0.0.1:0");
    let listener = TcpListener::bind(addr).await.with_context(hint)?;
    let addr = listener.local_addr()?;
    say(&format!("Open http://{addr} to watch. Ctrl-C drains and ends it, a second one at once."))?;
    // Stands for what a real server does with an event, such as to ask a database.
    let work = move |_: &Event| thread::sleep(time);
    Ok((addr, tokio::spawn(server::serve(listener, settings, work, stop))))
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
