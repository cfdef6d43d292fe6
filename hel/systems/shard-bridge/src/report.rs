//! What a process counts, and how it tells: by lines of JSON to the demo, by a progress bar and a few lines to a person.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Write};

use anyhow::Result;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
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

/// What a person is told.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stored, dropped_by_server, redelivered, dropped_by_receiver, handled } = self;
        let (stored, saved) = (HumanCount(*stored), HumanCount(handled.len() as u64));
        writeln!(f, "{stored} messages stored; repeated batches that the server knew: {dropped_by_server}")?;
        write!(
            f,
            "{saved} flights saved; batches that came again: {redelivered}, known: {dropped_by_receiver}"
        )
    }
}

impl Report {
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
    /// Tells the demo, by `json` on stdout, or else a person, by a bar over so many `flights`.
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
    let bar = if total.is_some() { "{bar:30}" } else { "{spinner}" };
    let style = ProgressStyle::with_template(&(bar.to_owned() + " {human_pos} flights, {elapsed}"));
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
