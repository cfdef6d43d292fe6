//! What travels: orders to risk and on to the engine, and the engine's reports. All amounts are whole numbers.

/// What is traded; in place, so that a message allocates nothing.
pub(crate) type Symbol = arrayvec::ArrayString<8>;
/// In ticks, the smallest step of a price.
pub(crate) type Price = u32;
/// A number of units.
pub(crate) type Quantity = u32;
/// Ticks times units. Wide enough for any sum of them.
pub(crate) type Money = i128;
/// Who an order is for.
pub(crate) type Account = u32;
/// An order's place in the input, and its name from then on. No two orders share one.
pub(crate) type Number = usize;

/// What a strategy sends to risk, and risk, if it lets it pass, to the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) number: Number,
    /// The key by which it is routed.
    pub(crate) symbol: Symbol,
    pub(crate) account: Account,
    pub(crate) action: Action,
}

/// What an order asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Trade; what is not filled rests in the book.
    Limit(Terms),
    /// Trade now; what is not filled is dropped. Risk sets the price: the worst that it reckons with.
    Market(Terms),
    /// Take what rests of the order of this number out of the book. It must be of the same account and symbol.
    Cancel(Number),
}

/// So many units, at this price or better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) side: Side,
    pub(crate) quantity: Quantity,
    pub(crate) price: Price,
}

impl Terms {
    pub(crate) fn money(&self) -> Money {
        Money::from(self.quantity) * Money::from(self.price)
    }
}

/// Which way an order goes: to own more, or less, or less than nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Buy,
    Sell,
}

impl Side {
    /// The side that this one trades with.
    pub(crate) fn opposite(self) -> Self {
        if self == Self::Buy { Self::Sell } else { Self::Buy }
    }

    /// What trading `units` on this side adds to a position.
    pub(crate) fn signed(self, units: i64) -> i64 {
        if self == Self::Buy { units } else { -units }
    }
}

/// What became of an order that passed risk: one report for each, whatever happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) order: Order,
    /// Its trades with orders that rested, in the order in which they were made.
    pub(crate) fills: Vec<Fill>,
    /// What will not trade any more: the target of a cancel, or what is left of an order that may not rest.
    pub(crate) cancelled: Option<Terms>,
}

/// A trade, at the price of the order that rested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fill {
    /// The order that rested.
    pub(crate) maker: Number,
    pub(crate) maker_account: Account,
    pub(crate) quantity: Quantity,
    pub(crate) price: Price,
}
