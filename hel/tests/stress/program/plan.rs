//! What a round is: drawn from its seed and its number, and printed when it fails.

use std::str::FromStr;
use std::time::Duration;

use super::rng::Rng;

/// Whose stress this is.
pub(crate) const PACKAGE: &str = "hel";

/// So long may nothing move.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) const HELP: &str = "\
A stress of hel's channels, with threads and tasks at once.

  --seconds N    how long to run; a fraction will do [default: 2]
  --seed N       replays the rounds of an earlier run; drawn and printed if not given
  --round N      only the round of this number, again and again
  --only KIND    only channels of this kind: bounded, round-robin, split, by-key, by-group or lane
  --progress     a line with the counts so far, once a second
  --help         this

A filter that is no part of `stress` runs nothing; other arguments of the standard test harness change nothing.
";

/// The most senders, and receivers.
pub(crate) const MOST_PARTIES: usize = 4;

/// The most values of a sender.
pub(crate) const MOST_EACH: usize = 2000;

/// The channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bounded,
    /// By turns, and received whole.
    RoundRobin,
    /// By turns, and received shard by shard.
    Split,
    ByKey,
    ByGroup,
    /// As many lanes as senders.
    Lane,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] =
        [Self::Bounded, Self::RoundRobin, Self::Split, Self::ByKey, Self::ByGroup, Self::Lane];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Bounded => "bounded",
            Self::RoundRobin => "round-robin",
            Self::Split => "split",
            Self::ByKey => "by-key",
            Self::ByGroup => "by-group",
            Self::Lane => "lane",
        }
    }

    /// Whether each receiver has shards of its own, and not all of them.
    pub(crate) fn is_split(self) -> bool {
        matches!(self, Self::Split | Self::Lane)
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::name);
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == name);
        kind.ok_or(format!("there is no kind `{name}`; the kinds are {}", names.join(", ")))
    }
}

/// A way to make a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Never waits.
    Try,
    /// Evicts where there is no room. A receiver tries.
    Force,
    /// Blocks.
    Wait,
    /// Blocks for some microseconds at most.
    Timeout,
    /// Blocks until a moment that is over.
    Past,
    Async,
    /// A future that is polled a few times, and dropped unless it is ready by then.
    Polled,
    /// A future that is dropped when it was woken.
    WokenAndDropped,
    /// A future that the clock of tokio ends.
    Clocked,
}

impl Form {
    const OF_THREADS: [Self; 8] = [
        Self::Try,
        Self::Force,
        Self::Wait,
        Self::Timeout,
        Self::Past,
        Self::Async,
        Self::Polled,
        Self::WokenAndDropped,
    ];
    const OF_TASKS: [Self; 6] =
        [Self::Try, Self::Force, Self::Async, Self::Polled, Self::WokenAndDropped, Self::Clocked];
    /// With these alone, a wakeup that is lost is lost for good.
    const THAT_WAIT: [Self; 2] = [Self::Async, Self::WokenAndDropped];
}

/// A sender or a receiver.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) is_task: bool,
    pub(crate) seed: u64,
    pub(crate) forms: Vec<Form>,
    /// How many values a call has at most; with 1, calls are single.
    pub(crate) batch: usize,
    /// After so many values it closes the channel.
    pub(crate) closes_after: Option<usize>,
    /// After so many values it leaves.
    pub(crate) leaves_after: Option<usize>,
    /// It may be gone after any call that gave up: what it was woken for is up to others then.
    pub(crate) retires: bool,
}

impl Party {
    /// Whether the call that just gave up was the last.
    pub(crate) fn retires_now(&self, rng: &mut Rng) -> bool {
        self.retires && rng.one_in(4)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) round: u64,
    pub(crate) kind: Kind,
    pub(crate) capacity: usize,
    /// How many values each sender has.
    pub(crate) each: usize,
    pub(crate) senders: Vec<Party>,
    pub(crate) receivers: Vec<Party>,
}

impl Plan {
    pub(crate) fn draw(seed: u64, round: u64, only: Option<Kind>) -> Self {
        let mut rng = Rng::of_round(seed, round);
        let kind = only.unwrap_or(rng.pick(&Kind::ALL));
        let each = 1 + rng.of_any_size(MOST_EACH - 1);
        let (mut senders, mut receivers) = (parties(&mut rng), parties(&mut rng));
        if kind == Kind::Lane {
            receivers.truncate(senders.len());
            senders.truncate(receivers.len());
        }
        // The first of each side stays, so that all values come through; and so does who has a shard for itself.
        senders.iter_mut().skip(1).for_each(|party| party.retires = rng.one_in(2));
        if !kind.is_split() {
            receivers.iter_mut().skip(1).for_each(|party| party.retires = rng.one_in(2));
        }
        match rng.below(4) {
            0 => pick(&mut rng, &mut senders).closes_after = Some(rng.of_any_size(each)),
            1 => pick(&mut rng, &mut receivers).closes_after = Some(rng.of_any_size(each)),
            2 => receivers.iter_mut().for_each(|party| party.leaves_after = Some(rng.of_any_size(each))),
            _ => {}
        }
        Self { seed, round, kind, capacity: rng.pick(&[1, 2, 8, 64]), each, senders, receivers }
    }

    /// Whether values may die with their receivers.
    pub(crate) fn may_discard(&self) -> bool {
        self.receivers.iter().any(|party| party.leaves_after.is_some())
    }
}

fn pick<'p>(rng: &mut Rng, parties: &'p mut [Party]) -> &'p mut Party {
    let index = rng.below(parties.len());
    &mut parties[index]
}

fn parties(rng: &mut Rng) -> Vec<Party> {
    let count = 1 + rng.below(MOST_PARTIES);
    let only_wait = rng.one_in(3);
    (0..count)
        .map(|_| {
            let is_task = rng.one_in(2);
            let forms = match (only_wait, is_task) {
                (true, true) => rng.some_of(&Form::THAT_WAIT),
                (true, false) => rng.some_of(&[Form::Wait, Form::Async, Form::WokenAndDropped]),
                (false, true) => rng.some_of(&Form::OF_TASKS),
                (false, false) => rng.some_of(&Form::OF_THREADS),
            };
            let batch = if rng.one_in(2) { 1 } else { 1 + rng.of_any_size(32) };
            Party {
                is_task,
                seed: rng.next(),
                forms,
                batch,
                closes_after: None,
                leaves_after: None,
                retires: false,
            }
        })
        .collect()
}
