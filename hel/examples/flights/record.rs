//! A row of the file, and how it becomes a message.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::str;

use anyhow::{Context, Result, bail, ensure};
use csv::{Reader, StringRecord};
use serde::Deserialize;

/// The registration painted on an aircraft: the key of a flight.
pub(crate) type Tail = Code<6>;

/// The two letters of an airline.
pub(crate) type Carrier = Code<2>;

/// A flight of a known aircraft: the message. Small and `Copy`, so that sending it allocates nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flight {
    pub(crate) tail: Tail,
    pub(crate) leg: Leg,
}

/// What a row says, the aircraft apart. The times are minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leg {
    pub(crate) carrier: Carrier,
    /// Since the year began, by New York's clock. None: the flight was cancelled.
    pub(crate) departure: Option<i32>,
    /// Negative when early. None: it did not arrive where it was meant to.
    pub(crate) arrival_delay: Option<i32>,
    /// None as above.
    pub(crate) air_time: Option<i32>,
}

impl Leg {
    pub(crate) fn is_cancelled(&self) -> bool {
        self.departure.is_none()
    }
}

/// A row: a flight, or, where the file names no aircraft, what is left of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) tail: Option<Tail>,
    pub(crate) leg: Leg,
}

/// Short text in place: no allocation, cheap to hash, compare and copy. Padded with zeros.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Code<const N: usize>([u8; N]);

impl<const N: usize> Code<N> {
    pub(crate) fn new(text: &str) -> Result<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        ensure!(is_plain && (1..=N).contains(&text.len()), "{text:?} is not 1 to {N} letters and digits");
        let mut code = [0; N];
        code[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(code))
    }
}

impl<const N: usize> fmt::Display for Code<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.0.iter().position(|&byte| byte == 0).unwrap_or(N);
        // `new` let ASCII alone in. `pad` honours the width that a table asks for.
        f.pad(str::from_utf8(&self.0[..length]).unwrap_or("?"))
    }
}

impl<const N: usize> fmt::Debug for Code<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Opens a file of flights and gives its rows one by one, as they are read.
///
/// # Errors
///
/// When the file cannot be opened; what to do then is in the message. A row that cannot be understood is an error of its
/// own, which names the row.
pub(crate) fn open(path: &Path) -> Result<Rows<'_>> {
    let file = File::open(path).with_context(|| {
        format!(
            "cannot open {}\n\nThe flights of January 2013 come with the project, in data/flights-2013-01.csv. \
             Without them, name a file with the same columns:\n\n    \
             cargo run --release --example flights -- --file PATH\n",
            path.display()
        )
    })?;
    let is_regular = file.metadata().is_ok_and(|metadata| metadata.is_file());
    ensure!(
        is_regular,
        "{} is no regular file, and cannot be read twice: by the pipeline, and by the loop that checks it. \
         Keep what it gives in a file first",
        path.display()
    );
    let mut reader = Reader::from_reader(file);
    let headers = reader.headers();
    let headers = headers.with_context(|| format!("{}: no line of column names", path.display()))?.clone();
    Ok(Rows { path, reader, headers, line: StringRecord::new() })
}

/// All rows of a file.
///
/// # Errors
///
/// As [`open`], for the first row that cannot be understood, and when there is none.
pub(crate) fn read_all(path: &Path) -> Result<Vec<Row>> {
    let rows = open(path)?.collect::<Result<Vec<_>>>()?;
    ensure!(!rows.is_empty(), "{} holds no flights, only column names", path.display());
    Ok(rows)
}

/// The rows of a file, one by one. One line is kept in memory.
#[derive(Debug)]
pub(crate) struct Rows<'p> {
    path: &'p Path,
    reader: Reader<File>,
    headers: StringRecord,
    line: StringRecord,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.reader.read_record(&mut self.line) {
            Ok(true) => Some(self.parse()),
            Ok(false) => None,
            Err(error) => {
                Some(Err(error).with_context(|| format!("{}: cannot be read on", self.path.display())))
            }
        }
    }
}

