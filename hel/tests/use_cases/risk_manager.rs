//! Strategies are tasks, the keepers of positions are blocking threads; the symbol of an order says which one decides.

use std::collections::HashMap;
use std::thread;

use hel::channel::mpmc::{self, Receiver, bounded, shard_key};

use crate::common::within;

const STRATEGIES: u32 = 4;
const ORDERS: u32 = 1500;
const WORKERS: usize = 3;
const SYMBOLS: [&str; 6] = ["AAPL", "MSFT", "GOOG", "AMZN", "NVDA", "TSLA"];
/// The largest position in a symbol, long or short.
const LIMIT: i64 = 100;

struct Order {
    strategy: u32,
    number: u32,
    symbol: &'static str,
    quantity: i64,
    reply: mpmc::Sender<Decision, 4>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Decision {
    number: u32,
    symbol: &'static str,
    /// What was let through: the order's quantity, or nothing.
    filled: i64,
}

/// Decides about every order of the symbols of one shard.
fn keep_positions(orders: Receiver<Order, 64>) -> HashMap<&'static str, i64> {
    let mut positions: HashMap<_, i64> = HashMap::new();
    let mut last = HashMap::new();
    for Order { strategy, number, symbol, quantity, reply } in orders {
        let before = last.insert((strategy, symbol), number);
        assert!(before < Some(number), "the orders of one strategy and symbol come in order");
        let position = positions.entry(symbol).or_default();
        let fits = (*position + quantity).abs() <= LIMIT;
        let filled = if fits { quantity } else { 0 };
        *position += filled;
        assert!(position.abs() <= LIMIT);
        reply.send(Decision { number, symbol, filled }).expect("a strategy waits for its decision");
    }
    positions
}

/// Sends orders and waits for each decision; gives what it was let through by symbol.
async fn trade(orders: mpmc::KeySender<Order, 64>, strategy: u32) -> HashMap<&'static str, i64> {
    let mut filled: HashMap<_, i64> = HashMap::new();
    let (reply, decisions) = bounded();
    for number in 0..ORDERS {
        let symbol = SYMBOLS[(number * (strategy + 3) % 6) as usize];
        let quantity = i64::from(number * 37 % 61) - 20;
        let order = Order { strategy, number, symbol, quantity, reply: reply.clone() };
        assert!(orders.send_async(symbol, order).await.is_ok());
        let decision = decisions.recv_async().await.expect("each order is decided");
        assert_eq!((decision.number, decision.symbol), (number, symbol));
        *filled.entry(symbol).or_default() += decision.filled;
    }
    filled
}

#[test]
fn positions_are_kept_by_symbol_and_stay_within_their_limits() {
    within(|| {
        let (orders, rx) = shard_key::<Order, 64>(WORKERS);
        let homes: HashMap<_, _> = SYMBOLS.iter().map(|symbol| (*symbol, orders.shard_for(symbol))).collect();
        let workers: Vec<_> =
            rx.into_receivers().into_iter().map(|rx| thread::spawn(|| keep_positions(rx))).collect();

        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let mut traded: HashMap<&str, i64> = HashMap::new();
        runtime.block_on(async {
            let strategies: Vec<_> =
                (0..STRATEGIES).map(|strategy| tokio::spawn(trade(orders.clone(), strategy))).collect();
            drop(orders);
            for strategy in strategies {
                for (symbol, quantity) in strategy.await.unwrap() {
                    *traded.entry(symbol).or_default() += quantity;
                }
            }
        });

        let mut kept = HashMap::new();
        for (shard, worker) in workers.into_iter().enumerate() {
            for (symbol, position) in worker.join().unwrap() {
                assert_eq!(homes[symbol], shard, "one keeper a symbol");
                assert_eq!(kept.insert(symbol, position), None);
            }
        }
        assert_eq!(kept, traded, "what was let through is what is held");
    });
}
