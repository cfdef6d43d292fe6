//! Events go by their type to a dispatcher, which hands a notification to the next notifier for each subscription.

use std::collections::{HashMap, HashSet};
use std::thread;

use hel::channel::mpmc::{Receiver, RoundRobinSender, ShardReceiver, round_robin, shard_group};

use crate::common::within;

const SOURCES: u32 = 3;
const EVENTS: u32 = 1200;
const NOTIFIERS: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Login,
    Logout,
    Purchase,
    Refund,
}

#[derive(Clone, Copy)]
struct Event {
    kind: Kind,
    source: u32,
    number: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Notification {
    subscriber: u32,
    kind: Kind,
    source: u32,
    number: u32,
}

/// Sessions are one group, money another.
const GROUPS: [(Kind, usize); 4] =
    [(Kind::Login, 0), (Kind::Logout, 0), (Kind::Purchase, 1), (Kind::Refund, 1)];

/// How many subscribe to each.
fn subscribers(kind: Kind) -> u32 {
    match kind {
        Kind::Login | Kind::Logout => 1,
        Kind::Purchase => 3,
        Kind::Refund => 2,
    }
}

/// Dispatches the events of one group.
fn dispatch(events: Receiver<Event, 16>, notifications: &RoundRobinSender<Notification, 16>) {
    let mut last = HashMap::new();
    for Event { kind, source, number } in events {
        let before = last.insert((source, kind), number);
        assert!(before < Some(number), "the events of one source and type come in order");
        for subscriber in 0..subscribers(kind) {
            let notification = Notification { subscriber, kind, source, number };
            notifications.send(notification).expect("the notifiers listen");
        }
    }
}

async fn notify(notifications: Receiver<Notification, 16>) -> Vec<Notification> {
    let mut delivered = Vec::new();
    while notifications.recv_batch_async(&mut delivered, 8).await.is_ok() {}
    delivered
}

fn event(source: u32, number: u32) -> Event {
    let (kind, _) = GROUPS[(number * 5 + source) as usize % GROUPS.len()];
    Event { kind, source, number }
}

#[test]
fn every_subscriber_hears_of_every_event_once() {
    within(|| {
        let (events, groups) = shard_group::<Event, 16, _>(GROUPS);
        let (notifications, rx): (_, ShardReceiver<_, 16>) = round_robin(NOTIFIERS);
        let figures = notifications.downgrade();
        let notifiers: Vec<_> =
            rx.into_receivers().into_iter().map(|rx| async_std::task::spawn(notify(rx))).collect();
        let dispatchers: Vec<_> = groups
            .into_receivers()
            .into_iter()
            .map(|events| {
                let notifications = notifications.clone();
                thread::spawn(move || dispatch(events, &notifications))
            })
            .collect();
        let sources: Vec<_> = (0..SOURCES)
            .map(|source| {
                let events = events.clone();
                async_std::task::spawn(async move {
                    for event in (0..EVENTS).map(|number| event(source, number)) {
                        events.send_async(&event.kind, event).await.expect("the dispatchers listen");
                    }
                })
            })
            .collect();
        drop(events);

        async_std::task::block_on(async {
            for source in sources {
                source.await;
            }
        });
        for dispatcher in dispatchers {
            dispatcher.join().unwrap();
        }
        let stats = figures.upgrade().expect("a sender is left").stats();
        drop(notifications);
        let shares: Vec<_> = notifiers.into_iter().map(async_std::task::block_on).collect();

        let expected: usize = (0..SOURCES)
            .flat_map(|source| (0..EVENTS).map(move |number| event(source, number)))
            .map(|event| subscribers(event.kind) as usize)
            .sum();
        assert_eq!(stats.iter().map(|stats| stats.sent).sum::<usize>(), expected);
        assert!(shares.iter().all(|share| !share.is_empty()), "every notifier had work");
        let mut seen = HashSet::new();
        for notification in shares.into_iter().flatten() {
            assert!(seen.insert(notification), "{notification:?} twice");
        }
        assert_eq!(seen.len(), expected);
    });
}
