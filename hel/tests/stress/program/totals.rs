//! What the rounds came to.

use std::fmt;

use super::plan::Kind;

/// What came of a round.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// A send said Ok to so many values.
    pub(crate) sent: usize,
    pub(crate) received: usize,
    pub(crate) evicted: usize,
    /// With the last receiver.
    pub(crate) discarded: usize,
    /// Never sent.
    pub(crate) handed_back: usize,
    /// Calls that gave up.
    pub(crate) given_up: usize,
}

/// What came of all rounds. Its `Display` is what `cargo xtask stress` reads.
#[derive(Clone, Debug)]
pub(crate) struct Totals {
    rounds: [usize; Kind::ALL.len()],
    sums: [usize; 6],
}

impl Totals {
    pub(crate) const NONE: Self = Self { rounds: [0; Kind::ALL.len()], sums: [0; 6] };

    pub(crate) fn add(&mut self, kind: Kind, tally: &Tally) {
        let Tally { sent, received, evicted, discarded, handed_back, given_up } = *tally;
        assert_eq!(sent, received + evicted + discarded, "the sums do not agree");
        self.rounds[kind as usize] += 1;
        for (sum, count) in
            self.sums.iter_mut().zip([sent, received, evicted, discarded, handed_back, given_up])
        {
            *sum += count;
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rounds, sums } = self;
        write!(f, "rounds={}", rounds.iter().sum::<usize>())?;
        for (kind, rounds) in Kind::ALL.iter().zip(rounds) {
            write!(f, " {}={rounds}", kind.name())?;
        }
        for (name, sum) in
            ["values", "received", "evicted", "discarded", "handed-back", "given-up"].iter().zip(sums)
        {
            write!(f, " {name}={sum}")?;
        }
        // An error ends the program.
        write!(f, " errors=0")
    }
}
