//! The portfolio: what each account holds of each symbol, by what was really traded. Each report becomes an [`Answer`] to risk.

use std::collections::HashMap;

use crate::order::{Account, Action, Fill, Money, Price, Report, Symbol, Terms};

/// What the accounts hold of the symbols of one shard.
#[derive(Default)]
pub(crate) struct Portfolio {
    symbols: HashMap<Symbol, HashMap<Account, Holding>>,
}

/// What one account holds of one symbol.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Holding {
    /// Units; negative when more were sold than bought.
    pub(crate) position: i64,
    /// Money from all sales, less that for all purchases.
    cash: Money,
    /// The best [`result`](Self::result) right after a trade of this account.
    pub(crate) best: Money,
}

impl Holding {
    /// The cash there would be if the position were closed at price `mark`.
    pub(crate) fn result(&self, mark: Price) -> Money {
        self.cash + Money::from(self.position) * Money::from(mark)
    }

    fn trade(&mut self, bought: i64, price: Price) {
        self.position += bought;
        self.cash -= Money::from(bought) * Money::from(price);
        self.best = self.best.max(self.result(price));
    }
}

/// What risk has to know of a report.
pub(crate) struct Answer {
    pub(crate) symbol: Symbol,
    /// The price of the last trade, if there was one.
    pub(crate) mark: Option<Price>,
    /// An account, what of an order is open no longer (at the order's price, by which it was reserved), what it holds now.
    pub(crate) updates: Vec<(Account, Terms, Holding)>,
}

impl Portfolio {
    /// Enters what a report says. Reports of one symbol must come in order.
    pub(crate) fn apply(&mut self, report: &Report) -> Answer {
        let Report { order, fills, cancelled } = report;
        let accounts = self.symbols.entry(order.symbol).or_default();
        let mut updates = Vec::new();
        if let Action::Limit(terms) | Action::Market(terms) = order.action {
            for &Fill { maker_account, quantity, price, .. } in fills {
                let taker = Terms { quantity, ..terms };
                let maker = Terms { side: terms.side.opposite(), quantity, price };
                for (account, freed) in [(order.account, taker), (maker_account, maker)] {
                    let holding = accounts.entry(account).or_default();
                    holding.trade(freed.side.signed(quantity.into()), price);
                    updates.push((account, freed, *holding));
                }
            }
        }
        let mut holding = || *accounts.entry(order.account).or_default();
        updates.extend(cancelled.map(|freed| (order.account, freed, holding())));
        Answer { symbol: order.symbol, mark: fills.last().map(|fill| fill.price), updates }
    }
}
