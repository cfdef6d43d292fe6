//! The libraries that are measured: one file each.
//!
//! A file names the library's channels as adapters ([`crate::ends`]) and lists in which scenarios they take part
//! ([`Library`]). Where a library cannot take part, it says why: the tables show the reason in place of a figure.

mod hel;
mod hel_ring;
mod planted;
#[cfg(hel_wait_sweep)]
pub(crate) mod shapes;
mod spinning;

#[cfg(feature = "peers")]
mod adapter;
#[cfg(feature = "peers")]
mod async_channel;
#[cfg(feature = "peers")]
mod concurrent_queue;
#[cfg(feature = "peers")]
mod crossbeam_channel;
#[cfg(feature = "peers")]
mod crossbeam_queue;
#[cfg(feature = "peers")]
mod crossfire;
#[cfg(feature = "peers")]
mod fibre;
#[cfg(feature = "peers")]
mod flume;
#[cfg(feature = "peers")]
mod hel_rs;
#[cfg(feature = "peers")]
mod kanal;
#[cfg(feature = "peers")]
mod ringbuf;
#[cfg(feature = "peers")]
mod rtrb;
#[cfg(feature = "peers")]
mod tachyonix;
#[cfg(feature = "peers")]
mod tokio;

use crate::catalog::Library;

/// All libraries, hel first. Those of others are there with the feature `peers` alone.
pub fn libraries() -> Vec<Library> {
    let mut libraries = vec![hel::library(), hel_ring::library()];
    #[cfg(feature = "peers")]
    libraries.extend([
        hel_rs::library(),
        crossbeam_channel::library(),
        flume::library(),
        kanal::library(),
        crossfire::library(),
        async_channel::library(),
        tokio::library(),
        fibre::library(),
        tachyonix::library(),
        rtrb::library(),
        ringbuf::library(),
        crossbeam_queue::library(),
        concurrent_queue::library(),
    ]);
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
    use crate::catalog::{Activity, Kind, Layout, Library, Offer};
    use crate::load::{Load, PayloadKind, Placement};
    use crate::scenario::SCENARIOS;

    /// What the scenarios ask of every library.
    fn asked() -> HashSet<(Activity, Layout)> {
        let shapes = SCENARIOS.iter().flat_map(|scenario| scenario.shapes);
        shapes.flat_map(|shape| shape.layouts.iter().map(|layout| (shape.activity, *layout))).collect()
    }

    /// Longer than any offer takes here, however slow the machine.
    const HUNG: Duration = Duration::from_secs(60);

    fn honest() -> impl Iterator<Item = Library> {
        libraries().into_iter().filter(|library| library.kind != Kind::Planted)
    }

    fn offers(library: &Library, activity: Activity, layout: Layout) -> bool {
        library.offers.iter().any(|offer| (offer.activity, offer.layout) == (activity, layout))
    }

    #[test]
    fn every_library_does_what_is_asked_or_says_why_not() {
        for library in honest() {
            for (activity, layout) in asked() {
                let dashes = library.dashes.iter().filter(|dash| dash.activity == activity);
                let dashes = dashes.filter(|dash| dash.layout.is_none_or(|of| of == layout)).count();
                let answers = usize::from(offers(&library, activity, layout)) + dashes;
                assert_eq!(answers, 1, "{}: {activity:?}, {layout:?}", library.name);
            }
        }
    }

    #[test]
    fn no_library_says_that_it_cannot_do_what_it_offers() {
        for library in honest() {
            for dash in &library.dashes {
                let denied = |offer: &Offer| dash.layout.is_none_or(|layout| layout == offer.layout);
                let mut offers = library.offers.iter().filter(|offer| offer.activity == dash.activity);
                assert!(!offers.any(denied), "{}: {dash:?}", library.name);
            }
        }
    }

    #[test]
    fn no_library_offers_what_nobody_asks_for() {
        for library in honest() {
            for offer in &library.offers {
                assert!(asked().contains(&(offer.activity, offer.layout)), "{}: {offer:?}", library.name);
            }
        }
    }

    #[test]
    fn hel_does_all_that_is_asked() {
        let libraries = libraries();
        let hel = libraries.iter().find(|library| library.kind == Kind::Hel).unwrap();
        assert!(asked().into_iter().all(|(activity, layout)| offers(hel, activity, layout)));
        assert!(hel.dashes.is_empty());
    }

    #[test]
    fn reasons_fit_into_a_table() {
        for library in honest() {
            for dash in &library.dashes {
                let fits =
                    (1..=50).contains(&dash.reason.len()) && dash.reason.starts_with(char::is_lowercase);
                assert!(fits, "{}: {}", library.name, dash.reason);
            }
        }
    }

    #[test]
    fn offers_of_one_library_have_different_names() {
        for library in libraries() {
            let mut names = HashSet::new();
            for offer in &library.offers {
                let name = (offer.variant, offer.activity, offer.layout);
                assert!(names.insert(name), "{}: {name:?}", library.name);
            }
        }
    }

    #[test]
    fn every_offer_keeps_what_it_promises() {
        for library in honest() {
            for offer in &library.offers {
                for (payload, capacity) in built_in(offer.activity) {
                    let what = format!(
                        "{}/{}: {:?}, {:?}",
                        library.name, offer.variant, offer.activity, offer.layout
                    );
                    let figures = run(offer, payload, capacity, &what);
                    assert!(!figures.is_empty(), "{what}");
                    assert!(
                        figures.iter().all(|figure| figure.is_finite() && *figure > 0.0),
                        "{what}: {figures:?}"
                    );
                }
            }
        }
    }

    /// The payloads and capacities to try an activity with. Each that is built in comes once.
    fn built_in(activity: Activity) -> Vec<(PayloadKind, usize)> {
        match activity {
            Activity::PingPongThreads
            | Activity::PingPongTasks
            | Activity::PingPongAcross
            | Activity::BlockedSenders
            | Activity::BlockedReceivers => vec![(PayloadKind::U64, 256)],
            _ => vec![(PayloadKind::U64, 256), (PayloadKind::Trade, 1024)],
        }
    }

    fn run(offer: &Offer, payload: PayloadKind, capacity: usize, what: &str) -> Vec<f64> {
        let each_side = match offer.activity {
            Activity::ThreadToTask | Activity::TaskToThread => 1,
            _ => 2,
        };
        let load = Load {
            producers: each_side,
            consumers: each_side,
            placement: Placement::Free,
            payload,
            capacity,
            messages: 10_000,
            trips: 1_000,
            window: Duration::from_millis(20),
            pace: Some(Duration::from_millis(1)),
            keyed: offer.layout == Layout::Keyed,
        };
        let (tx, rx) = mpsc::channel();
        let run = offer.run;
        thread::spawn(move || tx.send(run(&load)));
        match rx.recv_timeout(HUNG) {
            Ok(figures) => figures.unwrap_or_else(|failure| panic!("{what}: {failure}")),
            Err(reason) => panic!("{what}: {reason}"),
        }
    }
}
