//! How far a stress is: a bar on a terminal, elsewhere a line each minute.

use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::report::Counts;

/// Between two lines where there is no terminal.
const LINE: Duration = Duration::from_secs(60);

pub(super) struct Meter {
    bar: ProgressBar,
    package: String,
    started: Instant,
    total: Duration,
    next_line: Duration,
}

impl Meter {
    /// For a stress that begins now and takes this long.
    pub(super) fn new(package: &str, total: Duration) -> Self {
        Self::with_target(ProgressDrawTarget::stderr(), package, total)
    }

    fn with_target(target: ProgressDrawTarget, package: &str, total: Duration) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total.as_secs()), target);
        bar.set_style(
            ProgressStyle::with_template("{bar:24} {wide_msg}").expect("the template is well-formed"),
        );
        Self { bar, package: package.to_owned(), started: Instant::now(), total, next_line: LINE }
    }

    /// It has counted so much.
    pub(super) fn shows(&mut self, counts: &Counts) {
        let elapsed = self.started.elapsed();
        let line = self.line(elapsed, counts);
        if self.bar.is_hidden() {
            if self.is_time_for_a_line(elapsed) {
                println!("{line}");
            }
            return;
        }
        self.bar.set_position(elapsed.as_secs().min(self.total.as_secs()));
        self.bar.set_message(line);
    }

    /// Writes something while the bar is out of the way.
    pub(super) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        self.bar.suspend(write)
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn is_time_for_a_line(&mut self, elapsed: Duration) -> bool {
        let is_time = elapsed >= self.next_line;
        while self.next_line <= elapsed {
            self.next_line += LINE;
        }
        is_time
    }

    fn line(&self, elapsed: Duration, counts: &Counts) -> String {
        let values = counts.get("values");
        let rate = u128::from(values) * 1000 / elapsed.as_millis().max(1);
        format!(
            "{}: {} of {}, {} rounds, {} values, {}/s, {} errors",
            self.package,
            clock(elapsed),
            clock(self.total),
            count(counts.get("rounds")),
            count(values),
            count(u64::try_from(rate).unwrap_or(u64::MAX)),
            count(counts.get("errors")),
        )
    }
}

/// A number with its thousands apart.
pub(super) fn count(number: u64) -> String {
    HumanCount(number).to_string()
}

/// Minutes and seconds.
fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

/// One that shows nothing.
#[cfg(test)]
pub(super) fn silent() -> Meter {
    Meter::with_target(ProgressDrawTarget::hidden(), "hel-ring", Duration::from_secs(1800))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_it_is_and_how_fast() {
        let counts = Counts::read("rounds=12 values=5000000 errors=0").unwrap();
        assert_eq!(
            silent().line(Duration::from_secs(65), &counts),
            "hel-ring: 1:05 of 30:00, 12 rounds, 5,000,000 values, 76,923/s, 0 errors"
        );
    }

    #[test]
    fn a_line_comes_once_a_minute() {
        let mut meter = silent();
        let seconds = [0, 59, 60, 61, 119, 120, 300, 301];
        let due = seconds.map(|seconds| meter.is_time_for_a_line(Duration::from_secs(seconds)));
        assert_eq!(due, [false, false, true, false, false, true, true, false]);
    }
}
