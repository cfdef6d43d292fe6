//! Risk: which orders may go on to the engine. Plain state, no channel; `worker.rs` runs it.
//!
//! # The same decisions in every run
//!
//! What an account holds is known from the portfolio's answers, and *when* these come differs from run to run. A decision by the
//! newest that is known would differ too. So an answer is not applied when it comes:
//!
//! * At most `window` orders of a symbol are on their way: passed on, and their answers not applied.
//! * When that many are, the oldest answer is applied before the next decision, and waited for if it is not there. At no other
//!   time is an answer applied.
//!
//! So the p-th order of a symbol to pass is decided with the answers to the first p - `window`, neither more nor fewer. By
//! induction every decision, and so every fill, depends on the symbol's own orders alone: not on timing, and not on which other
//! symbols share the shard.
//!
//! # Limits that hold
//!
//! An order that passes is reserved at its worst: as if it were filled to the last unit. Its answer, however late, turns the
//! reservation into a position or frees it. So what is held and open stays within its limits, whatever is on its way. Only what
//! a position is worth changes by itself, with the price: each order is decided at the last price that was applied.

use std::collections::{HashMap, VecDeque};

use crate::order::{Account, Action, Money, Order, Price, Side, Symbol, Terms};
use crate::portfolio::{Answer, Holding};

/// What one account may do in one symbol. Not across symbols: that would make a decision depend on how symbols' orders
/// interleave, which no two runs share.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Limits {
    /// The most units an account may hold of a symbol, long or short, if all its open orders were filled
    #[arg(long = "max-position", value_name = "UNITS", default_value_t = 2_000)]
    pub(crate) position: i64,
    /// The most money it may have in a symbol: in the position, at the last price, and in open orders, at their limits
    #[arg(long = "max-exposure", value_name = "MONEY", default_value_t = 30_000_000)]
    pub(crate) exposure: Money,
    /// How far its result may fall below its best; beyond that, only what closes the position passes
    #[arg(long = "max-drawdown", value_name = "MONEY", default_value_t = 1_000_000)]
    pub(crate) drawdown: Money,
}

/// Why an order did not pass, in the order in which it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub(crate) enum Reject {
    #[error("a market order before the first trade")]
    NoPrice,
    #[error("beyond the drawdown limit, and not closing")]
    Drawdown,
    #[error("beyond the position limit")]
    Position,
    #[error("beyond the exposure limit")]
    Exposure,
}

/// Keeps the symbols of one shard within their limits.
pub(crate) struct Risk {
    limits: Limits,
    window: usize,
    desks: HashMap<Symbol, Desk>,
    /// Orders passed whose answers did not come.
    pub(crate) unanswered: usize,
}

/// What risk knows of a symbol.
#[derive(Default)]
struct Desk {
    mark: Option<Price>,
    accounts: HashMap<Account, Line>,
    /// Orders passed whose answers were not applied.
    under_way: usize,
    /// Answers that came and are not due, oldest first.
    answers: VecDeque<Answer>,
}

/// What risk knows of an account in a symbol.
#[derive(Default)]
struct Line {
    holding: Holding,
    /// Units and money that are reserved for open orders, by side.
    open: [(i64, Money); 2],
}

impl Risk {
    /// Knows nothing yet. `window`: how many orders of a symbol may be on their way, at least 1.
    pub(crate) fn new(limits: Limits, window: usize) -> Self {
        Self { limits, window, desks: HashMap::new(), unanswered: 0 }
    }

    /// Keeps an answer until it is due.
    pub(crate) fn keep(&mut self, answer: Answer) {
        let desk = self.desks.get_mut(&answer.symbol).filter(|desk| desk.answers.len() < desk.under_way);
        desk.expect("an answer comes to the worker that passed the order").answers.push_back(answer);
        self.unanswered -= 1;
    }

    /// Makes room in a symbol's window: applies the oldest answer when, and only when, the window is full. False when that
    /// answer did not come yet: [`keep`](Self::keep) what comes, and call again.
    pub(crate) fn make_room(&mut self, symbol: Symbol) -> bool {
        let desk = self.desks.entry(symbol).or_default();
        if desk.under_way < self.window {
            return true;
        }
        let Some(answer) = desk.answers.pop_front() else { return false };
        desk.apply(answer);
        true
    }

    /// Decides on an order; there must be room. If it passes, it goes to the engine as returned, and one answer must come back.
    pub(crate) fn decide(&mut self, order: &Order) -> Result<Order, Reject> {
        let desk = self.desks.entry(order.symbol).or_default();
        let mut passed = *order;
        match &mut passed.action {
            Action::Limit(terms) => desk.reserve(order.account, terms, &self.limits)?,
            Action::Market(terms) => {
                // At worst, a tenth beyond the last price.
                let mark = desk.mark.ok_or(Reject::NoPrice)?;
                terms.price = if terms.side == Side::Buy { mark + mark / 10 } else { mark - mark / 10 };
                desk.reserve(order.account, terms, &self.limits)?;
            }
            Action::Cancel(_) => {}
        }
        desk.under_way += 1;
        self.unanswered += 1;
        Ok(passed)
    }
}

impl Desk {
    fn reserve(&mut self, account: Account, terms: &Terms, limits: &Limits) -> Result<(), Reject> {
        let line = self.accounts.entry(account).or_default();
        let Holding { position, best, .. } = line.holding;
        let mark = self.mark.unwrap_or_default();
        let units = i64::from(terms.quantity);
        // As if this order and all open ones of its side were filled, and none of the other side.
        let worst = position + terms.side.signed(line.open[terms.side as usize].0 + units);

        let closes = worst.abs() < position.abs() && worst.signum() != -position.signum();
        if best - line.holding.result(mark) > limits.drawdown && !closes {
            return Err(Reject::Drawdown);
        }
        if terms.side.signed(worst) > limits.position {
            return Err(Reject::Position);
        }
        let held = Money::from(position.abs()) * Money::from(mark);
        if held + line.open[0].1 + line.open[1].1 + terms.money() > limits.exposure {
            return Err(Reject::Exposure);
        }
        let (open, reserved) = &mut line.open[terms.side as usize];
        (*open, *reserved) = (*open + units, *reserved + terms.money());
        Ok(())
    }

    fn apply(&mut self, answer: Answer) {
        self.under_way -= 1;
        self.mark = answer.mark.or(self.mark);
        for (account, freed, holding) in answer.updates {
            let line = self.accounts.entry(account).or_default();
            line.holding = holding;
            let (open, reserved) = &mut line.open[freed.side as usize];
            (*open, *reserved) = (*open - i64::from(freed.quantity), *reserved - freed.money());
            assert!(*open >= 0 && *reserved >= 0, "account {account} got back more than was reserved");
        }
    }
}
