//! What a round is: drawn from its seed and its number, and printed when it fails.

use super::rng::Rng;
use std::{fmt, str::FromStr, time::Duration};

/// Whose stress this is.
pub(crate) const PACKAGE: &str = "hel-ring";

/// So long may nothing happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) const HELP: &str = "\
A stress with real threads for hel-ring.

  --seconds N    how long to run; a fraction will do [default: 2]
  --seed N       replays the rounds of an earlier run; drawn and printed if not given
  --round N      only the round of this number, again and again
  --only KIND    only rings of this kind: spsc, mpmc-compare-exchange or mpmc-fetch-add
  --progress     a line with the counts so far, once a second
  --help         this

A filter that is no part of `stress` runs nothing; other arguments of the standard test harness change nothing.
";

/// The rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Spsc,
    MpmcCompareExchange,
    MpmcFetchAdd,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Spsc, Self::MpmcCompareExchange, Self::MpmcFetchAdd];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Spsc => "spsc",
            Self::MpmcCompareExchange => "mpmc-compare-exchange",
            Self::MpmcFetchAdd => "mpmc-fetch-add",
        }
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

/// What travels.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Values {
    /// 8 bytes.
    Word,
    /// 80 bytes.
    Block,
    /// An owner of memory that counts its drop.
    Owned,
}

/// How a round ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The producers finish, then the ring is closed, and the consumers drain it.
    Finish,
    /// Somebody closes the ring in the middle.
    Close,
    /// The consumers go in the middle. SPSC: it is dropped. MPMC: the last one closes the ring and drains it alone.
    Leave,
    /// The consumers go in the middle, and the ring is dropped with what is left in it.
    Abandon,
}

/// How a producer puts values in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    Push,
    PushWaiting,
    PushBatch,
    ForcePush,
    PushSlice,
    Publish,
    PublishBatch,
    WriteChunk,
}

/// How a consumer takes values out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Take {
    Pop,
    PopBatch,
    PopSlice,
    ReadChunk,
    Discard,
    Peek,
}

/// One thread's part.
#[derive(Clone, Debug)]
pub(crate) struct Worker<C> {
    /// Of what it draws on its way.
    pub(crate) seed: u64,
    pub(crate) calls: Vec<C>,
    /// The step before which it closes the ring.
    pub(crate) closes_at: Option<usize>,
    /// The step before which it goes.
    pub(crate) leaves_at: Option<usize>,
    /// An SPSC producer: it takes back what a close did not count, after a fence, call by call.
    pub(crate) is_exact: bool,
}

/// A round.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) round: u64,
    pub(crate) kind: Kind,
    pub(crate) capacity: usize,
    /// The first position.
    pub(crate) start: usize,
    pub(crate) values: Values,
    /// How many values each producer has.
    pub(crate) each: usize,
    pub(crate) producers: Vec<Worker<Put>>,
    pub(crate) consumers: Vec<Worker<Take>>,
    pub(crate) ending: Ending,
    /// Whether producer and consumer tell each other how far they are, so that a wrong `Full` or `Empty` shows.
    pub(crate) is_gauged: bool,
    /// Whether the watcher looks at the ring all the time, or now and then.
    pub(crate) is_watched: bool,
    /// Of what the thread that runs the round draws.
    pub(crate) main_seed: u64,
}

const CAPACITIES: [usize; 5] = [1, 2, 4, 64, 256];

/// Values of a round, all producers together.
const FEWEST: usize = 1_000;
const MOST: usize = 20_000;

/// Of MPMC producers, and of consumers.
const MOST_THREADS: usize = 4;

