//! The book of one symbol: who wants to trade at which price, and who came first.
//!
//! An order trades with the best price on the other side, and among equals with the oldest (price-time priority), at the price
//! of the order that rested. It never trades with an order of its own account: what is left of it then is cancelled.

use std::collections::{BTreeMap, HashMap};

use crate::order::{Account, Action, Fill, Number, Order, Price, Quantity, Report, Side, Terms};

/// What rests, on both sides.
#[derive(Default)]
pub(crate) struct Book {
    /// Bids and asks.
    halves: [Half; 2],
    /// Where an order rests, for cancels.
    places: HashMap<Number, (Side, Place)>,
    arrivals: u64,
}

/// One side, best first.
type Half = BTreeMap<Place, Resting>;

/// The rank of a price (see [`rank`]), then the time of arrival.
type Place = (Price, u64);

struct Resting {
    number: Number,
    account: Account,
    quantity: Quantity,
}

impl Book {
    /// Does what an order that passed risk asks for.
    pub(crate) fn execute(&mut self, order: Order) -> Report {
        match order.action {
            Action::Limit(terms) => self.enter(order, terms, true),
            Action::Market(terms) => self.enter(order, terms, false),
            Action::Cancel(target) => {
                let cancelled = self.cancel(target, order.account);
                Report { order, fills: Vec::new(), cancelled }
            }
        }
    }

    fn enter(&mut self, order: Order, terms: Terms, may_rest: bool) -> Report {
        let Terms { side, price: limit, quantity: mut left } = terms;
        let (mut fills, mut met_itself) = (Vec::new(), false);
        let makers = &mut self.halves[side.opposite() as usize];
        while let Some(mut best) = makers.first_entry().filter(|_| left > 0) {
            let price = rank(side.opposite(), best.key().0);
            let maker = best.get_mut();
            let is_beyond_limit = rank(side, price) < rank(side, limit);
            met_itself = !is_beyond_limit && maker.account == order.account;
            if is_beyond_limit || met_itself {
                break;
            }
            let quantity = left.min(maker.quantity);
            left -= quantity;
            maker.quantity -= quantity;
            fills.push(Fill { maker: maker.number, maker_account: maker.account, quantity, price });
            if maker.quantity == 0 {
                self.places.remove(&maker.number);
                best.remove();
            }
        }
        let rest = Terms { quantity: left, ..terms };
        let rests = left > 0 && may_rest && !met_itself;
        if rests {
            let place = (rank(side, limit), self.arrivals);
            self.arrivals += 1;
            let twin = self.places.insert(order.number, (side, place));
            assert!(twin.is_none(), "order {} rests already: numbers must be unique", order.number);
            let resting = Resting { number: order.number, account: order.account, quantity: left };
            self.halves[side as usize].insert(place, resting);
        }
        Report { order, fills, cancelled: (left > 0 && !rests).then_some(rest) }
    }

    /// `None` when there is no such order any more, or it is another's.
    fn cancel(&mut self, target: Number, account: Account) -> Option<Terms> {
        let &(side, place) = self.places.get(&target)?;
        let half = &mut self.halves[side as usize];
        half.get(&place).filter(|resting| resting.account == account)?;
        let quantity = half.remove(&place)?.quantity;
        self.places.remove(&target);
        Some(Terms { side, quantity, price: rank(side, place.0) })
    }
}

/// The less, the better the price is for the other side: of asks the price, of bids its complement. It is its own inverse.
fn rank(side: Side, price: Price) -> Price {
    if side == Side::Buy { !price } else { price }
}
