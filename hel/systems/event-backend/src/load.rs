//! A client that sends many events over many connections, and measures how long the answers take.
//!
//! Each connection sends a message only after the last one was acknowledged. So a server with full shards slows it down.

use std::fmt;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, value_parser};
use futures_util::{SinkExt, StreamExt};
use hdrhistogram::Histogram;
use indicatif::{HumanCount, ProgressBar};
use tokio::net::TcpStream;
use tokio::select;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::CancellationToken;

use crate::event::{Answer, Event, Kind};

/// How long to wait for answers after Ctrl-C.
const PATIENCE: Duration = Duration::from_secs(1);

/// A client's end of a WebSocket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What to send.
#[derive(Debug, Clone, Copy, Args)]
#[group(skip)]
pub struct Load {
    /// How many events to send
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    pub events: u64,
    /// Over how many connections
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = value_parser!(u64).range(1..=10_000))]
    pub connections: u64,
    /// How many events in a message
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = value_parser!(u64).range(1..=500))]
    pub batch: u64,
}

/// What came of it, on one connection or on all.
#[derive(Debug)]
#[expect(missing_docs, reason = "their names say it")]
pub struct Summary {
    pub sent: u64,
    pub accepted: u64,
    pub refused: u64,
    /// From a message to its acknowledgement, in microseconds.
    latency: Histogram<u64>,
    elapsed: Duration,
}

impl Load {
    /// Sends it all to a server's WebSocket, or what there is time for until `stop`.
    ///
    /// # Errors
    ///
    /// When the server is not there, goes away, or says what a server of this kind does not say.
    pub async fn run(self, url: &str, stop: &CancellationToken, bar: &ProgressBar) -> Result<Summary> {
        let started = Instant::now();
        let mut senders = JoinSet::new();
        for number in 0..self.connections {
            let events = self.events / self.connections + u64::from(number < self.events % self.connections);
            let Some(socket) = stop.run_until_cancelled(connect(url)).await else { break };
            senders.spawn(send(socket?, events, self.batch, stop.clone(), bar.clone()));
        }
        let mut all = Summary::new()?;
        while let Some(ended) = senders.join_next().await {
            let one = ended.context("a sender failed")??;
            all.sent += one.sent;
            all.accepted += one.accepted;
            all.refused += one.refused;
            all.latency.add(&one.latency)?;
        }
        all.elapsed = started.elapsed();
        Ok(all)
    }
}

/// A sender: one message at a time.
async fn send(
    mut socket: Socket,
    mut events: u64,
    batch: u64,
    stop: CancellationToken,
    bar: ProgressBar,
) -> Result<Summary> {
    let mut summary = Summary::new()?;
    while events > 0 && !stop.is_cancelled() {
        let count = events.min(batch);
        events -= count;
        let message = serde_json::to_string(&(events..events + count).map(event).collect::<Vec<_>>())?;
        let started = Instant::now();
        summary.sent += count;
        let exchange = async {
            socket.send(Message::text(message)).await.context("the server went away")?;
            answer(&mut socket).await
        };
        select! {
            answer = exchange => {
                let Answer::Ack { accepted, refused, .. } = answer? else { bail!("no acknowledgement came") };
                summary.accepted += accepted;
                summary.refused += refused;
            }
            () = async { stop.cancelled().await; sleep(PATIENCE).await } => return Ok(summary),
        }
        summary.latency.record(u64::try_from(started.elapsed().as_micros())?)?;
        bar.inc(count);
    }
    _ = socket.close(None).await; // all is answered: a server that is gone by now does not matter
    Ok(summary)
}

/// Opens a WebSocket.
///
/// # Errors
///
/// When there is no server, or it has no place.
pub async fn connect(url: &str) -> Result<Socket> {
    let hint = || format!("cannot connect to {url}: is a server there? `event-backend serve` starts one");
    Ok(connect_async(url).await.with_context(hint)?.0)
}

/// The next message of the server.
///
/// # Errors
///
/// When it ended the connection; with its reason, if it gave one.
pub async fn answer(socket: &mut Socket) -> Result<Answer> {
    match socket.next().await.context("the server went away")?? {
        Message::Text(text) => Ok(serde_json::from_str(&text)?),
        Message::Close(Some(goodbye)) => bail!("{}: {}", u16::from(goodbye.code), goodbye.reason),
        other => bail!("that is no answer: {other:?}"),
    }
}

/// The event of this number: more orders than others, as in life.
fn event(number: u64) -> Event {
    let kind = [Kind::Order, Kind::Payment, Kind::Order, Kind::User, Kind::Order][(number % 5) as usize];
    Event { kind, user: format!("user-{}", number % 97), what: "lamp".into(), amount: NonZeroU32::MIN }
}

impl Summary {
    fn new() -> Result<Self> {
        let latency = Histogram::new(3)?;
        Ok(Self { sent: 0, accepted: 0, refused: 0, latency, elapsed: Duration::ZERO })
    }
}

impl fmt::Display for Summary {
    #[expect(clippy::cast_precision_loss, reason = "it is rounded to one digit")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [sent, accepted, refused] = [self.sent, self.accepted, self.refused].map(HumanCount);
        let rate = self.sent as f64 / self.elapsed.as_secs_f64() / 1e3;
        let [p50, p99, most] = [0.5, 0.99, 1.0].map(|q| self.latency.value_at_quantile(q) as f64 / 1e3);
        writeln!(f, "sent         {sent} events in {:.1?}: {rate:.1} k/s", self.elapsed)?;
        writeln!(f, "answers      {accepted} accepted, {refused} refused")?;
        write!(f, "latency      p50 {p50:.1} ms, p99 {p99:.1} ms, most {most:.1} ms, of an answer")
    }
}
