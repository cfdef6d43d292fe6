//! A flight, and the file it comes from.

use std::hash::{Hash, Hasher};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
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
    /// Miles flown.
    pub distance: u32,
}

/// Where the flights are, and how many of them are wanted.
#[derive(Debug, Clone, clap::Args)]
pub struct Source {
    /// A CSV file of flights in time order; data/README.md names the columns
    #[arg(long, value_name = "PATH", default_value = JANUARY, hide_default_value = true)]
    pub file: PathBuf,

    /// How many rows to read at most
    #[arg(long, value_name = "N")]
    pub rows: Option<u32>,
}

/// The flights of January 2013 from New York, which come with the project.
pub const JANUARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../data/flights-2013-01.csv");

/// The columns that matter here.
#[derive(Deserialize)]
struct Columns {
    tailnum: String,
    #[serde(deserialize_with = "csv::invalid_option")]
    arr_delay: Option<i32>,
    distance: u32,
}

impl Source {
    /// The flights of the file, without those whose aircraft the file does not know.
    pub fn read(&self) -> Result<Vec<Flight>> {
        let file = self.file.display();
        let explain = || format!("cannot open {file}: name a file of flights by --file");
        let mut reader = csv::Reader::from_path(&self.file).with_context(explain)?;
        let mut flights = Vec::new();
        for (row, columns) in (1..=self.rows.unwrap_or(u32::MAX)).zip(reader.deserialize()) {
            let columns = columns.with_context(|| format!("{file}: data/README.md names the columns"));
            let Columns { tailnum, arr_delay, distance } = columns?;
            if tailnum != "NA" {
                flights.push(Flight { tail: Tail(tailnum), row, delay: arr_delay.unwrap_or(0), distance });
            }
        }
        ensure!(!flights.is_empty(), "{file} holds no flights of a known aircraft");
        Ok(flights)
    }
}
