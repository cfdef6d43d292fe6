//! The same orders in a plain loop: one thread, no channel. What the pipeline gives must be equal, order by order.

use std::collections::HashMap;

use crate::book::Book;
use crate::order::{Order, Symbol};
use crate::pipeline::Settings;
use crate::portfolio::Portfolio;
use crate::risk::Risk;
use crate::totals::Fate;

/// How each order ends.
pub(crate) fn run(settings: &Settings, orders: impl IntoIterator<Item = Order>) -> Vec<Fate> {
    let mut risk = Risk::new(settings.limits, settings.window.into());
    let mut books: HashMap<Symbol, Book> = HashMap::new();
    let mut portfolio = Portfolio::default();
    let fate = |order: Order| {
        assert!(risk.make_room(order.symbol), "every answer is here at once");
        let passed = risk.decide(&order).map_err(|reject| (order, reject))?;
        let report = books.entry(passed.symbol).or_default().execute(passed);
        risk.keep(portfolio.apply(&report));
        Ok(report)
    };
    orders.into_iter().map(fate).collect()
}
