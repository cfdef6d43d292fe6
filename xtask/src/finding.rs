//! What a check found, and the one way to report it.

use std::fmt;

use anyhow::{Result, bail};

/// One broken habit: where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    place: String,
    line: Option<usize>,
    advice: String,
}

impl Finding {
    /// A finding about a whole file or package.
    pub(crate) fn new(place: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { place: place.into(), line: None, advice: advice.into() }
    }

    /// A finding in a line of a file, counted from 1.
    pub(crate) fn at(place: impl Into<String>, line: usize, advice: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::new(place, advice) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.place, self.advice),
            None => write!(f, "{}: {}", self.place, self.advice),
        }
    }
}

/// Turns what `check` found into its result.
///
/// # Errors
///
/// With at least one finding; the error lists all of them.
pub(crate) fn verdict(check: &str, mut findings: Vec<Finding>) -> Result<()> {
    findings.sort();
    findings.dedup();
    if findings.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = findings.iter().map(|finding| format!("  {finding}")).collect();
    bail!("{check} found {} thing(s) to put right:\n{}", lines.len(), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_found_is_ok() {
        assert!(verdict("tidy", Vec::new()).is_ok());
    }

    #[test]
    fn findings_are_sorted_counted_once_and_point_at_a_line() {
        let found = vec![
            Finding::at("b.rs", 10, "beta"),
            Finding::at("b.rs", 9, "alpha"),
            Finding::new("a.rs", "gamma"),
            Finding::at("b.rs", 9, "alpha"),
        ];
        let text = verdict("tidy", found).unwrap_err().to_string();
        assert_eq!(
            text,
            "tidy found 3 thing(s) to put right:\n  a.rs: gamma\n  b.rs:9: alpha\n  b.rs:10: beta"
        );
    }
}
