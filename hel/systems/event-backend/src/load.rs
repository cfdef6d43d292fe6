//! A client that sends many events over many connections, and measures how long the answers take.
//!
//! Each connection sends a message, waits for its acknowledgement, and sends the next. So a server with full shards slows it
//! down, and there is never more on the way than a message for each connection.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, value_parser};
use futures_util::{SinkExt, StreamExt};
use hdrhistogram::Histogram;
use indicatif::{HumanCount, ProgressBar};
use prometheus_client::metrics::counter::Counter;
use tokio::net::TcpStream;
use tokio::select;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::CancellationToken;

use crate::event::{Answer, Event, Kind};

/// How long to wait for an answer after Ctrl-C, and for notifications after the last answer.
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
    /// One more connection subscribes to everything
    #[arg(long)]
    pub subscribe: bool,
}

/// What came of it. Clones share their counters.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Events that were sent.
    pub sent: Counter,
    /// Events that the server took.
    pub accepted: Counter,
    /// Events that it refused.
    pub refused: Counter,
    /// Notifications that the subscriber heard.
    pub heard: Counter,
    /// From a message to its acknowledgement, in microseconds.
    latency: Arc<Mutex<Histogram<u64>>>,
    elapsed: Duration,
}

impl Load {
    /// Sends it all to a server's WebSocket, or what there is time for until `stop`.
    ///
    /// # Errors
    ///
    /// When the server is not there, goes away, or says what a server of this kind does not say.
    pub async fn run(self, url: &str, stop: &CancellationToken, bar: &ProgressBar) -> Result<Summary> {
        let mut summary = Summary::new()?;
        let mut subscriber = JoinSet::new();
        if self.subscribe {
            let socket = connect(&format!("{url}?subscribe={}", Kind::NAMES.join(","))).await?;
            subscriber.spawn(listen(socket, self.events, summary.heard.clone()));
        }
        let started = Instant::now();
        let mut senders = JoinSet::new();
        for number in 0..self.connections {
            let events = self.events / self.connections + u64::from(number < self.events % self.connections);
            let (socket, stop, bar) = (connect(url).await?, stop.clone(), bar.clone());
            senders.spawn(send(socket, events, self.batch, summary.clone(), stop, bar));
        }
        while let Some(ended) = senders.join_next().await {
            ended.context("a sender failed")??;
        }
        summary.elapsed = started.elapsed();
        if !stop.is_cancelled() {
            _ = timeout(PATIENCE, subscriber.join_next()).await;
        }
        Ok(summary)
    }
}

/// A sender: one message at a time.
async fn send(
    mut socket: Socket,
    mut events: u64,
    batch: u64,
    summary: Summary,
    stop: CancellationToken,
    bar: ProgressBar,
) -> Result<()> {
    while events > 0 && !stop.is_cancelled() {
        let count = events.min(batch);
        events -= count;
        let message = serde_json::to_string(&(events..events + count).map(event).collect::<Vec<_>>())?;
        let started = Instant::now();
        socket.send(Message::text(message)).await.context("the server went away")?;
        summary.sent.inc_by(count);
        select! {
            answer = answer(&mut socket) => {
                let Answer::Ack { accepted, refused, .. } = answer? else { bail!("no acknowledgement came") };
                summary.accepted.inc_by(accepted);
                summary.refused.inc_by(refused);
            }
            () = async { stop.cancelled().await; sleep(PATIENCE).await } => break,
        }
        let latency = u64::try_from(started.elapsed().as_micros())?;
        summary.latency.lock().unwrap_or_else(PoisonError::into_inner).record(latency)?;
        bar.inc(count);
    }
    _ = timeout(PATIENCE, socket.close(None)).await;
    Ok(())
}

/// A subscriber: counts until it heard of all events, or was cut off.
async fn listen(mut socket: Socket, events: u64, heard: Counter) {
    while heard.get() < events
        && let Ok(Answer::Notifications { items }) = answer(&mut socket).await
    {
        heard.inc_by(items.len() as u64);
    }
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
    loop {
        match socket.next().await.context("the server went away")?? {
            Message::Text(text) => return Ok(serde_json::from_str(&text)?),
            Message::Close(Some(goodbye)) => bail!("{}: {}", u16::from(goodbye.code), goodbye.reason),
            _ => {}
        }
    }
}

/// The event of this number: more orders than others, as in life.
fn event(number: u64) -> Event {
    let kind = [Kind::Order, Kind::Payment, Kind::Order, Kind::User, Kind::Order][(number % 5) as usize];
    Event { kind, user: format!("user-{}", number % 97), what: "lamp".into(), amount: number % 4 + 1 }
}

impl Summary {
    fn new() -> Result<Self> {
        let latency = Arc::new(Mutex::new(Histogram::new(3)?));
        let [sent, accepted, refused, heard] = [(); 4].map(|()| Counter::default());
        Ok(Self { sent, accepted, refused, heard, latency, elapsed: Duration::ZERO })
    }
}

impl fmt::Display for Summary {
    #[expect(clippy::cast_precision_loss, reason = "it is rounded to one digit")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [sent, accepted, refused, heard] =
            [&self.sent, &self.accepted, &self.refused, &self.heard].map(|counter| HumanCount(counter.get()));
        let rate = sent.0 as f64 / self.elapsed.as_secs_f64() / 1e3;
        let latency = self.latency.lock().unwrap_or_else(PoisonError::into_inner);
        let [p50, p99, most] = [0.5, 0.99, 1.0].map(|q| latency.value_at_quantile(q) as f64 / 1e3);
        writeln!(f, "sent         {sent} events in {:.1?}: {rate:.1} k/s", self.elapsed)?;
        writeln!(f, "answers      {accepted} accepted, {refused} refused")?;
        write!(f, "latency      p50 {p50:.1} ms, p99 {p99:.1} ms, most {most:.1} ms, of an answer")?;
        if heard.0 > 0 {
            write!(f, "\nsubscriber   heard of {heard} events")?;
        }
        Ok(())
    }
}
