//! What is measured: scenarios, each with a few cases, and who takes part in a case.

use std::time::Duration;

use crate::catalog::{Activity, Kind, Layout, Library};
use crate::load::{Load, PayloadKind, Placement, Runner};

/// A figure that a run gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metric {
    /// A word for the table's head.
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Is a larger figure the better one?
    pub more_is_better: bool,
    /// What lies below is noise: ratios take this in its place.
    pub floor: f64,
}

const RATE: [Metric; 1] = [Metric { name: "rate", unit: "M msg/s", more_is_better: true, floor: 0.0 }];

const ROUND_TRIP: [Metric; 3] = [
    Metric { name: "p50", unit: "ns", more_is_better: false, floor: 0.0 },
    Metric { name: "p99", unit: "ns", more_is_better: false, floor: 0.0 },
    Metric { name: "p99.9", unit: "ns", more_is_better: false, floor: 0.0 },
];

/// The one who watches needs some tenths of a millisecond per second itself.
const CPU: [Metric; 1] = [Metric { name: "CPU", unit: "ms per s", more_is_better: false, floor: 2.0 }];

/// Cases of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// As on the command line.
    pub name: &'static str,
    /// One sentence: who sends what to whom.
    pub about: &'static str,
    /// What a run gives; the first is the one that counts.
    pub metrics: &'static [Metric],
    /// Are rings alone measured, and no channels? (Where channels are, rings take part beside them.)
    pub rings_only: bool,
    /// Its cases.
    pub shapes: &'static [Shape],
}

/// A case but for the values' type and the capacity.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// As on the command line.
    pub name: &'static str,
    /// What is done.
    pub activity: Activity,
    /// The layouts that are compared.
    pub layouts: &'static [Layout],
    /// The subject that stands for hel here: the kind of channel that a user of hel would take.
    pub hel: &'static str,
    /// How many send.
    pub producers: usize,
    /// How many receive.
    pub consumers: usize,
    /// Where threads run.
    pub placement: Placement,
    /// Between two messages to blocked threads.
    pub pace: Option<Duration>,
}

const LANES: &[Layout] = &[Layout::Lanes];
const SHARED: &[Layout] = &[Layout::Shared];
const ROUND_ROBIN: &[Layout] = &[Layout::RoundRobin, Layout::Shared];
const KEYED: &[Layout] = &[Layout::Keyed];

const fn shape(
    name: &'static str,
    activity: Activity,
    layouts: &'static [Layout],
    hel: &'static str,
    each_side: usize,
) -> Shape {
    let (producers, consumers) = (each_side, each_side);
    Shape { name, activity, layouts, hel, producers, consumers, placement: Placement::Free, pace: None }
}

