//! The stream between the processes: all that speaks to the NATS server.
//!
//! One stream, a subject for each shard, a durable consumer for each subject. A shard has one batch under way, which keeps the order:
//! [`Bridge::store`] waits until a batch is stored, or a server that dies might store the second without the first. And consumers have
//! `max_ack_pending: 1`, or one that takes over from a dead one would get new batches before the dead one's. That costs a round trip
//! for each batch; what waits in the channel meanwhile is the next batch.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::{self, Message, stream};
use async_nats::{ConnectOptions, HeaderMap, header};
use clap::builder::RangedU64ValueParser;
use futures_util::StreamExt;
use tokio::time::{Instant, sleep, timeout};

use crate::batch::Batch;
use crate::placement::SHARDS;

const ATTEMPT: Duration = Duration::from_millis(800); // to be answered; then it has failed, perhaps
const PAUSE: Duration = Duration::from_millis(50); // after a failed attempt
const PATIENCE: Duration = Duration::from_secs(30); // with a server that is gone
const REQUEST: usize = 64; // batches that are asked for at a time: each is sent when the one before is acknowledged
const ACK_WAIT: Duration = Duration::from_secs(1); // then the server takes a delivered batch for lost, and delivers it again
const DUPLICATE_WINDOW: Duration = Duration::from_mins(2); // while the server remembers ids; later the receiver drops a copy

/// What producers and consumers are told alike.
#[derive(Debug, Clone, clap::Args)]
pub struct Link {
    /// The NATS server, which was started with -js
    #[arg(long, value_name = "URL", default_value = "nats://127.0.0.1:4222")]
    pub url: String,

    /// The stream's name; made when there is none
    #[arg(long, value_name = "NAME", default_value = "flights")]
    pub stream: String,

    /// The shards of this process; of its kind, no other may work on them
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = 0..SHARDS, value_parser = RangedU64ValueParser::<usize>::new().range(..4))]
    pub shards: Vec<usize>,

    /// Tell the counts by lines of JSON
    #[arg(long, hide = true)]
    pub json: bool,
}

/// A connection to the stream.
#[derive(Debug)]
pub struct Bridge {
    jetstream: jetstream::Context,
    stream: stream::Stream,
    name: String,
}

impl Bridge {
    /// Connects, and makes the stream when there is none. A connection that breaks later is made again, without end.
    pub async fn connect(link: &Link) -> Result<Self> {
        let Link { url, stream: name, .. } = link;
        let options = ConnectOptions::new().max_reconnects(None).reconnect_delay_callback(|_| PAUSE);
        let options = options.connection_timeout(ATTEMPT).request_timeout(Some(ATTEMPT));
        let explain = || format!("no NATS server answers at {url}: `nats-server -js` starts one");
        let client = options.connect(url).await.with_context(explain)?;
        let mut jetstream = jetstream::new(client);
        jetstream.set_timeout(ATTEMPT);
        let config = stream::Config {
            name: name.clone(),
            subjects: vec![format!("{name}.*")],
            storage: stream::StorageType::File,
            duplicate_window: DUPLICATE_WINDOW,
            ..Default::default()
        };
        let mut stream = jetstream.get_or_create_stream(&config).await;
        if stream.is_err() {
            sleep(ATTEMPT).await; // perhaps another process was just making it
            stream = jetstream.get_or_create_stream(&config).await;
        }
        let stream = stream.context("cannot make the stream: was the server started with -js?")?;
        Ok(Self { jetstream, stream, name: name.clone() })
    }

    /// Stores `batch` once, however many attempts that takes: true when the server had it already, since an attempt that seemed
    /// to fail did not. None: `stop` was set before it was certain.
    pub async fn store(&self, shard: usize, batch: &Batch, stop: &AtomicBool) -> Result<Option<bool>> {
        let since = Instant::now();
        loop {
            // After a timeout nobody knows whether the server stored it. By its id the server does.
            let failure = match self.publish(shard, batch).await {
                Ok(duplicate) => return Ok(Some(duplicate)),
                Err(failure) => failure,
            };
            if stop.load(Relaxed) {
                return Ok(None);
            }
            ensure!(since.elapsed() < PATIENCE, failure.context("nothing is stored. Is the server running?"));
            sleep(PAUSE).await;
        }
    }

    /// One attempt to store `batch`: true when the server had it already.
    pub async fn publish(&self, shard: usize, batch: &Batch) -> Result<bool> {
        let mut headers = HeaderMap::new();
        headers.insert(header::NATS_MESSAGE_ID, batch.id(shard));
        let (subject, payload) = (format!("{}.{shard}", self.name), serde_json::to_vec(batch)?.into());
        let receipt = self.jetstream.publish_with_headers(subject, headers, payload).await?;
        Ok(receipt.await?.duplicate)
    }

    /// Receives the batches of a shard that nobody acknowledged yet.
    pub async fn inbox(&self, shard: usize) -> Result<Inbox> {
        let name = format!("shard-{shard}");
        let config = pull::Config {
            durable_name: Some(name.clone()),
            filter_subject: format!("{}.{shard}", self.name),
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            max_ack_pending: 1,
            ..Default::default()
        };
        let consumer = self.stream.get_or_create_consumer(&name, config).await?;
        let request = consumer.stream().max_messages_per_batch(REQUEST).expires(ATTEMPT);
        Ok(request.messages().await?)
    }
}

/// The batches of one shard. It asks again when a request is over or the connection was broken.
pub type Inbox = pull::Stream;

/// The next batch, which has to be acknowledged; None when there was none for a while, or the server is away.
pub async fn next(inbox: &mut Inbox) -> Result<Option<Message>> {
    match timeout(ATTEMPT, inbox.next()).await {
        Ok(Some(delivery)) => Ok(delivery.ok()),
        Ok(None) => bail!("the server's consumer was deleted"),
        Err(_) => Ok(None),
    }
}
