//! What a scenario is made of: its sentence, its figures and its shapes.

use crate::load::{Keys, Load, Placement};
use crate::runtime::Runtime;
use crate::wiring::Layout;

/// A figure that a run gives.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Metric {
    /// A word for the table's head.
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Is a larger figure the better one?
    pub more_is_better: bool,
    /// What lies below is noise: ratios take this in its place.
    pub floor: f64,
    /// Is it compared by itself, in the matrix and where hel stands? The others are shown in tables and curves.
    pub headline: bool,
    /// Which point of a curve of times it is, if it is one: 0.5 for the median.
    pub quantile: Option<f64>,
}

impl Metric {
    /// A headline of which more is better.
    pub const fn more(name: &'static str, unit: &'static str) -> Self {
        Self { name, unit, more_is_better: true, floor: 0.0, headline: true, quantile: None }
    }

    /// A headline of which less is better; what lies below the floor is noise.
    pub const fn less(name: &'static str, unit: &'static str, floor: f64) -> Self {
        Self { more_is_better: false, floor, ..Self::more(name, unit) }
    }

    /// The same, shown but not compared by itself.
    pub const fn minor(self) -> Self {
        Self { headline: false, ..self }
    }

    /// A point of a curve of times.
    const fn point(name: &'static str, unit: &'static str, quantile: f64, headline: bool) -> Self {
        Self { headline, quantile: Some(quantile), ..Self::less(name, unit, 0.0) }
    }

    /// The curve of times that `Times::figures` gives.
    pub const fn curve(unit: &'static str) -> [Self; 5] {
        [
            Self::point("p50", unit, 0.5, true),
            Self::point("p90", unit, 0.9, false),
            Self::point("p99", unit, 0.99, true),
            Self::point("p99.9", unit, 0.999, false),
            Self::point("max", unit, 1.0, false),
        ]
    }
}

/// Millions of messages per second.
pub(super) const RATE: &[Metric] = &[Metric::more("rate", "M msg/s")];

/// Who does what by which operations: which of a scenario's functions runs a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// Threads that block.
    Threads,
    /// Tasks of a runtime.
    Tasks,
    /// Threads and tasks on the same ends.
    Both,
    /// A thread on one side and a task on the other.
    Across,
    /// Threads that send and receive many values at once.
    BatchThreads,
    /// Tasks that send and receive many values at once.
    BatchTasks,
    /// Threads that send a request with a channel for the reply.
    AskThreads,
    /// Tasks that send a request with a channel for the reply.
    AskTasks,
    /// Tasks with a channel each, into which many others send.
    Mesh,
    /// Threads that block or try.
    TryThreads,
    /// Futures polled by hand, beside operations that try.
    TryTasks,
    /// Channels that are made and dropped.
    Make,
}

impl Way {
    /// Does a runtime run it?
    pub fn has_tasks(self) -> bool {
        use Way::{Across, AskTasks, BatchTasks, Both, Mesh, Tasks};
        matches!(self, Tasks | Both | Across | BatchTasks | AskTasks | Mesh)
    }
}

/// Do rings take part, whose users spin?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rings {
    /// No.
    Absent,
    /// Beside channels, in a group of their own.
    Beside,
    /// Rings alone, and no channels.
    Alone,
}

/// How long a run lasts. It decides nothing but the time that is foretold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lasts {
    /// So many nanoseconds for each of the messages.
    Messages(f64),
    /// So many nanoseconds for each of the round trips.
    Trips(f64),
    /// So many times the window.
    Windows(f64),
}

/// A scenario without rings, of `u64` and its own capacity alone.
pub(super) const PLAIN: Scenario = Scenario {
    name: "",
    about: "",
    metrics: RATE,
    rings: Rings::Absent,
    sized: false,
    lasts: Lasts::Windows(1.0),
    shapes: &[],
};

