//! What the user sees while it runs: how far it is, and how long it will take.
//!
//! Nothing is drawn but between two runs: a bar that ticks would run beside what is measured.

use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::plan::Planned;

/// What a run costs besides: threads to start, the checksum, two messages.
pub(super) const OVERHEAD: Duration = Duration::from_millis(3);

/// What a case costs besides: two looks at the machine, and its share of a worker's start.
const PER_CASE: Duration = Duration::from_millis(60);

/// How long it will take: guessed at first, and put right by how long things take here.
#[derive(Clone, Debug, Default)]
pub(super) struct Forecast {
    /// Of what lies behind, as it was guessed.
    guessed: Duration,
    /// Of what lies behind, as it was.
    took: Duration,
    /// Of what lies ahead, as it is guessed.
    ahead: Duration,
}

impl Forecast {
    /// How much of the past has to speak against the guesses until it has as much weight as they have.
    const TRUST: Duration = Duration::from_secs(3);

    pub(super) fn of(cases: &[Planned], rounds: usize) -> Self {
        let case =
            |planned: &Planned| planned.expected() * (rounds * planned.runnable().count()) as u32 + PER_CASE;
        Self { ahead: cases.iter().map(case).sum(), ..Self::default() }
    }

    /// How long it will still take.
    pub(super) fn left(&self) -> Duration {
        let factor = (self.took + Self::TRUST).as_secs_f64() / (self.guessed + Self::TRUST).as_secs_f64();
        self.ahead.mul_f64(factor)
    }

    /// What was guessed to take so long took `took`.
    fn passed(&mut self, guess: Duration, took: Duration) {
        self.dropped(guess);
        self.guessed += guess;
        self.took += took;
    }

    /// What was guessed to take so long will not happen, or says nothing about the rest.
    fn dropped(&mut self, guess: Duration) {
        self.ahead = self.ahead.saturating_sub(guess);
    }
}

/// A bar on a terminal; elsewhere a line for each case.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    forecast: Forecast,
    cases: usize,
    done: usize,
}

impl Progress {
    pub(super) fn new(forecast: Forecast, cases: usize) -> Self {
        // Drawn once a run, when this program says so, and hardly ever besides.
        Self::with_target(ProgressDrawTarget::stderr_with_hz(1), forecast, cases)
    }

    fn with_target(target: ProgressDrawTarget, forecast: Forecast, cases: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(millis(forecast.ahead)), target);
        let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {wide_msg}")
            .expect("the template is well-formed");
        bar.set_style(style);
        Self { bar, forecast, cases, done: 0 }
    }

    /// A subject is about to run.
    pub(super) fn runs(&self, case: &str, subject: &str) {
        self.bar.set_message(format!("{case}  {subject}  {}", self.left()));
        // At once: the next thing that happens may be a hang.
        self.bar.force_draw();
    }

    /// A run is over.
    pub(super) fn ran(&mut self, guess: Duration, took: Duration) {
        self.forecast.passed(guess, took);
        self.advance();
    }

    /// A run will not happen, or ended in a way that says nothing about how long others take.
    pub(super) fn drops(&mut self, guess: Duration) {
        self.forecast.dropped(guess);
        self.advance();
    }

    /// A case is over.
    pub(super) fn case_done(&mut self, case: &str, took: Duration) {
        self.forecast.dropped(PER_CASE);
        self.advance();
        self.done += 1;
        if self.bar.is_hidden() {
            let took = took.as_secs_f64();
            eprintln!("{}/{}  {case}  took {took:.1} s, {}", self.done, self.cases, self.left());
        }
    }

    /// Writes something while the bar is out of the way.
    pub(super) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        self.bar.suspend(write)
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn advance(&self) {
        let length = self.bar.length().unwrap_or_default();
        self.bar.set_position(length.saturating_sub(millis(self.forecast.ahead)));
    }

    fn left(&self) -> String {
        format!("{} left", about(self.forecast.left()))
    }
}

/// A time as one would say it.
pub(super) fn about(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        return "less than a second".to_owned();
    }
    format!("about {}", HumanDuration(time))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
pub(super) fn silent() -> Progress {
    Progress::with_target(ProgressDrawTarget::hidden(), Forecast::default(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_guess_is_put_right_by_much_that_took_longer_and_hardly_by_a_little() {
        let of = |ahead| Forecast { ahead: s(ahead), ..Forecast::default() };
        assert_eq!(of(100).left(), s(100));
        let [mut much, mut little, mut dropped] = [of(2000), of(100), of(100)];
        much.passed(s(1000), s(2000));
        assert!(much.left() > s(1990) && much.left() < s(2000), "{much:?}");
        little.passed(Duration::from_millis(20), Duration::from_millis(200));
        assert!(little.left() < s(110), "{little:?}");
        dropped.dropped(s(40));
        assert_eq!(dropped.left(), s(60), "what will not happen is not waited for");
    }
}
