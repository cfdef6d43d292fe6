//! The whole pipeline against the plain loop, on every runtime; and the book against a naive one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use proptest::prelude::*;

use crate::book::Book;
use crate::input::{Market, deal, generate};
use crate::order::{Account, Action, Fill, Number, Order, Report, Side, Symbol, Terms};
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

/// Orders that meet every limit.
fn orders() -> impl Iterator<Item = Order> {
    generate(&Market { orders: 6_000, symbols: 40, seed: 5 })
}

/// A run with four strategies.
fn run(settings: Settings) -> Outcome {
    pipeline::run(&settings, deal(orders(), 4), &Arc::default(), |_| ()).unwrap()
}

fn runtimes() -> impl Iterator<Item = Settings> {
    Runtime::value_variants().iter().map(|&runtime| Settings { runtime, ..SETTINGS })
}

#[test]
fn every_order_ends_as_in_a_plain_loop_with_any_shards_on_any_runtime() {
    let expected = sequential::run(&SETTINGS, orders());
    let rejects = expected.iter().filter_map(|fate| fate.as_ref().err()).map(|(_, reject)| reject);
    assert_eq!(rejects.collect::<std::collections::BTreeSet<_>>().len(), 4, "every reason is met");
    for settings in runtimes() {
        for shards in [1, 2, 3, 8] {
            run(Settings { shards, ..settings }).check_fates(&expected).unwrap();
        }
    }
}

/// With the widest window no answer is ever due: only the credit takes any, and without it the lane of answers is full.
#[test]
fn a_cycle_with_any_window_neither_stops_nor_overflows() {
    for window in [1, 2, u16::MAX] {
        let settings = Settings { shards: 1, window, ..SETTINGS };
        run(settings).check_fates(&sequential::run(&settings, orders())).unwrap();
    }
}

#[test]
fn orders_of_a_symbol_are_decided_and_executed_by_one_shard_in_order() {
    let outcome = run(SETTINGS);
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
    let outcome = run(SETTINGS);
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
            let units = orders().filter(|it| it.side == side).map(|it| i64::from(it.quantity)).sum();
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
        if report.cancelled.is_some() {
            let ended = if let Action::Cancel(target) = order.action { target } else { order.number };
            open.remove(&ended).unwrap();
        }
    }
}

#[test]
fn a_stop_ends_what_was_sent_and_sends_no_more() {
    for settings in runtimes() {
        let stop = Arc::new(AtomicBool::new(false));
        let streams = deal(orders(), 4).into_iter().map(|orders| {
            let stop = Arc::clone(&stop);
            orders.into_iter().inspect(move |it| _ = stop.fetch_or(it.number == 3_000, Ordering::Relaxed))
        });
        let outcome = pipeline::run(&settings, streams, &stop, |_| ()).unwrap();
        let sent: HashSet<_> = outcome.fates().into_iter().map(|fate| order(fate).number).collect();
        assert!(sent.len() < 6_000);
        let orders = orders().filter(|order| sent.contains(&order.number));
        outcome.check_fates(&sequential::run(&settings, orders)).unwrap();
    }
}

#[test]
fn a_panic_in_a_thread_or_a_task_ends_the_run_and_is_told() {
    let twin = orders().find(|order| matches!(order.action, Action::Limit(_)));
    for settings in runtimes() {
        let twins = twin.into_iter().chain(twin).chain(orders());
        let error = pipeline::run(&settings, [twins], &Arc::default(), |_| ()).err().unwrap();
        assert!(error.to_string().starts_with("an engine panicked"), "{error}");

        let fails = orders().inspect(|order| assert!(order.number != 3_000, "oh"));
        let error = pipeline::run(&settings, [fails], &Arc::default(), |_| ()).err().unwrap();
        assert!(error.to_string().starts_with("a task panicked"), "{error}");
    }
}

/// A book that is a list, oldest first, and is searched from end to end.
#[derive(Default)]
struct Naive(Vec<(usize, Account, Terms)>);

impl Naive {
    fn execute(&mut self, order: Order) -> Report {
        let mut report = Report { order, fills: Vec::new(), cancelled: None };
        let (mut left, mut may_rest) = match order.action {
            Action::Limit(terms) => (terms, true),
            Action::Market(terms) => (terms, false),
            Action::Cancel(target) => {
                let found = self.0.iter().position(|it| (it.0, it.1) == (target, order.account));
                report.cancelled = found.map(|index| self.0.remove(index).2);
                return report;
            }
        };
        let cost = |terms: &Terms| left.side.signed(terms.price.into());
        let limit = cost(&left);
        while left.quantity > 0 {
            let makers = self.0.iter_mut().filter(|it| it.2.side != left.side && cost(&it.2) <= limit);
            // The first of the least.
            let Some((maker, account, terms)) = makers.min_by_key(|it| cost(&it.2)) else { break };
            if *account == order.account {
                may_rest = false;
                break;
            }
            let (quantity, price) = (left.quantity.min(terms.quantity), terms.price);
            (left.quantity, terms.quantity) = (left.quantity - quantity, terms.quantity - quantity);
            report.fills.push(Fill { maker: *maker, maker_account: *account, quantity, price });
            self.0.retain(|it| it.2.quantity > 0);
        }
        match Some(left).filter(|left| left.quantity > 0) {
            Some(left) if may_rest => self.0.push((order.number, order.account, left)),
            left => report.cancelled = left,
        }
        report
    }
}

fn action() -> impl Strategy<Value = Action> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let terms = (side, 1..20_u32, 95..105_u32);
    let terms = terms.prop_map(|(side, quantity, price)| Terms { side, quantity, price });
    prop_oneof![
        6 => terms.clone().prop_map(Action::Limit),
        1 => terms.prop_map(Action::Market),
        2 => (0..60_usize).prop_map(Action::Cancel),
    ]
}

proptest! {
    #[test]
    fn orders_trade_as_in_a_list_searched_for_the_best_price_and_then_the_oldest(
        orders in prop::collection::vec((0..4_u32, action()), 1..60)
    ) {
        let (mut book, mut naive) = (Book::default(), Naive::default());
        for (number, (account, action)) in orders.into_iter().enumerate() {
            let order = Order { number, symbol: Symbol::new(), account, action };
            prop_assert_eq!(book.execute(order), naive.execute(order));
        }
    }
}
