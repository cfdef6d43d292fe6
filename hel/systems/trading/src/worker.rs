//! The blocking threads of a shard, a risk worker and an engine. With its reporter they form a cycle, in this order.
//!
//! # Why the cycle cannot deadlock
//!
//! A cycle of bounded channels stops for ever when each part waits for room in the next. Here none ever waits for room:
//!
//! * The risk worker has a credit of [`CAPACITY`]: at most that many orders passed whose answers it did not receive.
//! * An order on its way is one message: an order for the engine, then its report, then its answer. So none of the three
//!   channels ever holds more than `CAPACITY` messages, and each has as many slots.
//!
//! So engine and reporter wait for messages alone, and the risk worker for an answer only while one is on its way: whoever has
//! it now hands it on. The channel of orders is outside of the cycle: strategies wait for nothing that comes out of it.
//!
//! The credit does not change what is decided: an answer that comes early is kept until it is due (see `risk.rs`).

use std::collections::HashMap;

use hel::channel::mpmc::{KeySender, Receiver};
use hel::channel::spsc;

use crate::book::Book;
use crate::order::{Order, Report, Symbol};
use crate::pipeline::{CAPACITY, Gone, Stamped};
use crate::portfolio::Answer;
use crate::risk::Risk;
use crate::totals::Tally;

/// Decides on the orders of a shard.
pub(crate) fn decide(
    mut risk: Risk,
    orders: &Receiver<Stamped<Order>, CAPACITY>,
    to_engines: KeySender<Stamped<Order>, CAPACITY>,
    mut answers: spsc::Receiver<Answer, CAPACITY>,
    mut decided: Tally,
) -> anyhow::Result<Tally> {
    let mut take_answer = |risk: &mut Risk| answers.recv().map(|answer| risk.keep(answer));
    for Stamped { item: order, sent } in orders {
        while risk.unanswered == CAPACITY || !risk.make_room(order.symbol) {
            take_answer(&mut risk).map_err(|_| Gone("a reporter"))?;
        }
        let decision = risk.decide(&order);
        decided.record(sent.elapsed());
        match decision {
            Ok(item) => {
                // As many engines, the same key: it goes to the engine of the same index as this worker.
                to_engines.send(order.symbol, Stamped { item, sent }).map_err(|_| Gone("an engine"))?;
            }
            Err(reject) => decided.add(Err((order, reject))),
        }
    }
    // The engines end when the last worker lets go of them, and the reporters when the engines do.
    drop(to_engines);
    while risk.unanswered > 0 {
        take_answer(&mut risk).map_err(|_| Gone("a reporter"))?;
    }
    Ok(decided)
}

/// Runs the books of a shard, which nobody else touches: no lock.
pub(crate) fn execute(
    orders: &Receiver<Stamped<Order>, CAPACITY>,
    mut reports: spsc::Sender<Stamped<Report>, CAPACITY>,
) -> anyhow::Result<()> {
    let mut books: HashMap<Symbol, Book> = HashMap::new();
    for Stamped { item: order, sent } in orders {
        let report = books.entry(order.symbol).or_default().execute(order);
        reports.send(Stamped { item: report, sent }).map_err(|_| Gone("a reporter"))?;
    }
    Ok(())
}
