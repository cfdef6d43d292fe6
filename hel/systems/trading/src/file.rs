//! Orders from a CSV file, line by line. A line that makes no sense is an error of its own, and the rest goes on.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use csv::{ReaderBuilder, StringRecord};
use indicatif::ProgressBar;
use serde::Deserialize;

use crate::order::{Account, Action, Number, Order, Price, Quantity, Side, Symbol, Terms};

/// The most units of an order, and the most ticks of a price.
const MOST: u32 = 1_000_000_000;

/// A line, column by column.
#[derive(Deserialize)]
struct Line<'l> {
    kind: &'l str,
    id: u64,
    account: Account,
    symbol: &'l str,
    side: Option<&'l str>,
    quantity: Option<Quantity>,
    price: Option<Price>,
}

/// Opens a file and gives its orders. `progress` shows the bytes read.
pub(crate) fn read(path: &Path, progress: &ProgressBar) -> Result<impl Iterator<Item = Result<Order>>> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| {
        format!("cannot open {name}; `trading --help` says what a file of orders looks like")
    })?;
    let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(progress.wrap_read(file));
    let headers = reader.headers().with_context(|| format!("{name}: cannot read the column names"))?.clone();
    for column in ["kind", "id", "account", "symbol", "side", "quantity", "price"] {
        ensure!(headers.iter().any(|it| it == column), "{name}: no column `{column}`; see `trading --help`");
    }
    // Ids are the file's. Within the program an order goes by its number.
    let (mut numbers, mut next) = (HashMap::new(), 0);
    Ok(reader.into_records().map(move |record| {
        let record = record.with_context(|| name.clone())?;
        let line = record.position().map_or(0, csv::Position::line);
        let order = order(&record, &headers, next, &mut numbers).with_context(|| format!("{name}:{line}"))?;
        next += 1;
        Ok(order)
    }))
}

fn order(
    record: &StringRecord,
    headers: &StringRecord,
    number: Number,
    numbers: &mut HashMap<u64, Number>,
) -> Result<Order> {
    let line: Line<'_> = record.deserialize(Some(headers))?;
    let symbol = Symbol::from(line.symbol).ok().filter(|symbol| !symbol.is_empty());
    let symbol = symbol.context("a symbol has 1 to 8 letters")?;
    let action = match line.kind {
        "limit" => Action::Limit(terms(&line, line.price.context("a limit order has a price")?)?),
        "market" => Action::Market(terms(&line, 1)?), // risk sets the price
        "cancel" => {
            let target = numbers.get(&line.id).context("no order before this line has the id")?;
            return Ok(Order { number, symbol, account: line.account, action: Action::Cancel(*target) });
        }
        kind => bail!("the kind is `limit`, `market` or `cancel`, not `{kind}`"),
    };
    ensure!(numbers.insert(line.id, number).is_none(), "another order before this line has the id");
    Ok(Order { number, symbol, account: line.account, action })
}

fn terms(line: &Line<'_>, price: Price) -> Result<Terms> {
    let side = match line.side {
        Some("buy") => Side::Buy,
        Some("sell") => Side::Sell,
        _ => bail!("the side is `buy` or `sell`"),
    };
    let quantity = line.quantity.unwrap_or_default();
    ensure!((1..=MOST).contains(&quantity), "the quantity is a whole number from 1 to {MOST}");
    ensure!((1..=MOST).contains(&price), "the price is a whole number of ticks from 1 to {MOST}");
    Ok(Terms { side, quantity, price })
}