/// All scenarios, in the order in which they run.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "spsc",
        about: "one thread streams to one thread, where the system puts them (free) or on two CPUs (pinned)",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("free", Activity::StreamThreads, LANES, "hel/spsc", 1),
            Shape {
                placement: Placement::TwoCores,
                ..shape("pinned", Activity::StreamThreads, LANES, "hel/spsc", 1)
            },
        ],
    },
    Scenario {
        name: "shared",
        about: "N threads stream to N threads over one channel",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("2x2", Activity::StreamThreads, SHARED, "hel/bounded", 2),
            shape("4x4", Activity::StreamThreads, SHARED, "hel/bounded", 4),
            shape("8x8", Activity::StreamThreads, SHARED, "hel/bounded", 8),
            shape("16x16", Activity::StreamThreads, SHARED, "hel/bounded", 16),
        ],
    },
    Scenario {
        name: "round-robin",
        about: "N threads stream to N threads, each with a shard or channel of its own, values in turn; or over one channel",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("2x2", Activity::StreamThreads, ROUND_ROBIN, "hel/round_robin", 2),
            shape("4x4", Activity::StreamThreads, ROUND_ROBIN, "hel/round_robin", 4),
            shape("8x8", Activity::StreamThreads, ROUND_ROBIN, "hel/round_robin", 8),
        ],
    },
    Scenario {
        name: "keyed",
        about: "N threads stream to N threads, each with a shard or channel of its own, chosen by a hash of the value's key",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("2x2", Activity::StreamThreads, KEYED, "hel/shard_key", 2),
            shape("4x4", Activity::StreamThreads, KEYED, "hel/shard_key", 4),
            shape("8x8", Activity::StreamThreads, KEYED, "hel/shard_key", 8),
        ],
    },
    Scenario {
        name: "tasks",
        about: "N tasks stream to N tasks over one channel",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("4x4", Activity::StreamTasks, SHARED, "hel/bounded", 4),
            shape("8x8", Activity::StreamTasks, SHARED, "hel/bounded", 8),
        ],
    },
    Scenario {
        name: "tasks-round-robin",
        about: "N tasks stream to N tasks, each with a shard or channel of its own, values in turn; or over one channel",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("4x4", Activity::StreamTasks, ROUND_ROBIN, "hel/round_robin", 4),
            shape("8x8", Activity::StreamTasks, ROUND_ROBIN, "hel/round_robin", 8),
        ],
    },
    Scenario {
        name: "pairs",
        about: "N tasks stream to N tasks, a channel for each pair",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("1", Activity::StreamTasks, LANES, "hel/shard_spsc", 1),
            shape("4", Activity::StreamTasks, LANES, "hel/shard_spsc", 4),
            shape("8", Activity::StreamTasks, LANES, "hel/shard_spsc", 8),
        ],
    },
    Scenario {
        name: "mixed",
        about: "a thread streams to a task, and a task to a thread",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("thread-to-task", Activity::ThreadToTask, LANES, "hel/spsc", 1),
            shape("task-to-thread", Activity::TaskToThread, LANES, "hel/spsc", 1),
        ],
    },
    Scenario {
        name: "batch",
        about: "as spsc, shared and pairs, but 64 values are sent at once and up to 64 received",
        metrics: &RATE,
        rings_only: false,
        shapes: &[
            shape("threads", Activity::BatchThreads, LANES, "hel/spsc", 1),
            shape("threads-4x4", Activity::BatchThreads, SHARED, "hel/bounded", 4),
            shape("tasks", Activity::BatchTasks, LANES, "hel/spsc", 1),
            shape("tasks-4x4", Activity::BatchTasks, SHARED, "hel/bounded", 4),
        ],
    },
    Scenario {
        name: "ping-pong",
        about: "one value goes there over one channel and back over another: the time of a round trip",
        metrics: &ROUND_TRIP,
        rings_only: false,
        shapes: &[
            shape("threads", Activity::PingPongThreads, LANES, "hel/spsc", 1),
            shape("tasks", Activity::PingPongTasks, LANES, "hel/spsc", 1),
            shape("across", Activity::PingPongAcross, LANES, "hel/spsc", 1),
        ],
    },
    Scenario {
        name: "blocked",
        about: "8 threads wait in one channel, for ever or for a message each millisecond: the CPU time of the process",
        metrics: &CPU,
        rings_only: false,
        shapes: &[
            shape("senders", Activity::BlockedSenders, SHARED, "hel/bounded", 8),
            shape("receivers", Activity::BlockedReceivers, SHARED, "hel/bounded", 8),
            Shape {
                pace: MILLISECOND,
                ..shape("senders-paced", Activity::BlockedSenders, SHARED, "hel/bounded", 8)
            },
            Shape {
                pace: MILLISECOND,
                ..shape("receivers-paced", Activity::BlockedReceivers, SHARED, "hel/bounded", 8)
            },
        ],
    },
    Scenario {
        name: "rings",
        about: "rings alone, whose users spin: threads stream over one of them, one value at a time",
        metrics: &RATE,
        rings_only: true,
        shapes: &[
            shape("spsc", Activity::StreamThreads, LANES, "hel-ring/spsc", 1),
            Shape {
                placement: Placement::TwoCores,
                ..shape("spsc-pinned", Activity::StreamThreads, LANES, "hel-ring/spsc", 1)
            },
            shape("1x1", Activity::StreamThreads, SHARED, "hel-ring/mpmc", 1),
            shape("2x2", Activity::StreamThreads, SHARED, "hel-ring/mpmc", 2),
            shape("4x4", Activity::StreamThreads, SHARED, "hel-ring/mpmc", 4),
        ],
    },
    Scenario {
        name: "ring-chunks",
        about: "as rings, but up to 64 values are copied into the ring and out of it at once",
        metrics: &RATE,
        rings_only: true,
        shapes: &[
            shape("spsc", Activity::BatchThreads, LANES, "hel-ring/spsc", 1),
            Shape {
                placement: Placement::TwoCores,
                ..shape("spsc-pinned", Activity::BatchThreads, LANES, "hel-ring/spsc", 1)
            },
        ],
    },
];

