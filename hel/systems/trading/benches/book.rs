//! How long a book takes for an order, with nothing around it: `cargo bench -p trading`.
#![expect(dead_code, missing_docs, reason = "a part of the program, and a macro of criterion's")]

#[path = "../src/book.rs"]
mod book;
#[path = "../src/order.rs"]
mod order;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use order::{Action, Order, Side, Symbol, Terms};

/// Limit orders that trade about half the time, around one price.
fn orders() -> impl Iterator<Item = Order> {
    let symbol = Symbol::from("ACME").expect("a short name");
    let mut rng = fastrand::Rng::with_seed(1);
    (0..10_000).map(move |number| {
        let (side, price) = if rng.bool() { (Side::Buy, 1_000) } else { (Side::Sell, 1_004) };
        let terms = Terms { side, quantity: rng.u32(1..100), price: price + rng.u32(0..8) - 4 };
        Order { number, symbol, account: rng.u32(0..8), action: Action::Limit(terms) }
    })
}

fn book(criterion: &mut Criterion) {
    let orders: Vec<_> = orders().collect();
    let mut group = criterion.benchmark_group("book");
    group.throughput(Throughput::Elements(orders.len() as u64)).bench_function("limit orders", |bencher| {
        bencher.iter(|| {
            let mut book = book::Book::default();
            orders.iter().map(|&order| book.execute(order).fills.len()).sum::<usize>()
        });
    });
}

criterion_group!(benches, book);
criterion_main!(benches);
