//! Engines match the orders of their symbols; the fills go over a lane of each engine to an asynchronous reporter.

use std::collections::{HashMap, VecDeque};
use std::thread;

use hel::channel::mpmc::{GroupSender, Receiver, shard_group};
use hel::channel::spsc::{self, shard_spsc};

use crate::common::within;

const CLIENTS: u64 = 3;
const ORDERS: u64 = 3000;
const ENGINES: usize = 2;
const SYMBOLS: [&str; 5] = ["BTC", "ETH", "SOL", "XRP", "ADA"];

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Buy,
    Sell,
}

struct Order {
    symbol: &'static str,
    side: Side,
    quantity: u64,
}

struct Fill {
    symbol: &'static str,
    quantity: u64,
}

/// What rests in the book of a symbol: orders of one side, oldest first. There is one price.
#[derive(Default)]
struct Book {
    resting: VecDeque<Order>,
}

impl Book {
    /// Matches an order with what rests on the other side; what is left of it rests.
    fn take(&mut self, mut order: Order) -> Vec<Fill> {
        let mut fills = Vec::new();
        while order.quantity > 0 {
            let Some(oldest) = self.resting.front_mut().filter(|oldest| oldest.side != order.side) else {
                self.resting.push_back(order);
                break;
            };
            let quantity = order.quantity.min(oldest.quantity);
            order.quantity -= quantity;
            oldest.quantity -= quantity;
            fills.push(Fill { symbol: order.symbol, quantity });
            if oldest.quantity == 0 {
                self.resting.pop_front();
            }
        }
        fills
    }

    fn volume(&self) -> u64 {
        self.resting.iter().map(|order| order.quantity).sum()
    }
}

type Volumes = HashMap<&'static str, u64>;

/// Runs the books of one group; gives the volume that rests at the end.
fn match_orders(orders: &Receiver<Order, 128>, mut fills: spsc::Sender<Fill, 32>) -> Volumes {
    let mut books: HashMap<_, Book> = HashMap::new();
    let mut batch = Vec::new();
    while orders.recv_batch(&mut batch, 32).is_ok() {
        let mut filled: Vec<_> =
            batch.drain(..).flat_map(|order| books.entry(order.symbol).or_default().take(order)).collect();
        fills.send_batch(&mut filled).expect("the reporter listens");
    }
    books.into_iter().map(|(symbol, book)| (symbol, book.volume())).collect()
}

/// Adds up the fills of one engine.
async fn report(mut fills: spsc::Receiver<Fill, 32>) -> Volumes {
    let mut volumes = Volumes::new();
    while let Ok(Fill { symbol, quantity }) = fills.recv_async().await {
        *volumes.entry(symbol).or_default() += quantity;
    }
    volumes
}

/// Sends orders, now alone and now in batches; gives what was ordered.
fn send_orders(orders: &GroupSender<Order, 128, &'static str>, client: u64) -> Volumes {
    let mut ordered = Volumes::new();
    let mut batch = Vec::new();
    for number in 0..ORDERS {
        let symbol = SYMBOLS[(number * (client + 2) % 5) as usize];
        let side = if (number * 7 + client) % 2 == 0 { Side::Buy } else { Side::Sell };
        let quantity = number % 9 + 1;
        *ordered.entry(symbol).or_default() += quantity;
        batch.push(Order { symbol, side, quantity });
        if batch.len() as u64 > number % 4 {
            orders.send_batch(&mut batch, |order| order.symbol).expect("all symbols are known");
        }
    }
    orders.send_batch(&mut batch, |order| order.symbol).expect("all symbols are known");
    ordered
}

fn sum(volumes: impl IntoIterator<Item = Volumes>) -> Volumes {
    let mut sum = Volumes::new();
    for (symbol, volume) in volumes.into_iter().flatten() {
        *sum.entry(symbol).or_default() += volume;
    }
    sum
}

#[test]
fn every_ordered_volume_is_filled_or_rests() {
    within(|| {
        let homes = SYMBOLS.iter().zip((0..ENGINES).cycle()).map(|(symbol, engine)| (*symbol, engine));
        let (orders, rx) = shard_group::<Order, 128, _>(homes);
        let (lanes, reporters): (Vec<_>, Vec<_>) = shard_spsc::<Fill, 32>(ENGINES)
            .into_pairs()
            .map(|(_, tx, rx)| (tx, smol::spawn(report(rx))))
            .unzip();
        let engines: Vec<_> = rx
            .into_receivers()
            .into_iter()
            .zip(lanes)
            .map(|(orders, fills)| thread::spawn(move || match_orders(&orders, fills)))
            .collect();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let orders = orders.clone();
                thread::spawn(move || send_orders(&orders, client))
            })
            .collect();
        let unknown = Order { symbol: "DOGE", side: Side::Buy, quantity: 1 };
        assert!(orders.send(unknown.symbol, unknown).is_err_and(|error| error.is_unknown_key()));
        drop(orders);

        let ordered = sum(clients.into_iter().map(|client| client.join().unwrap()));
        let resting = sum(engines.into_iter().map(|engine| engine.join().unwrap()));
        let filled = sum(reporters.into_iter().map(smol::block_on));
        assert_eq!(ordered.len(), SYMBOLS.len());
        for (symbol, ordered) in ordered {
            assert_eq!(
                ordered,
                resting[symbol] + 2 * filled[symbol],
                "a fill takes from both sides: {symbol}"
            );
            assert!(filled[symbol] > 0);
        }
    });
}
