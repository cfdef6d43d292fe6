//! Where orders come from when no file is given: a made-up market, the same for the same seed.

use std::collections::HashMap;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use fastrand::Rng;

use crate::order::{Account, Action, Number, Order, Price, Side, Symbol, Terms};

const ACCOUNTS: Account = 8;
/// One order in so many starts a burst: so many in a row, all of one symbol and side.
const BURST: u64 = 100;

/// What market to make up.
#[derive(Debug, Clone, Args)]
pub(crate) struct Market {
    /// How many orders to make up
    #[arg(long, value_name = "N", default_value_t = 1_000_000, conflicts_with = "file",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=10_000_000))]
    pub(crate) orders: usize,
    /// How many symbols; the k-th is traded 1/k as much as the first (Zipf)
    #[arg(long, value_name = "N", default_value_t = 64, conflicts_with = "file", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) symbols: u32,
    /// Another seed, another market; the same seed, the same orders
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "file")]
    pub(crate) seed: u64,
}

/// A symbol that is being made up.
struct Maker {
    symbol: Symbol,
    /// The share of this symbol and those before it in all orders, in billionths of the first's.
    share: u64,
    /// Prices are around this one, which drifts.
    middle: Price,
    /// Limit orders that no cancel named. Some were filled, or did not pass risk.
    limits: Vec<(Number, Account)>,
}

/// Makes the orders up, one by one.
pub(crate) fn generate(market: &Market) -> impl Iterator<Item = Order> + use<> {
    let (mut rng, mut share) = (Rng::with_seed(market.seed), 0);
    let maker = |rank| {
        let symbol = Symbol::from(&format!("S{rank}")).expect("at most 8 letters");
        share += 1_000_000_000 / u64::from(rank);
        Maker { symbol, share, middle: rng.u32(5_000..15_000), limits: Vec::new() }
    };
    let mut makers: Vec<_> = (1..=market.symbols).map(maker).collect();
    let (mut symbol, mut side, mut burst) = (0, Side::Buy, 0);
    (0..market.orders).map(move |number| {
        if burst == 0 {
            let pick = rng.u64(0..share);
            symbol = makers.partition_point(|maker| maker.share <= pick);
            side = if rng.bool() { Side::Buy } else { Side::Sell };
            burst = if rng.u64(0..BURST) == 0 { BURST } else { 1 };
        }
        burst -= 1;
        makers[symbol].order(&mut rng, number, side)
    })
}

impl Maker {
    /// Of twenty orders, seven are cancels, three are market orders, and the others are limit orders near the middle.
    fn order(&mut self, rng: &mut Rng, number: Number, side: Side) -> Order {
        self.middle = (self.middle + rng.u32(0..=4)).saturating_sub(2).max(100);
        let (mut account, kind) = (rng.u32(0..ACCOUNTS), rng.u32(0..20));
        // Small orders are common, large ones are not.
        let quantity = 1 + rng.u32(0..100) * rng.u32(0..100) / 50;
        let action = if kind < 7 && !self.limits.is_empty() {
            // One of the latest: those are the likeliest to be in the book still.
            let back = 1 + rng.usize(0..self.limits.len().min(32));
            let (target, owner) = self.limits.remove(self.limits.len() - back);
            account = owner;
            Action::Cancel(target)
        } else if kind < 10 {
            Action::Market(Terms { side, quantity, price: 0 }) // risk sets the price
        } else {
            self.limits.push((number, account));
            // From three ticks beyond the middle, where it trades at once, to twelve before it.
            let away = rng.u32(0..16);
            let price = if side == Side::Buy { self.middle + 3 - away } else { self.middle - 3 + away };
            Action::Limit(Terms { side, quantity, price })
        };
        Order { number, symbol: self.symbol, account, action }
    }
}

/// Deals orders out to strategies: the symbols in turn, all orders of a symbol to one strategy, in order.
pub(crate) fn deal(orders: impl IntoIterator<Item = Order>, strategies: usize) -> Vec<Vec<Order>> {
    let mut streams = vec![Vec::new(); strategies];
    let mut homes = HashMap::new();
    for order in orders {
        let next = homes.len() % strategies;
        streams[*homes.entry(order.symbol).or_insert(next)].push(order);
    }
    streams
}
