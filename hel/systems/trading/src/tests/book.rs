//! The book against a naive one: a list that is searched from end to end.

use proptest::prelude::*;

use crate::book::Book;
use crate::order::{Account, Action, Fill, Order, Report, Side, Symbol, Terms};

/// What rests, oldest first.
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
