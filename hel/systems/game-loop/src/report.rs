//! How the game went, in numbers.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use anyhow::{Result, ensure};
use hdrhistogram::Histogram;
use indicatif::HumanCount;

use crate::physics::Outcome;
use crate::solo;
use crate::world::World;

/// What became of the messages of one system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flow {
    pub(crate) sent: u64, // the sum of the others, or something is wrong
    pub(crate) taken: u64,
    pub(crate) dropped: u64,
}

impl Flow {
    /// Counts a message that was sent, or dropped.
    pub(crate) fn count(&mut self, sent: bool) {
        self.sent += 1;
        self.dropped += u64::from(!sent);
    }
}

/// What a game came to.
#[derive(Debug)]
pub struct Report {
    pub(crate) length: u64, // in steps, as it was to be
    pub(crate) elapsed: Duration,
    pub(crate) world: World, // as it was at the end
    pub(crate) flows: [(&'static str, Flow); 5],
    pub(crate) physics: Outcome,
}

impl Report {
    /// Checks that no message is missing, and that a single thread comes to the same end.
    ///
    /// # Errors
    ///
    /// When either is not so.
    pub fn check(&self, seed: u64) -> Result<()> {
        for (name, Flow { sent, taken, dropped }) in self.flows {
            ensure!(sent == taken + dropped, "{name}: {sent} sent, but {taken} taken and {dropped} dropped");
        }
        let (steps, frames) = (self.world.step, self.flows[2].1.sent);
        ensure!(frames == steps, "there were {steps} steps, but {frames} frames");
        let expected = solo::play(seed, self.world.agents.len(), steps);
        let (found, wanted) = (self.checksum(), expected.checksum());
        ensure!(expected == self.world, "the last state is {found:016x}, that of one thread {wanted:016x}");
        Ok(())
    }

    /// A number that tells last states apart.
    pub fn checksum(&self) -> u64 {
        self.world.checksum()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let World { step, agents, bumps, .. } = &self.world;
        let meals = HumanCount(agents.iter().map(|agent| agent.meals).sum());
        write!(f, "{} steps in {:.2?}", HumanCount(*step), self.elapsed)?;
        if *step < self.length {
            write!(f, ", stopped before the {}th", HumanCount(self.length))?;
        }
        writeln!(f, "\n  {} agents, {meals} meals, {} bumps\n", agents.len(), HumanCount(*bumps))?;

        let Outcome { between, work, late, waits, .. } = &self.physics;
        writeln!(f, "Frame times, ms                p50       p99       max")?;
        writeln!(f, "  from step to step       {between}\n  work of a step          {work}")?;
        writeln!(f, "  {} late frames; {} steps waited for the AI\n", HumanCount(*late), HumanCount(*waits))?;

        writeln!(f, "Messages                      sent     taken   dropped")?;
        for (name, Flow { sent, taken, dropped }) in self.flows {
            let [sent, taken, dropped] = [sent, taken, dropped].map(|count| HumanCount(count).to_string());
            writeln!(f, "  {name:<23} {sent:>9} {taken:>9} {dropped:>9}")?;
        }
        Ok(())
    }
}

/// How long many things took, in microseconds. What takes longer than a minute counts as a minute.
#[derive(Debug)]
pub(crate) struct Times(Histogram<u64>);

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }
}

impl Default for Times {
    fn default() -> Self {
        Self(Histogram::new_with_bounds(1, 60_000_000, 3).expect("these bounds are allowed"))
    }
}

impl Display for Times {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [p50, p99, max] = [self.0.value_at_quantile(0.5), self.0.value_at_quantile(0.99), self.0.max()]
            .map(|micros| format!("{}.{:03}", micros / 1000, micros % 1000));
        write!(f, "{p50:>9} {p99:>9} {max:>9}")
    }
}
