//! The stream between the processes: all that speaks to the NATS server.
//!
//! One stream, a subject for each shard, a durable consumer for each subject. Order is kept by never having two batches of a
//! shard under way:
//!
//! * [`Bridge::store`] waits until the server has stored a batch before the producer sends the next. Were two on their way when
//!   the server dies, the second could be stored without the first, and the first after it when it is repeated.
//! * The consumer has `max_ack_pending: 1`: the server delivers nothing newer while a batch waits for its acknowledgement. With
//!   more, whoever takes over from a dead consumer is first given what is new, and the dead one's batches only when `ack_wait` is
//!   over.
//!
//! That costs a round trip for each batch, and a shard's batches grow meanwhile: what waits in the channel is the next batch.

use std::time::Duration;

use anyhow::{Context, Error, Result, ensure};
use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::{self, Message, stream};
use async_nats::{ConnectOptions, HeaderMap, header};
use futures_util::StreamExt;
use tokio::time::{Instant, sleep, timeout};

use crate::message::Batch;
use crate::stop::Stop;

/// An attempt that takes longer has failed, perhaps: the batch may be stored all the same.
const ATTEMPT: Duration = Duration::from_millis(800);
/// The pause after a failed attempt.
const PAUSE: Duration = Duration::from_millis(50);
/// How long a server may be gone before that is an error.
const PATIENCE: Duration = Duration::from_secs(30);
/// Batches in one request.
const REQUEST: usize = 64;
/// When the server takes a delivered batch for lost and delivers it again.
const ACK_WAIT: Duration = Duration::from_secs(1);
/// How long the server remembers the id of a batch. A copy that comes later is stored, and dropped by the receiver.
const DUPLICATE_WINDOW: Duration = Duration::from_mins(2);

/// Where the server is, and which stream of it.
#[derive(Debug, Clone, clap::Args)]
pub struct Address {
    /// The NATS server, which was started with -js
    #[arg(long, value_name = "URL", default_value = "nats://127.0.0.1:4222")]
    pub url: String,

    /// The stream's name; made when there is none
    #[arg(long, value_name = "NAME", default_value = "flights")]
    pub stream: String,
}

/// A connection to the stream.
#[derive(Debug)]
pub struct Bridge {
    client: async_nats::Client,
    jetstream: jetstream::Context,
    stream: stream::Stream,
    name: String,
}

/// How a batch came to be stored.
#[derive(Debug, Clone, Copy)]
pub struct Stored {
    /// Attempts that failed before.
    pub repeats: u64,
    /// The server had it already: an attempt that seemed to fail did not.
    pub duplicate: bool,
}

impl Bridge {
    /// Connects, and makes the stream when there is none. A connection that breaks later is made again, without end.
    pub async fn connect(address: &Address) -> Result<Self> {
        let Address { url, stream: name } = address;
        let options = ConnectOptions::new().max_reconnects(None).reconnect_delay_callback(|_| PAUSE);
        let client = options.connect(url).await.with_context(|| {
            format!(
                "no NATS server answers at {url}. `nats-server -js` starts one; so does `shard-bridge demo`"
            )
        })?;
        let jetstream = jetstream::new(client.clone());
        let config = stream::Config {
            name: name.clone(),
            subjects: vec![format!("{name}.*")],
            storage: stream::StorageType::File,
            duplicate_window: DUPLICATE_WINDOW,
            ..Default::default()
        };
        let stream = jetstream.get_or_create_stream(config).await.with_context(|| {
            format!(
                "cannot make the stream {name:?}: was the server started with JetStream, `nats-server -js`?"
            )
        })?;
        Ok(Self { client, jetstream, stream, name: name.clone() })
    }

    /// Stores `batch` once, however many attempts that takes. None: `stop` was set before it was certain.
    pub async fn store(&self, shard: usize, batch: &Batch, stop: &Stop) -> Result<Option<Stored>> {
        let since = Instant::now();
        let mut repeats = 0;
        loop {
            // After a timeout nobody knows whether the server stored it. By its id the server does.
            let failure = match timeout(ATTEMPT, self.publish(shard, batch)).await {
                Ok(Ok(duplicate)) => return Ok(Some(Stored { repeats, duplicate })),
                Ok(Err(error)) => error,
                Err(elapsed) => elapsed.into(),
            };
            if stop.is_set() {
                return Ok(None);
            }
            let explain = || format!("batch {} was not stored. Is the server running?", batch.id(shard));
            ensure!(since.elapsed() < PATIENCE, failure.context(explain()));
            repeats += 1;
            sleep(PAUSE).await;
        }
    }

    /// One attempt to store `batch`: true when the server had it already.
    pub async fn publish(&self, shard: usize, batch: &Batch) -> Result<bool> {
        let mut headers = HeaderMap::new();
        headers.insert(header::NATS_MESSAGE_ID, batch.id(shard));
        let subject = format!("{}.{shard}", self.name);
        let receipt = self.jetstream.publish_with_headers(subject, headers, batch.encode()?.into()).await?;
        Ok(receipt.await?.duplicate)
    }

    /// What nobody acknowledged yet of a shard.
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
        Ok(Inbox { consumer, request: None, answered: Instant::now() })
    }

    /// Waits until the last acknowledgements have left. A server that is gone delivers again what it did not hear.
    pub async fn flush(&self) {
        let _ = timeout(ATTEMPT, self.client.flush()).await;
    }
}

/// Receives the batches of one shard.
#[expect(missing_debug_implementations, reason = "the request has none")]
pub struct Inbox {
    consumer: PullConsumer,
    /// What the server was asked for: a number of batches, each of which it sends when the one before is acknowledged.
    request: Option<pull::Batch>,
    answered: Instant,
}

impl Inbox {
    /// The next batch, which has to be acknowledged; None when there was none for a while, or the server is away.
    pub async fn next(&mut self) -> Result<Option<Message>> {
        let next = async {
            let request = match self.request.take() {
                Some(request) => request,
                // The server gives up at half time. What comes after the whole is not acknowledged, so it comes again.
                None => self.consumer.batch().max_messages(REQUEST).expires(ATTEMPT / 2).messages().await?,
            };
            self.request.insert(request).next().await.transpose().map_err(Error::from_boxed)
        };
        let answer = timeout(ATTEMPT, next).await;
        if let Ok(Ok(message)) = answer {
            self.answered = Instant::now();
            self.request.take_if(|_| message.is_none()); // it is used up
            return Ok(message);
        }
        self.request = None;
        ensure!(
            self.answered.elapsed() < PATIENCE,
            "the NATS server is silent for {PATIENCE:?}: is it running?"
        );
        sleep(PAUSE).await;
        Ok(None)
    }
}
