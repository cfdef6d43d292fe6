//! A round: its parties are set going, and their books compared when they are through.

use std::collections::HashSet;
use std::future::Future;
use std::thread::{self, JoinHandle};

use tokio::runtime::Runtime;

use super::desk::DESK;
use super::plan::Plan;
use super::receiver::{self, Received};
use super::sender::{self, Sent};
use super::totals::Tally;
use super::value::{Id, Value};
use crate::common::{self, Rx, block_on};

/// A party under way.
enum Running<O> {
    Thread(JoinHandle<O>),
    Task(tokio::task::JoinHandle<O>),
}

impl<O: Send + 'static> Running<O> {
    fn start(runtime: &Runtime, is_task: bool, party: impl Future<Output = O> + Send + 'static) -> Self {
        if is_task {
            Self::Task(runtime.spawn(party))
        } else {
            Self::Thread(thread::spawn(|| block_on(party)))
        }
    }

    fn join(self, runtime: &Runtime) -> O {
        // A panic of a party has ended the program.
        match self {
            Self::Thread(handle) => handle.join().expect("it did not panic"),
            Self::Task(handle) => runtime.block_on(handle).expect("it did not panic"),
        }
    }
}

/// Runs a round of `plan` to its end.
pub(crate) fn run<K: common::Kind>(plan: &Plan, runtime: &Runtime) -> Tally
where
    K::Tx<Value>: Sync,
    K::Rx<Value>: Sync,
{
    let Plan { kind, each, round, .. } = *plan;
    let (txs, rxs) = K::open_many::<Value>(Value::key, plan.senders.len(), plan.receivers.len());
    let receivers = rxs.into_iter().zip(&plan.receivers).enumerate();
    let receivers: Vec<_> = receivers
        .map(|(index, (rx, party))| {
            Running::start(runtime, party.is_task, receiver::run(rx, index, party.clone(), kind, round))
        })
        .collect();
    let senders = txs.into_iter().zip(&plan.senders).enumerate();
    let senders: Vec<_> = senders
        .map(|(index, (tx, party))| {
            Running::start(runtime, party.is_task, sender::run(tx, index, party.clone(), each, round))
        })
        .collect();
    let sent: Vec<_> = senders.into_iter().map(|sender| sender.join(runtime)).collect();
    let (received, rxs): (Vec<_>, Vec<_>) =
        receivers.into_iter().map(|receiver| receiver.join(runtime)).unzip();
    check::<K>(plan, &sent, &received, rxs.into_iter().flatten().collect())
}

/// Compares the books.
fn check<K: common::Kind>(
    plan: &Plan,
    sent: &[Sent],
    received: &[Received],
    rxs: Vec<K::Rx<Value>>,
) -> Tally {
    let by_sender = |sender: usize, numbers: &[usize]| -> Vec<Id> {
        numbers.iter().map(|&number| Id { sender, number }).collect()
    };
    let accepted: Vec<Id> =
        sent.iter().enumerate().flat_map(|(sender, book)| by_sender(sender, &book.accepted)).collect();
    let made: usize = sent.iter().map(|book| book.made).sum();
    let evicted: Vec<Id> = sent.iter().flat_map(|book| book.evicted.iter().copied()).collect();
    let taken: Vec<Id> = received.iter().flat_map(|book| book.ids.iter().copied()).collect();

    let mut open: HashSet<Id> = accepted.iter().copied().collect();
    if open.len() != accepted.len() {
        DESK.fail("a value was sent twice");
    }
    for id in taken.iter().chain(&evicted) {
        if !open.remove(id) {
            DESK.fail(&format!("{id:?} came out twice, or no send of it said Ok"));
        }
    }
    if !open.is_empty() && !plan.may_discard() {
        DESK.fail(&format!("{} values are lost, one of them {:?}", open.len(), open.iter().next()));
    }
    let tally = Tally {
        sent: accepted.len(),
        received: taken.len(),
        evicted: evicted.len(),
        discarded: open.len(),
        handed_back: made - accepted.len(),
        given_up: sent.iter().map(|book| book.given_up).sum::<usize>()
            + received.iter().map(|book| book.given_up).sum::<usize>(),
    };
    if !plan.may_discard() {
        check_stats(plan, &tally, &rxs);
    }
    drop(rxs);
    for (sender, book) in sent.iter().enumerate() {
        let dropped = by_sender(sender, &(0..book.made).collect::<Vec<_>>());
        if let Some(id) = dropped.into_iter().find(|id| !id.was_dropped_once()) {
            DESK.fail(&format!("{id:?} was not dropped once"));
        }
    }
    tally
}

/// At rest, the channel's own figures are those of the books.
fn check_stats<R: Rx<Value>>(plan: &Plan, tally: &Tally, rxs: &[R]) {
    let seen = if plan.kind.is_split() { rxs } else { &rxs[..1] }; // the first receiver never retires
    let stats: Vec<_> = seen.iter().flat_map(Rx::stats).collect();
    let sum = |of: fn(&hel::channel::mpmc::Stats) -> usize| stats.iter().map(of).sum::<usize>();
    let figures = [
        sum(|stats| stats.sent),
        sum(|stats| stats.received),
        sum(|stats| stats.evicted),
        sum(|stats| stats.queued + stats.discarded + stats.parked_senders + stats.parked_receivers),
    ];
    let books = [tally.sent, tally.received, tally.evicted, 0];
    if figures != books {
        DESK.fail(&format!(
            "stats say {figures:?} and the books {books:?}: sent, received, evicted, left: {stats:?}"
        ));
    }
}