const MILLISECOND: Option<Duration> = Some(Duration::from_millis(1));

/// How much is run: what the command line may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Values of a streaming run.
    pub messages: u64,
    /// Round trips of a ping-pong run.
    pub trips: u64,
    /// How long blocked threads are watched.
    pub window: Duration,
    /// The types of values.
    pub payloads: Vec<PayloadKind>,
    /// The capacities: 256, 1024.
    pub capacities: Vec<usize>,
}

/// One table: a shape with a type of values and a capacity.
#[derive(Clone, Debug)]
pub struct Case {
    /// The scenario that it belongs to.
    pub scenario: &'static Scenario,
    /// Which of the scenario's shapes.
    pub shape: &'static Shape,
    /// What each run is asked to do.
    pub load: Load,
}

/// One row of a case: a subject, and how to run it or why it cannot be run.
#[derive(Clone, Debug)]
pub struct Cell {
    /// `library/variant`; the library alone for a dash.
    pub subject: String,
    /// What it is compared with.
    pub kind: Kind,
    /// The run, or the reason why there is none.
    pub run: Result<Runner, &'static str>,
}

/// The cases of `scenario`, one for each shape, type of values and capacity; of those that say little about the values
/// (round trips, blocked threads) one for each shape.
pub fn cases(scenario: &'static Scenario, scale: &Scale) -> Vec<Case> {
    let mut cases = Vec::new();
    for shape in scenario.shapes {
        for &payload in &scale.payloads {
            for &capacity in &scale.capacities {
                cases.push(case(scenario, shape, scale, payload, capacity));
            }
        }
        if is_small(shape.activity) {
            cases.retain(|case| !std::ptr::eq(case.shape, shape));
            cases.push(case(scenario, shape, scale, PayloadKind::U64, 256));
        }
    }
    cases
}

fn is_small(activity: Activity) -> bool {
    use Activity::{BlockedReceivers, BlockedSenders, PingPongAcross, PingPongTasks, PingPongThreads};
    matches!(activity, PingPongThreads | PingPongTasks | PingPongAcross | BlockedSenders | BlockedReceivers)
}

fn case(
    scenario: &'static Scenario,
    shape: &'static Shape,
    scale: &Scale,
    payload: PayloadKind,
    capacity: usize,
) -> Case {
    let load = Load {
        producers: shape.producers,
        consumers: shape.consumers,
        placement: shape.placement,
        payload,
        capacity,
        messages: scale.messages,
        trips: scale.trips,
        window: scale.window,
        pace: shape.pace,
        keyed: shape.layouts.contains(&Layout::Keyed),
    };
    Case { scenario, shape, load }
}

impl Case {
    /// `scenario/shape/payload/capacity`, as in `shared/4x4/u64/256`.
    pub fn id(&self) -> String {
        let Self { scenario, shape, load } = self;
        format!("{}/{}/{}/{}", scenario.name, shape.name, load.payload.name(), load.capacity)
    }

