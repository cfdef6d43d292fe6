//! What a process counts, and how it tells: by lines of JSON to the demo, by a progress bar and a few lines to a person.

use std::cell::RefCell;
use std::io::{self, Write};

use anyhow::Result;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

/// Counts of one process, or of several.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Report {
    /// Messages that a producer knows to be stored.
    pub stored: u64,
    /// Batches that the server had already: the producer did not hear so, and repeated them.
    pub dropped_by_server: u64,
    /// Batches that the server delivered again.
    pub redelivered: u64,
    /// Batches that the receiver had handled before.
    pub dropped_by_receiver: u64,
    /// For each flight in a consumer's saved answers: when it was sent and when it was saved, in nanoseconds since 1970.
    pub handled: Vec<(u64, u64)>,
}

impl Report {
    /// What a person is told of a producer.
    pub fn of_producer(&self) -> String {
        format!(
            "{} messages stored; {} repeated batches dropped",
            HumanCount(self.stored),
            self.dropped_by_server
        )
    }

    /// What a person is told of a consumer.
    pub fn of_consumer(&self) -> String {
        let (handled, again, dropped) =
            (self.handled.len() as u64, self.redelivered, self.dropped_by_receiver);
        format!("{} flights saved; {again} batches came again, {dropped} were dropped", HumanCount(handled))
    }

    /// Adds the counts of `other`.
    pub fn merge(&mut self, other: Self) {
        self.stored += other.stored;
        self.dropped_by_server += other.dropped_by_server;
        self.redelivered += other.redelivered;
        self.dropped_by_receiver += other.dropped_by_receiver;
        self.handled.extend(other.handled);
    }
}

/// Tells what a process counts.
#[derive(Debug)]
pub struct Reporter {
    json: bool,
    bar: ProgressBar,
    total: RefCell<Report>,
}

impl Reporter {
    /// Tells the demo, by `json` on stdout, or else a person, by a bar over so many flights.
    pub fn new(json: bool, flights: Option<u64>) -> Self {
        let bar = if json { ProgressBar::hidden() } else { progress_bar(flights) };
        Self { json, bar, total: RefCell::default() }
    }

    /// Tells what was counted since the last time.
    pub fn tell(&self, news: Report) -> Result<()> {
        self.bar.inc(news.stored + news.handled.len() as u64);
        if self.json {
            writeln!(io::stdout(), "{}", serde_json::to_string(&news)?)?;
        }
        self.total.borrow_mut().merge(news);
        Ok(())
    }

    /// All that was counted.
    pub fn finish(self) -> Report {
        self.bar.finish_and_clear();
        self.total.into_inner()
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
