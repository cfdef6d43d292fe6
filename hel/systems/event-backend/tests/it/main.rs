//! The whole server, by way of its sockets.

mod delivery;
mod ending;
mod limits;
mod page;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use event_backend::event::{Answer, Event, Kind};
use event_backend::figures::Figures;
use event_backend::load::{self, Socket};
use event_backend::server::{self, Settings};
use futures_util::SinkExt;
use hel::channel::mpmc::{Sender, bounded};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

/// A server in this process.
struct Running {
    addr: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<anyhow::Result<Figures>>,
}

impl Running {
    async fn start(settings: Settings, work: impl Fn(&Event) + Clone + Send + 'static) -> Self {
        let stop = CancellationToken::new();
        let listener = TcpListener::bind(settings.addr).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let task = tokio::spawn(server::serve(listener, settings, work, stop.clone()));
        Self { addr, stop, task }
    }

    async fn connect(&self, query: &str) -> anyhow::Result<Socket> {
        within(load::connect(&format!("ws://{}/ws{query}", self.addr))).await
    }

    /// A figure of `/metrics`, with its labels.
    async fn figure(&self, name: &str) -> u64 {
        let mut stream = TcpStream::connect(self.addr).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, figure) = answer.split_once(&format!("\nevent_backend_{name} ")).expect(name);
        figure.lines().next().unwrap().parse().unwrap()
    }

    /// Ends the server, which checks that no event was lost.
    async fn stop(self) -> Figures {
        self.stop.cancel();
        within(self.task).await.unwrap().unwrap()
    }
}

/// A free port, and room for all that a test sends.
fn settings() -> Settings {
    let (addr, work) = (([127, 0, 0, 1], 0).into(), Duration::ZERO.into());
    Settings { addr, max_connections: 100, max_message: 65_536, work }
}

/// Whatever takes longer hangs.
async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(30), future).await.expect("it hangs")
}

/// So many events of a type, as a message; their amounts count up from `first`.
fn events(kind: Kind, first: usize, count: usize) -> String {
    let name = Kind::NAMES[kind as usize];
    let event = |amount| format!(r#"{{"type":"{name}","user":"ada","what":"lamp","amount":{amount}}}"#);
    format!("[{}]", (first..first + count).map(event).collect::<Vec<_>>().join(","))
}

async fn tell(socket: &mut Socket, message: impl Into<String>) {
    within(socket.send(Message::text(message.into()))).await.unwrap();
}

/// The server's next message, an acknowledgement: how many events it took, how many not, and why.
async fn ack(socket: &mut Socket) -> (u64, u64, String) {
    match within(load::answer(socket)).await.unwrap() {
        Answer::Ack { accepted, refused, reasons } => (accepted, refused, reasons.join("; ")),
        Answer::Notifications { .. } => panic!("nobody subscribed"),
    }
}

/// Work that waits at a gate for events of some types, until the gate is closed as a channel.
fn gate(waits: fn(Kind) -> bool) -> (impl Fn(&Event) + Clone, Sender<(), 1>) {
    let (open, gate) = bounded();
    (move |event: &Event| _ = waits(event.kind).then(|| gate.closed()), open)
}
