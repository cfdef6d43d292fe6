//! The libraries that are measured: one file each.
//!
//! A file names the library's channels as adapters ([`crate::ends`]) and says what they can do ([`Library`]). What a library
//! lacks, it says in a sentence: the tables show it in place of a figure.

mod hel;
mod hel_ring;
#[cfg(feature = "peers")]
mod peers;
mod planted;
#[cfg(hel_wait_sweep)]
pub(crate) mod shapes;
mod spinning;

use crate::catalog::Library;

/// All libraries, hel first.
pub fn libraries() -> Vec<Library> {
    let mut libraries = vec![hel::library(), hel_ring::library()];
    #[cfg(feature = "peers")]
    libraries.extend(peers::libraries());
    #[cfg(hel_wait_sweep)]
    libraries.extend(shapes::libraries(&libraries[0]));
    libraries.push(planted::library());
    libraries
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::libraries;
    use crate::catalog::{Kind, NO_REASON};
    use crate::load::{Load, PayloadKind, Runner};
    use crate::runtime::Runtime;
    use crate::scenario::{Case, SCENARIOS, Scale, cases};
    use crate::verify::Failure;

    /// Longer than any offer takes here, however slow the machine.
    const HUNG: Duration = Duration::from_secs(60);

    fn all_cases() -> impl Iterator<Item = Case> {
        let small = Scale {
            messages: 4_000,
            trips: 400,
            window: Duration::from_millis(5),
            payloads: vec![PayloadKind::U64, PayloadKind::Trade],
            capacities: vec![256, 1024],
            runtimes: Vec::new(),
        };
        SCENARIOS.iter().flat_map(move |scenario| cases(scenario, &small))
    }

    #[test]
    fn subjects_of_a_case_differ_in_name_and_who_takes_no_part_says_why_in_short() {
        let libraries = libraries();
        for case in all_cases() {
            let mut names = HashSet::new();
            for cell in case.cells(&libraries) {
                assert!(names.insert(cell.subject.clone()), "{} twice in {}", cell.subject, case.id());
                let Err(reason) = cell.run else { continue };
                assert_ne!(reason, NO_REASON, "{} in {}", cell.subject, case.id());
                assert!(reason.len() <= 50 && reason.starts_with(char::is_lowercase), "{reason}");
            }
        }
    }

    #[test]
    fn every_offer_keeps_what_it_promises_on_every_runtime() {
        let libraries: Vec<_> =
            libraries().into_iter().filter(|library| library.kind != Kind::Planted).collect();
        for case in all_cases() {
            let sizes = (case.load.payload, case.load.capacity);
            if matches!(sizes, (PayloadKind::U64, 1024) | (PayloadKind::Trade, 256)) {
                continue; // each of the two once is enough
            }
            let runtimes = if case.shape.way.has_tasks() { &Runtime::ALL[..] } else { &Runtime::ALL[..1] };
            for cell in case.cells(&libraries) {
                let Ok(run) = cell.run else { continue };
                for &runtime in runtimes {
                    let what = format!("{} in {} on {runtime:?}", cell.subject, case.id());
                    let figures = in_time(run, Load { runtime, ..case.load.clone() }, &what);
                    let Some(figures) = figures else { continue };
                    assert_eq!(figures.len(), case.metrics().len(), "{what}");
                    let sane = |figure: &f64| figure.is_finite() && *figure >= 0.0;
                    assert!(figures.iter().all(sane), "{what}: {figures:?}");
                }
            }
        }
    }

    /// The figures of a run; none where this machine cannot run it.
    fn in_time(run: Runner, load: Load, what: &str) -> Option<Vec<f64>> {
        let (tx, rx) = mpsc::channel();
        thread::spawn(move || tx.send(run(&load)));
        match rx.recv_timeout(HUNG) {
            Ok(Err(Failure::NotHere(_))) => None,
            Ok(figures) => Some(figures.unwrap_or_else(|failure| panic!("{what}: {failure}"))),
            Err(reason) => panic!("{what}: {reason}"),
        }
    }
}
