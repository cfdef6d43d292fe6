//! The whole pipeline against the plain loop, on every runtime; and the [`book`] against a naive one.

mod book;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;

use crate::input::{Market, deal, generate};
use crate::order::{Action, Fill, Number, Order, Side, Symbol, Terms};
use crate::pipeline::{self, Settings};
use crate::risk::Limits;
use crate::runtime::Runtime;
use crate::sequential;
use crate::totals::{Outcome, order};

const SETTINGS: Settings = Settings {
    shards: 3,
    runtime: Runtime::Tokio,
    window: 8,
    limits: Limits { position: 300, exposure: 4_000_000, drawdown: 10_000 },
    check: true,
};

fn streams() -> Vec<Vec<Order>> {
    deal(generate(&Market { orders: 6_000, symbols: 40, seed: 5 }), 4)
}

fn run(
    settings: &Settings,
    streams: impl IntoIterator<Item = impl IntoIterator<Item = Order, IntoIter: Send + 'static>>,
) -> anyhow::Result<Outcome> {
    pipeline::run(settings, streams, &Arc::default(), |_| ())
}

/// The settings, with each runtime.
fn runtimes() -> impl Iterator<Item = Settings> {
    Runtime::value_variants().iter().map(|&runtime| Settings { runtime, ..SETTINGS })
}

#[test]
fn every_order_ends_as_in_a_plain_loop_with_any_shards_on_any_runtime() {
    let expected = sequential::run(&SETTINGS, streams().concat());
    let rejects = expected.iter().filter_map(|fate| fate.as_ref().err()).map(|(_, reject)| reject);
    assert_eq!(rejects.collect::<std::collections::BTreeSet<_>>().len(), 4, "every reason is met");
    for settings in runtimes() {
        for shards in [1, 2, 3, 8] {
            let outcome = run(&Settings { shards, ..settings }, streams()).unwrap();
            outcome.check_fates(&expected).unwrap();
        }
    }
}

/// With the widest window no answer is ever due: only the credit takes any, and without it the lane of answers is full.
#[test]
fn a_cycle_with_any_window_neither_stops_nor_overflows() {
    for window in [1, 2, u16::MAX] {
        let settings = Settings { shards: 1, window, ..SETTINGS };
        let expected = sequential::run(&settings, streams().concat());
        run(&settings, streams()).unwrap().check_fates(&expected).unwrap();
    }
}

#[test]
fn orders_of_a_symbol_are_decided_and_executed_by_one_shard_in_order() {
    let outcome = run(&SETTINGS, streams()).unwrap();
    let mut homes = HashMap::new();
    for (index, shard) in outcome.shards.iter().enumerate() {
        for part in [&shard.decided, &shard.reported] {
            let mut last: HashMap<Symbol, Number> = HashMap::new();
            for order in part.fates.iter().flatten().map(order) {
                assert_eq!(*homes.entry(order.symbol).or_insert(index), index, "{order:?}");
                assert!(last.insert(order.symbol, order.number) < Some(order.number), "{order:?}");
            }
        }
    }
    assert_eq!(homes.len(), 40);
}

/// Keeps account of what passed in its own way: what is held, and what is open, order by order.
#[test]
fn no_account_ever_holds_and_orders_more_than_its_limits() {
    let outcome = run(&SETTINGS, streams()).unwrap();
    let mut held: HashMap<_, i64> = HashMap::new();
    let mut open: HashMap<Number, ((Symbol, u32), Terms)> = HashMap::new();
    for report in outcome.fates().into_iter().flatten() {
        let (order, key) = (report.order, (report.order.symbol, report.order.account));
        if let Action::Limit(terms) | Action::Market(terms) = order.action {
            open.insert(order.number, (key, terms));
        }
        let orders = || open.values().filter(|(owner, _)| *owner == key).map(|(_, terms)| terms);
        assert!(orders().map(Terms::money).sum::<i128>() <= SETTINGS.limits.exposure, "{report:?}");
        for side in [Side::Buy, Side::Sell] {
            let units =
                orders().filter(|terms| terms.side == side).map(|terms| i64::from(terms.quantity)).sum();
            let worst = held.get(&key).unwrap_or(&0) + side.signed(units);
            assert!(side.signed(worst) <= SETTINGS.limits.position, "{report:?}");
        }
        for &Fill { maker, quantity, .. } in &report.fills {
            for number in [maker, order.number] {
                let (key, terms) = open.get_mut(&number).unwrap();
                *held.entry(*key).or_default() += terms.side.signed(quantity.into());
                terms.quantity -= quantity;
            }
        }
        match (order.action, report.cancelled) {
            (Action::Cancel(target), Some(_)) => assert!(open.remove(&target).is_some()),
            (_, Some(_)) => assert!(open.remove(&order.number).is_some()),
            _ => {}
        }
    }
}

#[test]
fn a_stop_ends_what_was_sent_and_sends_no_more() {
    for settings in runtimes() {
        let stop = Arc::new(AtomicBool::new(false));
        let streams_that_stop = streams().into_iter().map(|orders| {
            let stop = Arc::clone(&stop);
            orders.into_iter().inspect(move |it| {
                if it.number == 3_000 {
                    stop.store(true, Ordering::Relaxed);
                }
            })
        });
        let outcome = pipeline::run(&settings, streams_that_stop, &stop, |_| ()).unwrap();
        let sent: HashSet<_> = outcome.fates().into_iter().map(|fate| order(fate).number).collect();
        assert!(sent.len() < 6_000);
        let orders = streams().concat().into_iter().filter(|order| sent.contains(&order.number));
        outcome.check_fates(&sequential::run(&settings, orders)).unwrap();
    }
}

#[test]
fn a_panic_in_a_thread_or_a_task_ends_the_run_and_is_told() {
    let twin = streams()[0].iter().find(|order| matches!(order.action, Action::Limit(_))).copied();
    for settings in runtimes() {
        let twins = twin.into_iter().chain(twin).chain(streams().concat());
        let error = run(&settings, [twins]).err().unwrap();
        assert!(error.to_string().starts_with("an engine panicked: order"), "{error}");

        let fails =
            streams().into_iter().map(|it| it.into_iter().inspect(|it| assert!(it.number != 3_000, "oh")));
        let error = run(&settings, fails).err().unwrap();
        assert_eq!(error.to_string(), "a task panicked: oh");
    }
}