/// Cases of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// As on the command line.
    pub name: &'static str,
    /// One sentence: who sends what to whom.
    pub about: &'static str,
    /// What a run gives, where a shape says nothing else; the first is the one that rows are sorted by.
    pub metrics: &'static [Metric],
    /// Do rings take part?
    pub rings: Rings,
    /// Is it run with each type of values and each capacity, or with `u64` and its own capacity alone?
    pub sized: bool,
    /// How long a run lasts.
    pub lasts: Lasts,
    /// Its shapes.
    pub shapes: &'static [Shape],
}

/// A case but for the values' type, the capacity and the runtime.
#[derive(Clone, Debug)]
#[must_use]
pub struct Shape {
    /// As on the command line.
    pub name: &'static str,
    /// What the name means, where that is not plain.
    pub about: &'static str,
    /// By which operations.
    pub way: Way,
    /// The layouts that are compared.
    pub layouts: &'static [Layout],
    /// The subject that stands for hel here: the kind of channel that a user of hel would take.
    pub hel: &'static str,
    /// The runtimes of its tasks, where the command line names none.
    pub runtimes: &'static [Runtime],
    /// Shapes that differ in the load that is offered alone have one series.
    pub series: Option<&'static str>,
    /// What a run gives, if not what the scenario says.
    pub metrics: Option<&'static [Metric]>,
    /// What each run is asked to do, but for what a case and the command line decide.
    pub load: Load,
}

/// The layouts of most shapes, one at a time.
pub(super) const LANES: &[Layout] = &[Layout::Lanes];
pub(super) const SHARED: &[Layout] = &[Layout::Shared];
pub(super) const FAN_IN: &[Layout] = &[Layout::FanIn];
pub(super) const FAN_OUT: &[Layout] = &[Layout::FanOut];
pub(super) const ROUND_ROBIN: &[Layout] = &[Layout::RoundRobin];
pub(super) const KEYED: &[Layout] = &[Layout::Keyed];

/// A shape with one producer and one consumer.
pub const fn shape(name: &'static str, way: Way, layouts: &'static [Layout], hel: &'static str) -> Shape {
    let (runtimes, load) = (&[Runtime::Tokio], Load::ONE);
    Shape { name, about: "", way, layouts, hel, runtimes, series: None, metrics: None, load }
}

impl Shape {
    /// With so many producers and consumers.
    pub const fn crew(mut self, producers: usize, consumers: usize) -> Self {
        (self.load.producers, self.load.consumers) = (producers, consumers);
        self
    }

    /// With a phrase that says what the name means.
    pub const fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    /// With threads in that place.
    pub const fn placed(mut self, placement: Placement) -> Self {
        self.load.placement = placement;
        self
    }

    /// With consumers on another runtime than producers.
    pub const fn elsewhere(mut self) -> Self {
        self.load.elsewhere = true;
        self
    }

    /// With an offered load, as a point of a series.
    pub const fn offered(mut self, series: &'static str, offered: u64) -> Self {
        self.load.offered = offered;
        Self { series: Some(series), ..self }
    }

    /// With the scenario's own number.
    pub const fn extra(mut self, extra: u64) -> Self {
        self.load.extra = extra;
        self
    }

    /// With keys used that often.
    pub const fn keys(mut self, keys: Keys) -> Self {
        self.load.keys = keys;
        self
    }

    /// With other figures than the scenario's.
    pub const fn giving(self, metrics: &'static [Metric]) -> Self {
        Self { metrics: Some(metrics), ..self }
    }

    /// On these runtimes, where the command line names none.
    pub const fn on(self, runtimes: &'static [Runtime]) -> Self {
        Self { runtimes, ..self }
    }
}

/// Is there a shape of that way and layout?
pub(crate) const fn is_asked(shapes: &[Shape], way: Way, layout: Layout) -> bool {
    let mut shape = 0;
    while shape < shapes.len() {
        let mut of = 0;
        while of < shapes[shape].layouts.len() {
            if shapes[shape].way as u8 == way as u8 && shapes[shape].layouts[of] as u8 == layout as u8 {
                return true;
            }
            of += 1;
        }
        shape += 1;
    }
    false
}
