//! What the rounds came to.

use super::plan::Kind;
use std::fmt;

/// What came of a round.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// A push said Ok to so many values.
    pub(crate) pushed: usize,
    pub(crate) popped: usize,
    pub(crate) evicted: usize,
    pub(crate) taken_back: usize,
    /// With the ring.
    pub(crate) dropped: usize,
    /// Drops that were counted, wherever.
    pub(crate) drops: u64,
}

/// What came of all rounds. Its `Display` is what `cargo xtask stress` reads.
#[derive(Clone, Debug)]
pub(crate) struct Totals {
    rounds: [u64; Kind::ALL.len()],
    pushed: u64,
    popped: u64,
    evicted: u64,
    taken_back: u64,
    dropped: u64,
    drops: u64,
}

impl Totals {
    pub(crate) const NONE: Self =
        Self { rounds: [0; 3], pushed: 0, popped: 0, evicted: 0, taken_back: 0, dropped: 0, drops: 0 };

    pub(crate) fn add(&mut self, kind: Kind, tally: &Tally) {
        let Tally { pushed, popped, evicted, taken_back, dropped, drops } = *tally;
        assert_eq!(pushed, popped + evicted + taken_back + dropped, "the sums do not agree");
        self.rounds[kind as usize] += 1;
        self.pushed += pushed as u64;
        self.popped += popped as u64;
        self.evicted += evicted as u64;
        self.taken_back += taken_back as u64;
        self.dropped += dropped as u64;
        self.drops += drops;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rounds, pushed, popped, evicted, taken_back, dropped, drops } = self;
        write!(f, "rounds={}", rounds.iter().sum::<u64>())?;
        for (kind, rounds) in Kind::ALL.iter().zip(rounds) {
            write!(f, " {}={rounds}", kind.name())?;
        }
        write!(f, " values={pushed} popped={popped} evicted={evicted} taken-back={taken_back}")?;
        // An error ends the program.
        write!(f, " dropped-with-the-ring={dropped} drops-counted={drops} errors=0")
    }
}