    /// Who takes part, hel first; then who does not, and why.
    pub fn cells(&self, libraries: &[Library]) -> Vec<Cell> {
        let mut cells = Vec::new();
        let mut dashes = Vec::new();
        let takes_part = |kind: Kind| !self.scenario.rings_only || kind.is_ring();
        for library in libraries.iter().filter(|library| takes_part(library.kind)) {
            let before = cells.len();
            for &layout in self.shape.layouts {
                let fits = |offer: &&crate::catalog::Offer| {
                    offer.activity == self.shape.activity && offer.layout == layout
                };
                cells.extend(library.offers.iter().filter(fits).map(|offer| Cell {
                    subject: format!("{}/{}", library.name, offer.variant),
                    kind: library.kind,
                    run: Ok(offer.run),
                }));
            }
            if cells.len() == before {
                dashes.extend(self.dash(library));
            }
        }
        if self.shape.layouts == KEYED {
            let reason = "it does not keep a key with one consumer";
            dashes.push(Cell {
                subject: "one channel for all".to_owned(),
                kind: Kind::Peer,
                run: Err(reason),
            });
        }
        cells.extend(dashes);
        cells
    }

    fn dash(&self, library: &Library) -> Option<Cell> {
        let dash = library.dashes.iter().find(|dash| {
            dash.activity == self.shape.activity
                && dash.layout.is_none_or(|layout| self.shape.layouts.contains(&layout))
        })?;
        Some(Cell { subject: library.name.to_owned(), kind: library.kind, run: Err(dash.reason) })
    }

    /// How long one run takes, roughly: it decides nothing but what is said before the start.
    pub fn expected(&self) -> Duration {
        const PER_MESSAGE: Duration = Duration::from_nanos(90);
        const PER_TRIP: Duration = Duration::from_micros(6);
        const TO_SETTLE: Duration = Duration::from_millis(25);
        match self.shape.activity {
            Activity::PingPongThreads | Activity::PingPongTasks | Activity::PingPongAcross => {
                PER_TRIP.mul_f64(self.load.trips as f64)
            }
            Activity::BlockedSenders | Activity::BlockedReceivers => self.load.window + TO_SETTLE,
            _ => PER_MESSAGE.mul_f64(self.load.messages as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::subject::libraries;

    fn scale() -> Scale {
        Scale {
            messages: 1000,
            trips: 100,
            window: Duration::from_millis(1),
            payloads: vec![PayloadKind::U64, PayloadKind::Trade],
            capacities: vec![256, 1024],
        }
    }

    fn all_cases() -> Vec<Case> {
        SCENARIOS.iter().flat_map(|scenario| cases(scenario, &scale())).collect()
    }

    #[test]
    fn every_case_has_a_name_of_its_own() {
        let mut seen = HashSet::new();
        for case in all_cases() {
            assert!(seen.insert(case.id()), "{} twice", case.id());
        }
    }

    #[test]
    fn streaming_cases_come_with_each_payload_and_capacity_and_the_others_once() {
        let with = |prefix: &str| all_cases().iter().filter(|case| case.id().starts_with(prefix)).count();
        assert_eq!(with("shared/4x4/"), 4);
        assert_eq!(with("ping-pong/threads/"), 1);
        assert_eq!(with("blocked/senders/"), 1);
    }

    #[test]
    fn the_subject_that_stands_for_hel_is_in_every_case() {
        for case in all_cases() {
            let cells = case.cells(&libraries());
            let hel = cells.iter().find(|cell| cell.subject == case.shape.hel);
            let kind = if case.scenario.rings_only { Kind::HelRing } else { Kind::Hel };
            assert!(hel.is_some_and(|cell| cell.kind == kind && cell.run.is_ok()), "{}", case.id());
        }
    }

    #[test]
    fn where_rings_are_measured_no_channel_takes_part() {
        for case in all_cases().into_iter().filter(|case| case.scenario.rings_only) {
            assert!(case.cells(&libraries()).iter().all(|cell| cell.kind.is_ring()), "{}", case.id());
        }
    }

    #[test]
    fn a_subject_is_in_a_case_once() {
        for case in all_cases() {
            let mut seen = HashSet::new();
            for cell in case.cells(&libraries()) {
                assert!(seen.insert(cell.subject.clone()), "{} twice in {}", cell.subject, case.id());
            }
        }
    }
}
