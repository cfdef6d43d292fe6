//! Addresses, limits, and the order in which everything ends.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use clap::{Args, value_parser};
use hel::channel::mpmc::Weak;
use prometheus_client::metrics::counter::Counter;
use tokio::net::TcpListener;
use tokio::select;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::connections::Connections;
use crate::event::Event;
use crate::figures::Figures;
use crate::pipeline::{self, Events};
use crate::socket::{self, GRACE};

/// What a server is asked to do.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Settings {
    /// Where to listen; port 0 is a free one
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub addr: SocketAddr,
    /// How many connections at once; one more is answered by 503
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = value_parser!(u32).range(1..=100_000))]
    pub max_connections: u32,
    /// How many bytes in a message; a longer one ends its connection
    #[arg(long, value_name = "BYTES", default_value_t = 65_536)]
    pub max_message: usize,
    /// How long the work for an event takes, such as 50us. With much of it shards fill, and the end waits for it
    #[arg(long, value_name = "TIME", default_value = "0s")]
    pub work: humantime::Duration,
}

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    /// Weak, so that a client that takes its time to connect keeps no processor waiting at the end.
    events: Weak<Events>,
    connections: Arc<Connections>,
    /// A permit for each WebSocket that may be open.
    places: Arc<Semaphore>,
    /// Sockets whose task panicked.
    panicked: Counter,
    pub(crate) figures: Figures,
    pub(crate) settings: Settings,
    pub(crate) stop: CancellationToken,
}

/// Serves until it is stopped, or something in it fails; then ends everything, source first. `work` is done with each event: the
/// caller's own, or a pause of [`Settings::work`].
///
/// # Errors
///
/// When a part of it failed, or an event was lost.
pub async fn serve(
    listener: TcpListener,
    settings: Settings,
    work: impl Fn(&Event) + Clone + Send + 'static,
    stop: CancellationToken,
) -> Result<Figures> {
    let connections = Arc::new(Connections::default());
    // This one sender of events lives as long as the server is to take any. The sockets' are made from it.
    let (events, mut stages, figures) = pipeline::start(work, &connections);
    let shared = Arc::new(Shared {
        events: events.downgrade(),
        connections,
        places: Arc::new(Semaphore::new(settings.max_connections as usize)),
        panicked: Counter::default(),
        figures,
        settings,
        stop,
    });
    let routes = Router::new()
        .route("/", get(Html(include_str!("page.html"))))
        .route("/ws", get(open))
        .route("/metrics", get(metrics))
        .route("/health", get("ok\n"))
        .with_state(Arc::clone(&shared));
    let Shared { connections, places, panicked, figures, settings, stop, .. } = &*shared;
    let http = axum::serve(listener, routes).with_graceful_shutdown(stop.clone().cancelled_owned());
    let mut http = tokio::spawn(http.into_future());
    let mut outcome = select! {
        () = stop.cancelled() => Ok(()),
        Some(ended) = stages.join_next() => ended,
    };

    // The readers stop, and their senders of events go. With the last one, this one, the pipeline begins to end.
    stop.cancel();
    drop(events);
    match timeout(GRACE, &mut http).await {
        Ok(ended) => outcome = outcome.and(ended.map(drop)),
        Err(_) => http.abort(), // a client that does not finish its request
    }
    while let Some(ended) = stages.join_next().await {
        outcome = outcome.and(ended);
    }
    // Now nobody has anything more to tell the clients. Their sockets end in twice the time; who is still about to
    // connect is not waited for.
    connections.close();
    _ = timeout(3 * GRACE, places.acquire_many(settings.max_connections)).await;

    outcome.context("a part of the server failed, so it ended")?;
    ensure!(panicked.get() == 0, "the task of a WebSocket failed, so the server ended");
    let sum = figures.processed.get() + figures.refused.get();
    ensure!(figures.received.get() == sum, "an event was lost or made up, which is a bug:\n{figures}");
    Ok(figures.clone())
}

/// `/ws`: a WebSocket for events; `/ws?subscribe`: one for notifications too.
async fn open(State(shared): State<Arc<Shared>>, uri: Uri, upgrade: WebSocketUpgrade) -> Response {
    let Ok(place) = Arc::clone(&shared.places).try_acquire_owned() else {
        shared.figures.turned_away.inc();
        let reason = format!("all {} places are taken: try again later", shared.settings.max_connections);
        return (StatusCode::SERVICE_UNAVAILABLE, reason).into_response();
    };
    // Joined before the client hears that it is connected: it misses nothing that is sent afterwards.
    let outbox = shared.connections.join(uri.query().is_some_and(|query| query.starts_with("subscribe")));
    // A message of up to four times the limit is read, so that its sender can be told. A longer one just ends the connection.
    let limit = shared.settings.max_message.saturating_mul(4);
    // The default buffer of 128 KiB is much for a thousand sockets.
    let upgrade = upgrade.max_message_size(limit).max_frame_size(limit).read_buffer_size(16 * 1024);
    upgrade.on_upgrade(async move |socket| {
        let all = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            // None is left when the server has ended before this client was there.
            if let Some(events) = all.events.upgrade() {
                socket::run(socket, events, outbox, &all).await;
            }
        });
        if task.await.is_err() {
            shared.panicked.inc();
            shared.stop.cancel();
        }
        drop(place);
    })
}

async fn metrics(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let open = u64::from(shared.settings.max_connections) - shared.places.available_permits() as u64;
    ([(CONTENT_TYPE, kind)], shared.figures.metrics(open))
}
