//! Cases: a shape with a type of values, a capacity and a runtime, and who takes part in it.

use std::fmt::Write as _;
use std::time::Duration;

use super::{Lasts, Metric, Rings, Scenario, Shape};
use crate::catalog::{Kind, Library};
use crate::load::{Load, PayloadKind, Runner};
use crate::runtime::Runtime;
use crate::wiring::Layout;

/// How much is run: what the command line may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Values of a streaming run.
    pub messages: u64,
    /// Round trips of a conversation.
    pub trips: u64,
    /// How long a run lasts that lasts for a time.
    pub window: Duration,
    /// The types of values.
    pub payloads: Vec<PayloadKind>,
    /// The capacities: 256, 1024.
    pub capacities: Vec<usize>,
    /// The runtimes of tasks; none: those that each shape names.
    pub runtimes: Vec<Runtime>,
}

/// One table.
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

/// The cases of `scenario`: one for each shape and runtime and, where sizes matter, for each type of values and capacity.
pub fn cases(scenario: &'static Scenario, scale: &Scale) -> Vec<Case> {
    let (payloads, capacities) = if scenario.sized {
        (scale.payloads.as_slice(), scale.capacities.as_slice())
    } else {
        (&[PayloadKind::U64][..], &[256][..])
    };
    let mut cases = Vec::new();
    for shape in scenario.shapes {
        let keyed = shape.layouts.contains(&Layout::Keyed);
        let in_any_order = shape.layouts.contains(&Layout::Jobs);
        let Scale { messages, trips, window, .. } = *scale;
        for &runtime in runtimes(shape, scale) {
            for &payload in payloads {
                for &capacity in capacities {
                    let load = shape.load.clone();
                    let load = Load {
                        runtime,
                        payload,
                        capacity,
                        messages,
                        trips,
                        window,
                        keyed,
                        in_any_order,
                        ..load
                    };
                    cases.push(Case { scenario, shape, load });
                }
            }
        }
    }
    cases
}

fn runtimes<'a>(shape: &'a Shape, scale: &'a Scale) -> &'a [Runtime] {
    match (shape.way.has_tasks(), scale.runtimes.as_slice()) {
        (false, _) => &[Runtime::Tokio], // nobody asks which
        (true, []) => shape.runtimes,
        (true, chosen) => chosen,
    }
}

impl Case {
    /// `shared/4x4/u64/256` where sizes matter, `requests/tasks-16x4/tokio` where there are tasks.
    pub fn id(&self) -> String {
        let Self { scenario, shape, load } = self;
        let mut id = format!("{}/{}", scenario.name, shape.name);
        if scenario.sized {
            let _ = write!(id, "/{}/{}", load.payload.name(), load.capacity);
        }
        if let Some(runtime) = self.runtime() {
            let _ = write!(id, "/{}", runtime.name());
        }
        id
    }

    /// The runtime that runs its tasks, if there are any.
    pub fn runtime(&self) -> Option<Runtime> {
        self.shape.way.has_tasks().then_some(self.load.runtime)
    }

    /// What each run gives.
    pub fn metrics(&self) -> &'static [Metric] {
        self.shape.metrics.unwrap_or(self.scenario.metrics)
    }

    /// Who takes part, hel first; then who does not, and why.
    pub fn cells(&self, libraries: &[Library]) -> Vec<Cell> {
        let takes_part = |kind: Kind| match self.scenario.rings {
            Rings::Absent => !kind.is_ring(),
            Rings::Beside => true,
            Rings::Alone => kind.is_ring(),
        };
        let (mut cells, mut dashes) = (Vec::new(), Vec::new());
        for library in libraries.iter().filter(|library| takes_part(library.kind)) {
            let before = cells.len();
            for &layout in self.shape.layouts {
                let offers = library.offers(self.scenario.name, self.shape.way, layout);
                cells.extend(offers.map(|offer| Cell {
                    subject: format!("{}/{}", library.name, offer.variant),
                    kind: library.kind,
                    run: Ok(offer.run),
                }));
            }
            if cells.len() == before && library.kind != Kind::Planted {
                let reason = library.why_not(self.shape.way, self.shape.layouts);
                dashes.push(Cell { subject: library.name.to_owned(), kind: library.kind, run: Err(reason) });
            }
        }
        cells.extend(dashes);
        cells
    }

    /// How long one run takes, roughly: it decides nothing but what is said before the start.
    pub fn expected(&self) -> Duration {
        let Load { messages, trips, window, .. } = self.load;
        match self.scenario.lasts {
            Lasts::Messages(nanos) => Duration::from_secs_f64(nanos * messages as f64 / 1e9),
            Lasts::Trips(nanos) => Duration::from_secs_f64(nanos * trips as f64 / 1e9),
            Lasts::Windows(times) => window.mul_f64(times),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::SCENARIOS;
    use super::*;
    use crate::subject::libraries;

    fn scale() -> Scale {
        Scale {
            messages: 1000,
            trips: 100,
            window: Duration::from_millis(1),
            payloads: vec![PayloadKind::U64, PayloadKind::Trade],
            capacities: vec![256, 1024],
            runtimes: Runtime::ALL.to_vec(),
        }
    }

    #[test]
    fn sizes_and_runtimes_multiply_the_cases_for_which_they_matter() {
        let mut seen = HashSet::new();
        let all = SCENARIOS.iter().flat_map(|scenario| cases(scenario, &scale()));
        all.for_each(|case| assert!(seen.insert(case.id()), "{} twice", case.id()));
        let with = |prefix: &str| seen.iter().filter(|id| id.starts_with(prefix)).count();
        assert_eq!(["shared/4x4/", "ping-pong/threads", "ping-pong/tasks/"].map(with), [4, 1, 4]);
    }

    #[test]
    fn hel_and_everybody_are_in_every_case_once_and_no_channel_among_rings() {
        for case in SCENARIOS.iter().flat_map(|scenario| cases(scenario, &scale())) {
            let (id, cells) = (case.id(), case.cells(&libraries()));
            let hel = cells.iter().find(|cell| cell.subject == case.shape.hel);
            let rings_alone = case.scenario.rings == Rings::Alone;
            let kind = if rings_alone { Kind::HelRing } else { Kind::Hel };
            assert!(hel.is_some_and(|cell| cell.kind == kind && cell.run.is_ok()), "{id}");
            let mut seen = HashSet::new();
            for cell in cells {
                assert!(cell.kind.is_ring() || !rings_alone, "{} in {id}", cell.subject);
                assert!(seen.insert(cell.subject.clone()), "{} twice in {id}", cell.subject);
            }
            assert_eq!(case.shape.series.is_some(), case.load.offered > 0, "a series goes by its load: {id}");
        }
    }
}
