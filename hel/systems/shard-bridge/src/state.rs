//! What a consumer knows of a shard, in a file: the answers and the number of the last message in them, together.
//!
//! A consumer saves its answers **before** it acknowledges. If it dies between the two, the messages come again, and their numbers say
//! that the answers hold them: number and answers are one line of what one batch changed. A line that a death cut short was not
//! acknowledged; it is removed. A line survives the death of the process, not of the machine: README.md says what that takes.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result};

use crate::answer::{self, Answers};
use crate::flight::{Flight, Tail};

/// A line of the file: the new `last` and `done`, and the answers that changed.
type Line = (u64, bool, Answers);

/// A shard's answers, and the file that they are saved to.
#[derive(Debug)]
pub struct Saved {
    /// The number of the last message that was saved; 0 before the first.
    pub last: u64,
    /// That message was the shard's end.
    pub done: bool,
    /// What all flights give that were added, saved or not.
    pub answers: Answers,
    changed: BTreeSet<Tail>,
    file: File,
}

impl Saved {
    /// Opens the file of a stream's shard in `folder`; a new one when there is none.
    pub fn open(folder: &Path, stream: &str, shard: usize) -> Result<Self> {
        let path = folder.join(format!("{stream}-{shard}.jsonl"));
        let explain = || format!("cannot use {}: to start over, name a new --stream", path.display());
        let file = File::options().create(true).read(true).append(true).open(&path);
        let mut file = file.with_context(explain)?;
        let mut text = String::new();
        file.read_to_string(&mut text).with_context(explain)?;
        text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
        file.set_len(text.len() as u64).with_context(explain)?;

        let (mut last, mut done, mut answers) = (0, false, Answers::new());
        for line in text.lines() {
            let (number, end, changed): Line = serde_json::from_str(line).with_context(explain)?;
            (last, done) = (number, end);
            answers.extend(changed);
        }
        Ok(Self { last, done, answers, changed: BTreeSet::new(), file })
    }

    /// Adds a flight to the answers.
    pub fn add(&mut self, flight: Flight) {
        self.changed.insert(flight.tail.clone());
        answer::add(&mut self.answers, flight);
    }

    /// Saves that all up to `last` was added, in one step with the answers.
    pub fn save(&mut self, last: u64, done: bool) -> Result<()> {
        (self.last, self.done) = (last, done);
        let changed = std::mem::take(&mut self.changed).into_iter();
        let line: Line = (last, done, changed.map(|tail| (tail.clone(), self.answers[&tail])).collect());
        let line = serde_json::to_string(&line)? + "\n";
        self.file.write_all(line.as_bytes()).context("cannot save answers: is the disk full?")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_cut_short_by_a_death_was_never_there() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Saved::open(folder.path(), "test", 0).unwrap();
        let flight = |row| Flight { tail: Tail("N1".into()), row, delay: 5 };
        let mut saved = open();
        for row in [1, 2] {
            saved.add(flight(row));
            saved.save(row.into(), false).unwrap();
        }
        saved.file.set_len(saved.file.metadata().unwrap().len() - 1).unwrap();
        let mut again = open();
        assert_eq!(again.last, 1);
        again.add(flight(2));
        again.save(2, false).unwrap();
        assert_eq!(open().answers, saved.answers);
    }
}