impl Plan {
    pub(crate) fn draw(seed: u64, round: u64, only: Option<Kind>) -> Self {
        let mut rng = Rng::of_round(seed, round);
        let kind = rng.pick(&Kind::ALL);
        let kind = only.unwrap_or(kind);
        let total = FEWEST + rng.of_any_size(MOST - FEWEST);
        let wraps = !rng.one_in(8);
        let start = if wraps { usize::MAX - rng.below(total) } else { 0 };
        let is_spsc = kind == Kind::Spsc;
        let mut threads = || if is_spsc { 1 } else { 1 + rng.below(MOST_THREADS) };
        let (producers, consumers) = (threads(), threads());
        let each = total / producers;
        let mut producers: Vec<_> =
            (0..producers).map(|_| Worker::draw(&mut rng, |rng| puts(rng, kind))).collect();
        let mut consumers: Vec<_> =
            (0..consumers).map(|_| Worker::draw(&mut rng, |rng| takes(rng, kind))).collect();

        let ending = rng.pick(&[Ending::Finish, Ending::Close, Ending::Leave, Ending::Abandon]);
        match ending {
            Ending::Finish => {}
            Ending::Close => {
                for _ in 0..=rng.below(2) {
                    let at = Some(rng.of_any_size(each));
                    let index = rng.below(producers.len() + consumers.len());
                    match producers.get_mut(index) {
                        Some(producer) => producer.closes_at = at,
                        None => consumers[index - producers.len()].closes_at = at,
                    }
                }
            }
            Ending::Leave | Ending::Abandon => {
                for consumer in &mut consumers {
                    consumer.leaves_at = Some(rng.of_any_size(each));
                }
            }
        }
        let is_alone = producers.len() == 1 && consumers.len() == 1;
        let evicts = producers.iter().any(|producer| producer.calls.contains(&Put::ForcePush));
        Self {
            seed,
            round,
            kind,
            capacity: rng.pick(&CAPACITIES),
            start,
            values: rng.pick(&[Values::Word, Values::Block, Values::Owned]),
            each,
            producers,
            consumers,
            ending,
            is_gauged: is_alone && !evicts && rng.one_in(2),
            is_watched: rng.one_in(2),
            main_seed: rng.next(),
        }
    }

    /// Whether a pop may say `Empty` after one that said `Closed`: while a ticket is drawn and given back.
    pub(crate) fn draws_tickets(&self) -> bool {
        self.kind == Kind::MpmcFetchAdd
            && self.producers.iter().any(|producer| producer.calls.contains(&Put::PushWaiting))
    }
}

impl<C> Worker<C> {
    fn draw(rng: &mut Rng, calls: impl FnOnce(&mut Rng) -> Vec<C>) -> Self {
        let calls = calls(rng);
        Self { seed: rng.next(), calls, closes_at: None, leaves_at: None, is_exact: rng.one_in(2) }
    }
}

fn puts(rng: &mut Rng, kind: Kind) -> Vec<Put> {
    if kind == Kind::Spsc {
        use Put::{Publish, PublishBatch, Push, PushBatch, PushSlice, WriteChunk};
        return rng.some_of(&[Push, PushBatch, PushSlice, Publish, PublishBatch, WriteChunk]);
    }
    rng.some_of(&[Put::Push, Put::PushWaiting, Put::PushWaiting, Put::PushBatch, Put::ForcePush])
}

fn takes(rng: &mut Rng, kind: Kind) -> Vec<Take> {
    if kind == Kind::Spsc {
        use Take::{Discard, Peek, Pop, PopBatch, PopSlice, ReadChunk};
        return rng.some_of(&[Pop, PopBatch, PopSlice, ReadChunk, Discard, Peek]);
    }
    rng.some_of(&[Take::Pop, Take::PopBatch])
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, capacity, values, each, ending, .. } = self;
        write!(f, "seed {}, round {}: {}, capacity {capacity}", self.seed, self.round, kind.name())?;
        match self.start {
            0 => write!(f, " from position 0")?,
            start => write!(f, " from position usize::MAX - {}", usize::MAX - start)?,
        }
        write!(f, "; values: {values:?}, {each} for each producer; ending: {ending:?}")?;
        write!(f, "; gauged: {}, watched: {}", self.is_gauged, self.is_watched)?;
        for (index, worker) in self.producers.iter().enumerate() {
            write!(f, "\n    producer {}: {worker}", index + 1)?;
            if *kind == Kind::Spsc {
                write!(f, "; exact: {}", worker.is_exact)?;
            }
        }
        for (index, worker) in self.consumers.iter().enumerate() {
            write!(f, "\n    consumer {}: {worker}", index + 1)?;
        }
        Ok(())
    }
}

impl<C: fmt::Debug> fmt::Display for Worker<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.calls)?;
        if let Some(step) = self.closes_at {
            write!(f, ", closes before step {step}")?;
        }
        if let Some(step) = self.leaves_at {
            write!(f, ", leaves before step {step}")?;
        }
        Ok(())
    }
}
