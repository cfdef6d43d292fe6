//! A flight, and the file it comes from.

use std::hash::{Hash, Hasher};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// The registration painted on an aircraft: the key of a flight.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tail(pub String);

/// Its letters and nothing else: see [`placement`](crate::placement).
impl Hash for Tail {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write(self.0.as_bytes());
    }
}

/// A flight of a known aircraft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flight {
    /// Whose flight it is.
    pub tail: Tail,
    /// Its row in the file, from 1: no two flights are the same.
    pub row: u32,
    /// Minutes late at its destination, negative when early; 0 where the file does not know.
    pub delay: i32,
}

/// The flights of January 2013 from New York, which come with the project.
const JANUARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../data/flights-2013-01.csv");

/// The columns that matter here.
#[derive(Deserialize)]
struct Columns {
    tailnum: String,
    #[serde(deserialize_with = "csv::invalid_option")]
    arr_delay: Option<i32>,
}

/// The flights of at most so many rows of the file, without those whose aircraft the file does not know.
pub fn read(rows: Option<u32>) -> Result<Vec<Flight>> {
    let explain = || format!("cannot read {JANUARY}, which a clone of the project has");
    let mut reader = csv::Reader::from_path(JANUARY).with_context(explain)?;
    let mut flights = Vec::new();
    for (row, columns) in (1..=rows.unwrap_or(u32::MAX)).zip(reader.deserialize()) {
        let Columns { tailnum, arr_delay } = columns.with_context(explain)?;
        if tailnum != "NA" {
            flights.push(Flight { tail: Tail(tailnum), row, delay: arr_delay.unwrap_or(0) });
        }
    }
    Ok(flights)
}
