//! The two ends of the pipeline: strategies send orders, reporters take reports.
//!
//! Both run as tasks, or on threads of their own. The channels are the same and so is the code; only the waiting differs: a
//! task awaits, which leaves its thread to others, and a thread blocks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::Result;
use hel::channel::mpmc::KeySender;
use hel::channel::spsc;

use crate::order::{Order, Report};
use crate::pipeline::{CAPACITY, Gone, Stamped};
use crate::portfolio::{Answer, Portfolio};
use crate::runtime::Runtime;
use crate::totals::Tally;

/// Sends orders to risk, each to the shard of its symbol, until there are no more or `stop` is set. The channel counts them.
pub(crate) async fn strategy(
    orders: impl Iterator<Item = Order>,
    to_risk: KeySender<Stamped<Order>, CAPACITY>,
    stop: Arc<AtomicBool>,
    runtime: Runtime,
) -> Result<Option<Tally>> {
    // Relaxed: the flag guards no other data, and an order more or less does not matter.
    for item in orders.take_while(|_| !stop.load(Ordering::Relaxed)) {
        let (shard, order) = (to_risk.to(item.symbol), Stamped { item, sent: Instant::now() });
        match runtime {
            Runtime::Threads => shard.send(order).map_err(|_| Gone("a risk worker"))?,
            _ => shard.send_async(order).await.map_err(|_| Gone("a risk worker"))?,
        }
    }
    Ok(None)
}

/// Takes the reports of a shard, keeps its portfolio, and sends answers to its risk worker.
pub(crate) async fn reporter(
    mut reports: spsc::Receiver<Stamped<Report>, CAPACITY>,
    mut to_risk: spsc::Sender<Answer, CAPACITY>,
    mut reported: Tally,
    runtime: Runtime,
) -> Result<Option<Tally>> {
    let mut portfolio = Portfolio::default();
    loop {
        let report = match runtime {
            Runtime::Threads => reports.recv().ok(),
            _ => reports.recv_async().await.ok(),
        };
        let Some(Stamped { item: report, sent }) = report else { break };
        // There is room by the risk worker's credit (see `worker.rs`), so there is nothing to wait for.
        to_risk.try_send(portfolio.apply(&report)).map_err(|error| {
            assert!(error.is_disconnected(), "more answers than the credit allows");
            Gone("a risk worker")
        })?;
        reported.record(sent.elapsed());
        reported.add(Ok(report));
    }
    Ok(Some(reported))
}
