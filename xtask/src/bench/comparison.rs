//! Counts beside the recorded ones: a table, and what follows from it.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::counts::hundredths;
use super::record::{FILE, Record};
use crate::table;

/// By how many percent a count may grow before it counts as slower.
const TOLERANCE: f64 = 5.0;

/// What to do when the new counts are meant.
const BLESS: &str = "`cargo xtask bench --instructions --bless` records the new counts";

/// The counts of one name.
#[derive(Debug)]
struct Row<'a> {
    name: &'a str,
    recorded: Option<f64>,
    now: Option<f64>,
    per_value: Option<f64>,
}

impl Row<'_> {
    /// In percent, rounded as the table shows it; none where there is nothing to compare with.
    fn change(&self) -> Option<f64> {
        let (recorded, now) = (self.recorded?, self.now?);
        Some(hundredths((now / recorded - 1.0) * 100.0))
    }

    fn cells(&self) -> Vec<String> {
        let number =
            |number: Option<f64>| number.map_or_else(|| "-".to_owned(), |count| format!("{count:.2}"));
        let change = match self.change() {
            Some(0.0) => "=".to_owned(),
            Some(change) => format!("{change:+.2}"),
            None => "-".to_owned(),
        };
        let per_value = self.per_value.map_or_else(String::new, |count| format!("{count:.2}"));
        vec![self.name.to_owned(), number(self.recorded), number(self.now), change, per_value]
    }
}

/// Two records beside each other.
#[derive(Debug)]
pub(crate) struct Comparison<'a> {
    recorded: &'a Record,
    now: &'a Record,
    rows: Vec<Row<'a>>,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(recorded: &'a Record, now: &'a Record) -> Self {
        let names: BTreeSet<&String> = recorded.per_pair.keys().chain(now.per_pair.keys()).collect();
        let row = |name: &'a String| Row {
            name,
            recorded: recorded.per_pair.get(name).copied(),
            now: now.per_pair.get(name).copied(),
            per_value: now.per_value.get(name).copied(),
        };
        Self { recorded, now, rows: names.into_iter().map(row).collect() }
    }

    /// The counts of a pair by name, with those of a value in a batch at the side.
    pub(crate) fn table(&self) -> String {
        let rows: Vec<Vec<String>> = self.rows.iter().map(Row::cells).collect();
        table::render(
            &["instructions of a pair", "recorded", "now", "change in %", "now, a value"],
            &[1, 2, 3, 4],
            &rows,
        )
    }

    /// What to say about counts that are in order.
    ///
    /// # Errors
    ///
    /// When a count grew by more than the tolerance, or the record lacks one or holds one too many; not when the two records
    /// were made with different compilers or for different targets.
    pub(crate) fn verdict(&self) -> Result<String> {
        if !self.recorded.is_comparable_with(self.now) {
            return Ok(format!(
                "Not comparable, so nothing is checked: recorded with {} for {}, counted with {} for {}.",
                self.recorded.rustc, self.recorded.target, self.now.rustc, self.now.target
            ));
        }
        let named = |is_it: &dyn Fn(&Row<'_>) -> bool| {
            let names: Vec<&str> = self.rows.iter().filter(|row| is_it(row)).map(|row| row.name).collect();
            (!names.is_empty()).then(|| names.join(", "))
        };
        if let Some(names) = named(&|row| row.change().is_some_and(|change| change > TOLERANCE)) {
            bail!(
                "more than {TOLERANCE} % more instructions than in {FILE}: {names}; if they are worth it, {BLESS}"
            );
        }
        if let Some(names) = named(&|row| row.change().is_none()) {
            bail!("{FILE} and the bench do not have the same names: {names}; {BLESS}");
        }
        Ok(if self.rows.iter().any(|row| row.change() != Some(0.0)) {
            format!("No count grew by more than {TOLERANCE} %. {BLESS}.")
        } else {
            "Every count is the recorded one.".to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(counts: &[(&str, f64)]) -> Record {
        Record {
            rustc: "rustc 1.95.0".to_owned(),
            target: "x86_64-unknown-linux-gnu".to_owned(),
            per_pair: counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect(),
            per_value: [("batch".to_owned(), 1.25)].into(),
        }
    }

    fn verdict(recorded: &[(&str, f64)], now: &[(&str, f64)]) -> Result<String> {
        Comparison::new(&record(recorded), &record(now)).verdict()
    }

    #[test]
    fn the_table_shows_the_change_and_the_share_of_a_value() {
        let (recorded, now) =
            (record(&[("batch", 100.0), ("same", 3.0)]), record(&[("batch", 80.0), ("same", 3.0)]));
        let table = Comparison::new(&recorded, &now).table();
        let lines: Vec<Vec<&str>> =
            table.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(
            lines,
            [vec!["batch", "100.00", "80.00", "-20.00", "1.25"], vec!["same", "3.00", "3.00", "="]]
        );
    }

    #[test]
    fn equal_counts_are_said_to_be_equal() {
        assert_eq!(verdict(&[("a", 1.5)], &[("a", 1.5)]).unwrap(), "Every count is the recorded one.");
    }

    #[test]
    fn growth_fails_beyond_five_percent_and_names_who_grew() {
        assert!(verdict(&[("a", 100.0)], &[("a", 105.0)]).is_ok());
        let error =
            verdict(&[("a", 100.0), ("b", 100.0)], &[("a", 105.01), ("b", 100.0)]).unwrap_err().to_string();
        assert!(error.contains(": a; ") && error.contains("--bless"), "{error}");
    }

    #[test]
    fn shrinkage_is_fine_and_told_how_to_be_recorded() {
        let text = verdict(&[("a", 100.0)], &[("a", 50.0)]).unwrap();
        assert!(text.contains("cargo xtask bench --instructions --bless"), "{text}");
    }

    #[test]
    fn a_count_that_came_or_went_must_be_recorded() {
        assert!(
            verdict(&[("a", 1.0)], &[("a", 1.0), ("new", 1.0)]).unwrap_err().to_string().contains(": new; ")
        );
        assert!(
            verdict(&[("a", 1.0), ("gone", 1.0)], &[("a", 1.0)])
                .unwrap_err()
                .to_string()
                .contains(": gone; ")
        );
    }

    #[test]
    fn another_compiler_or_target_checks_nothing() {
        let recorded = record(&[("a", 1.0)]);
        let now = Record { rustc: "rustc 1.96.0".to_owned(), ..record(&[("a", 100.0)]) };
        let text = Comparison::new(&recorded, &now).verdict().unwrap();
        assert!(
            text.contains("Not comparable") && text.contains("1.95.0") && text.contains("1.96.0"),
            "{text}"
        );
        let now = Record { target: "pdp-11".to_owned(), ..record(&[("a", 100.0)]) };
        assert!(Comparison::new(&recorded, &now).verdict().unwrap().contains("for pdp-11"));
    }
}
