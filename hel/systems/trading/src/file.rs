//! Orders from a CSV file, line by line. A line that makes no sense is an error of its own, and the rest goes on.

use std::array;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use csv::{Position, ReaderBuilder, Trim};
use indicatif::ProgressBar;

use crate::order::{Action, Number, Order, Side, Symbol, Terms};

/// The first line of a file.
const COLUMNS: [&str; 7] = ["kind", "id", "account", "symbol", "side", "quantity", "price"];

/// The most units of an order, and the most ticks of a price.
const MOST: u32 = 1_000_000_000;

/// Opens a file and gives its orders. `progress` shows the bytes read.
pub(crate) fn read(path: &Path, progress: &ProgressBar) -> Result<impl Iterator<Item = Result<Order>>> {
    let name = path.display().to_string();
    // What is no regular file may keep a reader waiting, and Ctrl-C with it.
    ensure!(path.is_file(), "{name} is no file; `--help` says what a file of orders looks like");
    let file = progress.wrap_read(File::open(path).with_context(|| format!("cannot open {name}"))?);
    let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(file);
    let columns = reader.headers().with_context(|| format!("{name}: cannot read the first line"))?;
    ensure!(columns.iter().eq(COLUMNS), "{name}:1: the first line must be {}", COLUMNS.join(","));
    // Ids are the file's. Within the program an order goes by its number.
    let (mut numbers, mut next) = (HashMap::new(), 0);
    Ok(reader.into_records().map(move |record| {
        let record = record.with_context(|| name.clone())?;
        let line = record.position().map_or(0, Position::line);
        let fields = array::from_fn(|column| record.get(column).unwrap_or_default());
        let order = order(fields, next, &mut numbers).with_context(|| format!("{name}:{line}"))?;
        next += 1;
        Ok(order)
    }))
}

fn order(fields: [&str; 7], number: Number, numbers: &mut HashMap<String, Number>) -> Result<Order> {
    let [kind, id, account, symbol, side, quantity, price] = fields;
    let symbol = Symbol::from(symbol).ok().filter(|symbol| !symbol.is_empty());
    let symbol = symbol.context("the symbol is 1 to 8 letters or digits")?;
    let account = whole("account", account, 0)?;
    let terms = |price| {
        let side = match side {
            "buy" => Side::Buy,
            "sell" => Side::Sell,
            _ => bail!("the side is `buy` or `sell`, not `{side}`"),
        };
        Ok(Terms { side, quantity: whole("quantity", quantity, 1)?, price })
    };
    let known = numbers.get(id).copied();
    let action = match kind {
        "limit" => Action::Limit(terms(whole("price", price, 1)?)?),
        "market" => Action::Market(terms(0)?), // risk sets the price
        "cancel" => Action::Cancel(known.with_context(|| format!("no order before has the id `{id}`"))?),
        _ => bail!("the kind is `limit`, `market` or `cancel`, not `{kind}`"),
    };
    if kind != "cancel" {
        ensure!(known.is_none(), "another order before has the id `{id}`");
        numbers.insert(id.to_owned(), number);
    }
    Ok(Order { number, symbol, account, action })
}

fn whole(name: &str, text: &str, least: u32) -> Result<u32> {
    let number = text.parse().ok().filter(|number| (least..=MOST).contains(number));
    number.with_context(|| format!("the {name} is a whole number from {least} to {MOST}, not `{text}`"))
}
