//! One WebSocket: a reader that brings events in, and a writer that empties the outbox.
//!
//! Back-pressure: while a shard is full, the reader of a message for it waits in `send_batch_async`. It reads no further, the
//! socket's buffers fill, and TCP stops the client. Nothing is dropped, and no other connection is held up by it.
//!
//! A reader is never cancelled in the middle of a message: what it counted as received is in a shard or refused, always.

use std::pin::pin;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{sleep, timeout};
use tokio::{join, select};

use crate::connections::{Frames, Outbox};
use crate::event::{self, Answer};
use crate::pipeline::Events;
use crate::server::Shared;

/// How many reasons an answer gives. Else a small message could ask for a huge answer.
const REASONS: usize = 16;
/// How long a client may take for what is left in its outbox, and then for the goodbye, before it is given up.
pub const GRACE: Duration = Duration::from_millis(500);

/// Serves a connection to its end.
pub async fn run(socket: WebSocket, events: Events, (outbox, frames): (Outbox, Frames), shared: &Shared) {
    let (mut sink, mut stream) = socket.split();
    let (goodbye, ()) = join!(read(&mut stream, events, outbox, shared), write(&mut sink, frames));
    // Both ends of the goodbye: who closes a socket with something unread in it cuts off what it wrote last.
    let both = async {
        if sink.send(Message::Close(goodbye)).await.is_ok() {
            while let Some(Ok(_)) = stream.next().await {}
        }
    };
    _ = timeout(GRACE, both).await;
}

/// The reader: takes message after message until either side has enough. Gives the reason, unless the client left.
async fn read(
    stream: &mut SplitStream<WebSocket>,
    events: Events,
    outbox: Outbox,
    shared: &Shared,
) -> Option<CloseFrame> {
    let too_slow = goodbye(close_code::POLICY, "too slow: answers and notifications were not read in time");
    let mut stopped = pin!(shared.stop.cancelled());
    let mut closed = pin!(outbox.closed_async());
    let goodbye = loop {
        let message = select! {
            biased;
            () = &mut stopped => break Some(goodbye(close_code::AWAY, "the server is shutting down")),
            () = &mut closed => break Some(too_slow),
            message = stream.next() => message,
        };
        let text = match message {
            Some(Ok(Message::Text(text))) if text.len() > shared.settings.max_message => {
                let reason = format!("a message has at most {} bytes: split it", shared.settings.max_message);
                break Some(goodbye(close_code::SIZE, reason));
            }
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Binary(_))) => {
                break Some(goodbye(close_code::UNSUPPORTED, "events come as text, not as binary messages"));
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => break None,
        };
        let answer = take(&text, &events, shared).await;
        select! {
            biased;
            told = outbox.send_async(answer.text().into()) => if told.is_err() { break Some(too_slow) },
            // The outbox is full and the server ends: this client does not read its answers.
            () = &mut stopped => break Some(too_slow),
        }
    };
    // The processors end when the last sender is gone.
    drop(events);
    if shared.stop.is_cancelled() {
        // What they still have to tell comes into the outbox; the server closes it afterwards.
        outbox.closed_async().await;
    }
    outbox.close();
    goodbye
}

/// Takes one message apart and sends its events on, waiting for room as long as it takes.
async fn take(text: &str, events: &Events, shared: &Shared) -> Answer {
    let (mut batch, mut reasons) = event::parse(text);
    let good = batch.len();
    shared.figures.received.inc_by((good + reasons.len()) as u64);
    if events.send_batch_async(&mut batch, |event| event.kind).await.is_err() {
        // A processor is gone, which ends the server. What did not go through is still in the batch.
        reasons.extend(batch.iter().map(|_| "the server has failed".into()));
    }
    let (accepted, refused) = ((good - batch.len()) as u64, reasons.len() as u64);
    shared.figures.refused.inc_by(refused);
    reasons.truncate(REASONS);
    Answer::Ack { accepted, refused, reasons }
}

/// The writer: sends what is in the outbox, and when that is closed, what is left in it, for as long as [`GRACE`].
async fn write(sink: &mut SplitSink<WebSocket, Message>, frames: Frames) {
    let mut all = frames.stream().map(|frame| Ok(Message::Text(frame)));
    let time_is_up = async {
        frames.closed_async().await;
        sleep(GRACE).await;
    };
    select! {
        // An error says that the client is gone. Its reader hears it too, by the socket or by the end of the outbox.
        _ = sink.send_all(&mut all) => {}
        () = time_is_up => {}
    }
}

fn goodbye(code: u16, reason: impl Into<Utf8Bytes>) -> CloseFrame {
    CloseFrame { code, reason: reason.into() }
}
