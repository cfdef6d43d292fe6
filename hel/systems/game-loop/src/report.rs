//! How the game went, in numbers.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use anyhow::{Result, ensure};
use indicatif::HumanCount;

use crate::physics::Outcome;
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
    pub(crate) flows: [(&'static str, Flow); 6],
    pub(crate) physics: Outcome,
}

impl Report {
    /// Checks that no message is missing, and that the referee came to the same end.
    pub(crate) fn check(self, expected: &World) -> Result<Self> {
        for (name, Flow { sent, taken, dropped }) in self.flows {
            ensure!(sent == taken + dropped, "{name}: {sent} sent, but {taken} taken and {dropped} dropped");
        }
        let sounds = self.world.bumps + self.world.agents.iter().map(|agent| agent.meals).sum::<u64>();
        let made = [self.world.step, sounds];
        ensure!([self.flows[2].1.sent, self.flows[4].1.sent] == made, "a frame or a sound was not counted");
        ensure!(*expected == self.world, "the last state is not that of the referee");
        Ok(self)
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
        for (name, times) in [("from step to step", between), ("work of a step", work)] {
            let [p50, p99, max] = [times.value_at_quantile(0.5), times.value_at_quantile(0.99), times.max()]
                .map(|micros| format!("{}.{:03}", micros / 1000, micros % 1000));
            writeln!(f, "  {name:<23} {p50:>9} {p99:>9} {max:>9}")?;
        }
        writeln!(f, "  {} late frames; {} steps waited for the AI\n", HumanCount(*late), HumanCount(*waits))?;

        writeln!(f, "Messages                      sent     taken   dropped")?;
        for (name, Flow { sent, taken, dropped }) in self.flows {
            let [sent, taken, dropped] = [sent, taken, dropped].map(|count| HumanCount(count).to_string());
            writeln!(f, "  {name:<23} {sent:>9} {taken:>9} {dropped:>9}")?;
        }
        writeln!(f, "\nThe last state, {:016x}, is that of the referee", self.world.checksum())
    }
}
