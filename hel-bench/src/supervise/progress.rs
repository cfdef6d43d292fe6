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

/// How long all of it will take, as it is guessed at first. `rounds` are all of them.
pub(super) fn guess(cases: &[Planned], rounds: usize) -> Duration {
    let case =
        |planned: &Planned| planned.expected() * (rounds * planned.runnable().count()) as u32 + PER_CASE;
    cases.iter().map(case).sum()
}

/// A bar on a terminal; elsewhere a line for each case. The guess is put right by how long things take here.
#[derive(Debug)]
pub(super) struct Progress {
    pub(super) bar: ProgressBar,
    /// Of what lies behind, as it was guessed.
    guessed: Duration,
    /// Of what lies behind, as it was.
    took: Duration,
    /// Of what lies ahead, as it is guessed.
    ahead: Duration,
    cases: usize,
    done: usize,
}

impl Progress {
    /// How much of the past has to speak against the guesses until it has as much weight as they have.
    const TRUST: Duration = Duration::from_secs(3);

    pub(super) fn new(ahead: Duration, cases: usize) -> Self {
        // Drawn once a run, when this program says so, and hardly ever besides.
        let target = ProgressDrawTarget::stderr_with_hz(1);
        let bar = ProgressBar::with_draw_target(Some(millis(ahead)), target);
        let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {wide_msg}")
            .expect("the template is well-formed");
        bar.set_style(style);
        Self { bar, guessed: Duration::ZERO, took: Duration::ZERO, ahead, cases, done: 0 }
    }

    /// How long it will still take.
    fn left(&self) -> Duration {
        let factor = (self.took + Self::TRUST).as_secs_f64() / (self.guessed + Self::TRUST).as_secs_f64();
        self.ahead.mul_f64(factor)
    }

    /// A subject is about to run.
    pub(super) fn runs(&self, case: &str, subject: &str) {
        self.bar.set_message(format!("{case}  {subject}  {} left", about(self.left())));
        // At once: the next thing that happens may be a hang.
        self.bar.force_draw();
    }

    /// A run is over.
    pub(super) fn ran(&mut self, guess: Duration, took: Duration) {
        self.guessed += guess;
        self.took += took;
        self.drops(guess);
    }

    /// A run will not happen, or ended in a way that says nothing about how long others take.
    pub(super) fn drops(&mut self, guess: Duration) {
        self.ahead = self.ahead.saturating_sub(guess);
        let length = self.bar.length().unwrap_or_default();
        self.bar.set_position(length.saturating_sub(millis(self.ahead)));
    }

    /// A case is over.
    pub(super) fn case_done(&mut self, case: &str, took: Duration) {
        self.drops(PER_CASE);
        self.done += 1;
        if self.bar.is_hidden() {
            let (done, cases, took) = (self.done, self.cases, took.as_secs_f64());
            eprintln!("{done}/{cases}  {case}  took {took:.1} s, {} left", about(self.left()));
        }
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
pub(super) fn silent(seconds: u64) -> Progress {
    let progress = Progress::new(Duration::from_secs(seconds), 0);
    progress.bar.set_draw_target(ProgressDrawTarget::hidden());
    progress
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_put_right_by_much_that_took_longer_and_hardly_by_a_little() {
        let [mut much, mut little, mut dropped] = [2000, 100, 100].map(silent);
        assert_eq!(little.left().as_secs(), 100);
        much.ran(Duration::from_secs(1000), Duration::from_secs(2000));
        assert!((1990..2000).contains(&much.left().as_secs()), "{much:?}");
        little.ran(Duration::from_millis(20), Duration::from_millis(200));
        assert!(little.left().as_secs() < 110, "{little:?}");
        dropped.drops(Duration::from_secs(40));
        assert_eq!(dropped.left().as_secs(), 60, "what will not happen is not waited for");
    }
}
