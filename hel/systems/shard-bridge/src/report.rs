//! What a process counts, and how it tells: by lines of JSON to the demo, by a progress bar and a few lines to a person.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use crate::message::now;

/// Counts of one process, or of several.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Report {
    /// Messages that a producer knows to be stored.
    pub stored: u64,
    /// Attempts to store a batch that failed, or seemed to.
    pub repeats: u64,
    /// Repeated batches that the server had already.
    pub dropped_by_server: u64,
    /// Batches that the server delivered again.
    pub redelivered: u64,
    /// Batches that the receiver had handled before.
    pub dropped_by_receiver: u64,
    /// For each flight in a consumer's saved answers: when it was sent and when it was saved, in nanoseconds since 1970.
    pub handled: Vec<(u64, u64)>,
}

impl Report {
    /// Counts a flight that was sent then and is handled now.
    pub fn handle(&mut self, sent: u64) {
        self.handled.push((sent, now()));
    }

    /// Adds the counts of `other`.
    pub fn merge(&mut self, other: Self) {
        self.stored += other.stored;
        self.repeats += other.repeats;
        self.dropped_by_server += other.dropped_by_server;
        self.redelivered += other.redelivered;
        self.dropped_by_receiver += other.dropped_by_receiver;
        self.handled.extend(other.handled);
    }
}

/// What a person is told at the end.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>9} messages stored", HumanCount(self.stored))?;
        writeln!(
            f,
            "{:>9} flights handled, and in the saved answers",
            HumanCount(self.handled.len() as u64)
        )?;
        writeln!(f, "{:>9} attempts to store repeated", HumanCount(self.repeats))?;
        writeln!(f, "{:>9} repeated batches dropped by the server", HumanCount(self.dropped_by_server))?;
        writeln!(f, "{:>9} batches delivered again", HumanCount(self.redelivered))?;
        write!(f, "{:>9} batches dropped by the receiver", HumanCount(self.dropped_by_receiver))
    }
}

/// Collects the counts of a process.
#[derive(Debug)]
pub struct Reporter {
    json: bool,
    bar: ProgressBar,
    told: Cell<Instant>,
    counts: RefCell<Report>,
}

impl Reporter {
    /// Tells the demo now and then, by `json`, or a person at the end, with a progress bar over `total` meanwhile.
    pub fn new(json: bool, total: Option<u64>) -> Self {
        let bar = if json { ProgressBar::hidden() } else { progress_bar(total) };
        Self { json, bar, told: Cell::new(Instant::now()), counts: RefCell::default() }
    }

    /// Counts.
    pub fn count(&self, count: impl FnOnce(&mut Report)) -> Result<()> {
        let mut counts = self.counts.borrow_mut();
        count(&mut counts);
        self.bar.set_position(counts.stored + counts.handled.len() as u64);
        drop(counts);
        if self.told.get().elapsed() < Duration::from_millis(50) { Ok(()) } else { self.tell() }
    }

    /// Tells the demo what was counted since the last time.
    pub fn tell(&self) -> Result<()> {
        self.told.set(Instant::now());
        if self.json {
            writeln!(io::stdout(), "{}", serde_json::to_string(&self.counts.take())?)?;
        }
        Ok(())
    }

    /// Tells the demo the rest, and gives the counts to a person.
    pub fn finish(self) -> Result<Report> {
        self.tell()?;
        self.bar.finish_and_clear();
        Ok(self.counts.into_inner())
    }
}

/// A bar over `total` flights, or a spinner where nobody knows how many there will be. Drawn on a terminal only.
pub fn progress_bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:30} {human_pos} of {human_len} flights, {elapsed}"),
        None => (ProgressBar::new_spinner(), "{spinner} {human_pos} flights, {elapsed}"),
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
