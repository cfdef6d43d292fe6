//! From an event to its notifications: the two sharded channels, and who works between them.
//!
//! Events go by their type, each type to a shard with a thread of its own, which therefore needs no lock for its sums.
//! `shard_group` names the shard of each type. `shard_key` would hash the type, and three keys do not spread by hash: only
//! in 2 of 9 cases would three types have three shards.
//!
//! Notifications have no key, so they go `round_robin` to tasks, which write them out for all subscribers.
//!
//! Nothing has to be told to stop. When the last sender of events is gone, the processors drain their shards and end; with
//! them go the last senders of notifications, so the notifiers drain theirs.

use std::mem;
use std::sync::Arc;

use hel::channel::mpmc::{GroupSender, Receiver, RoundRobinSender, round_robin, shard_group};
use prometheus_client::metrics::counter::Counter;
use tokio::task::JoinSet;

use crate::connections::Connections;
use crate::event::{Event, Kind, Notification};
use crate::figures::Figures;

/// How many values wait in a shard of either channel before who brings more has to wait.
const CAPACITY: usize = 1024;
/// How many tasks write notifications out.
const NOTIFIERS: usize = 4;
/// How many values are taken at once. Small, so that a slow processor's figures move.
const BATCH: usize = 64;

/// The way in.
pub type Events = GroupSender<Event, CAPACITY, Kind>;

/// Starts processors and notifiers. They are in the set, and end after the last [`Events`] is dropped, not before.
///
/// `work` is what is done with each event besides counting, in the thread of its type. It may block, and it may take long:
/// what it cannot keep up with waits in the sockets.
pub fn start(
    work: impl Fn(&Event) + Clone + Send + 'static,
    connections: &Arc<Connections>,
) -> (Events, JoinSet<()>, Figures) {
    let (events, shards) = shard_group(Kind::ALL.into_iter().enumerate().map(|(shard, kind)| (kind, shard)));
    let (notifications, lanes) = round_robin(NOTIFIERS);
    let notifiers = (1..=NOTIFIERS).map(|number| format!("notifier {number}")).collect();
    let channels = vec![
        ("events", Kind::NAMES.map(Into::into).into(), events.monitor()),
        ("notifications", notifiers, notifications.monitor()),
    ];
    let figures = Figures { channels, ..Figures::default() };

    let mut stages = JoinSet::new();
    for shard in shards.into_receivers() {
        let (notifications, work, figures) = (notifications.clone(), work.clone(), figures.clone());
        // A thread: it blocks in `recv_batch` and in `send_batch`, while the other ends of both channels are tasks.
        stages.spawn_blocking(move || process(&shard, &notifications, work, &figures.processed));
    }
    for lane in lanes.into_receivers() {
        stages.spawn(notify(lane, Arc::clone(connections), figures.cut.clone()));
    }
    (events, stages, figures)
}

/// The processor of one type.
fn process(
    events: &Receiver<Event, CAPACITY>,
    notifications: &RoundRobinSender<Notification, CAPACITY>,
    work: impl Fn(&Event),
    processed: &Counter,
) {
    let (mut number, mut total) = (0, 0);
    let (mut batch, mut results) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
    while events.recv_batch(&mut batch, BATCH).is_ok() {
        for event in batch.drain(..) {
            work(&event);
            number += 1;
            total += u64::from(event.amount.get());
            results.push(Notification { number, total, event });
        }
        let count = notifications.send_batch(&mut results).expect("notifiers end after processors");
        processed.inc_by(count as u64);
    }
}

/// A notifier. It never waits for a subscriber, so that none holds up the others.
async fn notify(
    notifications: Receiver<Notification, CAPACITY>,
    connections: Arc<Connections>,
    cut: Counter,
) {
    let mut batch = Vec::new();
    while notifications.recv_batch_async(&mut batch, BATCH).await.is_ok() {
        connections.publish(mem::take(&mut batch), &cut);
    }
}