impl Rows<'_> {
    fn parse(&self) -> Result<Row> {
        let parsed = match self.line.deserialize::<Fields<'_>>(Some(&self.headers)) {
            Ok(fields) => fields.row(),
            Err(error) => Err(error.into()),
        };
        parsed.with_context(|| {
            let line = self.line.position().map_or(0, csv::Position::line);
            format!("{}:{line}: no flight (data/README.md names the columns)", self.path.display())
        })
    }
}

/// The columns that matter here, as they stand in the file. Text is borrowed from the line.
#[derive(Debug, Deserialize)]
struct Fields<'l> {
    month: usize,
    day: i32,
    dep_time: &'l str,
    carrier: &'l str,
    tailnum: &'l str,
    arr_delay: &'l str,
    air_time: &'l str,
}

impl Fields<'_> {
    fn row(&self) -> Result<Row> {
        let tail = match self.tailnum {
            NOT_AVAILABLE => None,
            text => Some(Tail::new(text).context("column tailnum")?),
        };
        let departure = match number(self.dep_time).context("column dep_time")? {
            None => None,
            Some(clock) => Some(minute_of_year(self.month, self.day, clock)?),
        };
        let leg = Leg {
            carrier: Carrier::new(self.carrier).context("column carrier")?,
            departure,
            arrival_delay: number(self.arr_delay).context("column arr_delay")?,
            air_time: number(self.air_time).context("column air_time")?,
        };
        Ok(Row { tail, leg })
    }
}

/// How the file says that it does not know.
const NOT_AVAILABLE: &str = "NA";

fn number(text: &str) -> Result<Option<i32>> {
    if text == NOT_AVAILABLE {
        return Ok(None);
    }
    // Minutes and clock times have five digits at most; more is a mistake, and might overflow a sum.
    match text.parse::<i32>() {
        Ok(number) if number.unsigned_abs() < 100_000 => Ok(Some(number)),
        _ => bail!("{text:?} is neither a number of minutes nor {NOT_AVAILABLE}"),
    }
}

/// `clock` is hours times 100 plus minutes; 2400 is the midnight that ends the day.
fn minute_of_year(month: usize, day: i32, clock: i32) -> Result<i32> {
    /// In the months before, in a year that is no leap year, as 2013.
    const DAYS_BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

    let days_before = month.checked_sub(1).and_then(|index| DAYS_BEFORE.get(index));
    let (Some(days_before), 1..=31) = (days_before, day) else {
        bail!("there is no month {month}, day {day}");
    };
    ensure!((0..=2400).contains(&clock) && clock % 100 < 60, "there is no clock time {clock}");
    Ok((days_before + day - 1) * 24 * 60 + clock / 100 * 60 + clock % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_plain_text() {
        assert_eq!(Tail::new("N1").unwrap().to_string(), "N1");
        assert_eq!(format!("{:<8}|", Tail::new("N14228").unwrap()), "N14228  |");
        assert!(Tail::new("N142288").is_err());
        assert!(Tail::new("").is_err());
        assert!(Carrier::new("\u{e9}").is_err());
    }

    #[test]
    fn unknown_is_not_nonsense() {
        assert_eq!(number("NA").unwrap(), None);
        assert_eq!(number("-17").unwrap(), Some(-17));
        assert!(number("").is_err());
        assert!(number("2013-01-01").is_err());
        assert!(number("-2147483648").is_err());
    }

    #[test]
    fn minutes_count_from_new_year() {
        assert_eq!(minute_of_year(1, 1, 0).unwrap(), 0);
        assert_eq!(minute_of_year(1, 2, 517).unwrap(), 1440 + 5 * 60 + 17);
        assert_eq!(minute_of_year(1, 31, 2400).unwrap(), minute_of_year(2, 1, 0).unwrap());
        assert!(minute_of_year(0, 1, 0).is_err());
        assert!(minute_of_year(13, 1, 0).is_err());
        assert!(minute_of_year(1, 32, 0).is_err());
        assert!(minute_of_year(1, 1, 1260).is_err());
    }
}
