//! The answer, found by a plain loop, and the comparison of another with it.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::hash::Hash;

use anyhow::{Result, ensure};

use crate::record::{Flight, Row};
use crate::tally::Tally;

/// What was read: every row is one or the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Intake {
    /// Rows with a tail number. Each is a message.
    pub(crate) keyed: u64,
    /// Rows without a tail number: they belong to no aircraft, so they are counted and not sent.
    pub(crate) unkeyed: u64,
    /// Those among them that were cancelled.
    pub(crate) unkeyed_cancelled: u64,
}

impl Intake {
    /// Counts `row`, and gives the message that it makes.
    pub(crate) fn admit(&mut self, row: &Row) -> Option<Flight> {
        if let Some(tail) = row.tail {
            self.keyed += 1;
            return Some(Flight { tail, leg: row.leg });
        }
        self.unkeyed += 1;
        self.unkeyed_cancelled += u64::from(row.leg.is_cancelled());
        None
    }

    pub(crate) fn rows(&self) -> u64 {
        self.keyed + self.unkeyed
    }
}

/// What a pass over the file gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) intake: Intake,
    pub(crate) tally: Tally,
}

impl Answer {
    /// The answer of one thread that does all by itself.
    pub(crate) fn sequential(rows: &[Row]) -> Self {
        let mut answer = Self::default();
        for row in rows {
            if let Some(flight) = answer.intake.admit(row) {
                answer.tally.record(&flight);
            }
        }
        answer
    }

    /// Compares `found` with this answer.
    ///
    /// # Errors
    ///
    /// When they differ in anything: the message names where, what was expected and what was found.
    pub(crate) fn check(&self, found: &Self) -> Result<()> {
        let mut differences = Vec::new();
        if self.intake != found.intake {
            differences.push(format!("rows: expected {:?}, found {:?}", self.intake, found.intake));
        }
        compare("aircraft", &self.tally.aircraft, &found.tally.aircraft, &mut differences);
        compare("carrier", &self.tally.carriers, &found.tally.carriers, &mut differences);

        let shown = differences.len().min(MOST_SHOWN);
        ensure!(
            differences.is_empty(),
            "{} differences, of which the first {shown}:\n  {}",
            differences.len(),
            differences[..shown].join("\n  ")
        );
        Ok(())
    }
}

/// When something is wrong, much is: a few cases tell as much as thousands.
const MOST_SHOWN: usize = 5;

/// Adds a line for each key with another value, in the order of the keys.
fn compare<K, V>(what: &str, expected: &HashMap<K, V>, found: &HashMap<K, V>, differences: &mut Vec<String>)
where
    K: Copy + Ord + Hash + fmt::Display,
    V: PartialEq + fmt::Debug,
{
    let keys: BTreeSet<_> = expected.keys().chain(found.keys()).copied().collect();
    for key in keys {
        match (expected.get(&key), found.get(&key)) {
            (expected, found) if expected == found => {}
            (Some(expected), Some(found)) => {
                differences.push(format!("{what} {key}: expected {expected:?}, found {found:?}"));
            }
            (Some(expected), None) => differences.push(format!("{what} {key}: lost, expected {expected:?}")),
            (_, found) => differences.push(format!("{what} {key}: not expected, found {found:?}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::JANUARY;
    use crate::record::{self, Code, Tail};
    use crate::tally::{Aircraft, Punctuality};

    /// The figures were counted by another program, in another language.
    #[test]
    fn january_is_as_counted_elsewhere() {
        let answer = Answer::sequential(&record::read_all(JANUARY.as_ref()).unwrap());
        assert_eq!(answer.intake, Intake { keyed: 26_849, unkeyed: 155, unkeyed_cancelled: 155 });
        assert_eq!(answer.tally.aircraft.len(), 3_148);
        assert_eq!(answer.tally.total().cancelled, 366);
        assert_eq!(
            answer.tally.carriers[&Code::new("EV").unwrap()],
            Punctuality { legs: 3_989, cancelled: 182, arrivals: 3_964, delay: 99_735 }
        );
        assert_eq!(
            answer.tally.aircraft[&Tail::new("N13975").unwrap()],
            Aircraft {
                punctuality: Punctuality { legs: 12, cancelled: 1, arrivals: 12, delay: 810 },
                peak_delay: 810,
                longest_gap: 24_658,
                landed: Some(43_767),
            }
        );
    }

    #[test]
    fn difference_is_named() {
        let expected = Answer::sequential(&record::read_all(JANUARY.as_ref()).unwrap());
        assert!(expected.check(&expected.clone()).is_ok());

        let mut found = expected.clone();
        found.intake.keyed -= 1;
        found.tally.aircraft.remove(&Tail::new("N13975").unwrap());
        found.tally.carriers.entry(Code::new("EV").unwrap()).or_default().delay += 1;
        let message = expected.check(&found).unwrap_err().to_string();
        assert!(message.starts_with("3 differences"), "{message}");
        assert!(message.contains("keyed: 26849") && message.contains("keyed: 26848"), "{message}");
        assert!(message.contains("aircraft N13975: lost"), "{message}");
        assert!(message.contains("carrier EV: expected"), "{message}");
    }
}
