//! How long a book takes for an order, with nothing around it: `cargo bench -p trading`.
#![allow(dead_code, missing_docs, reason = "the program's own files, and a macro of criterion's")]

#[path = "../src/book.rs"]
mod book;
#[path = "../src/input.rs"]
mod input;
#[path = "../src/order.rs"]
mod order;

use criterion::{Criterion, criterion_group, criterion_main};

fn book(criterion: &mut Criterion) {
    let market = input::Market { orders: 100_000, symbols: 1, seed: 1 };
    let orders: Vec<_> = input::generate(&market).collect();
    let execute_all = || {
        let mut book = book::Book::default();
        orders.iter().map(|&order| book.execute(order).fills.len()).sum::<usize>()
    };
    criterion.bench_function("100,000 orders in a book", |bencher| bencher.iter(execute_all));
}

criterion_group!(benches, book);
criterion_main!(benches);
