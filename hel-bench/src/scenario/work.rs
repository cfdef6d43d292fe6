//! Work between two messages, on both sides.

use super::prelude::*;
use crate::body::crew::share;

pub(crate) struct Worked;

impl Scene for Worked {
    const SCENARIO: Scenario = Scenario {
        name: "work",
        about: "each message costs its sender and its receiver 200 ns, 1 us or 5 us of work: the rate as a share of \
                what the cores could do if the channel cost nothing",
        metrics: &[Metric::more("share", "%")],
        lasts: Lasts::Windows(1.3),
        shapes: &[
            shape("threads-1x1-200ns", Way::Threads, LANES, "hel/spsc").extra(200),
            shape("threads-1x1-1us", Way::Threads, LANES, "hel/spsc").extra(1_000),
            shape("threads-1x1-5us", Way::Threads, LANES, "hel/spsc").extra(5_000),
            shape("threads-4x4-200ns", Way::Threads, SHARED, "hel/bounded").crew(4, 4).extra(200),
            shape("threads-4x4-1us", Way::Threads, SHARED, "hel/bounded").crew(4, 4).extra(1_000),
            shape("threads-4x4-5us", Way::Threads, SHARED, "hel/bounded").crew(4, 4).extra(5_000),
        ],
        ..PLAIN
    };

    fn crew<C: Crew<T>, T: Payload>(load: &Load) -> Measured {
        let ideal = ideal(load, affinity::allowed().len().max(1));
        let messages = (ideal * load.window.as_secs_f64()).ceil() as u64;
        let load = Load { messages, ..load.clone() };
        let toil = Toil::of(Duration::from_nanos(load.extra));
        let send = |producer, tx| {
            let values = (0..share(&load, producer)).map(move |number| {
                toil.work();
                T::new(Stamp::new(producer, number))
            });
            C::send(tx, values, drop)
        };
        let receive = |rx| {
            C::receive(rx, Tally::default, move |tally, value| {
                tally.note(value);
                toil.work();
            })
        };
        let rate = C::flow(&load, C::open(&load), send, receive)?.rate::<T>(&load)?;
        Ok(rate.iter().map(|rate| rate * 1e6 / ideal * 100.0).collect())
    }
}

/// Messages per second, if the channel cost nothing: each side has a core's time for each of its threads, as long as there are
/// cores, and both sides go on at one rate.
fn ideal(load: &Load, cores: usize) -> f64 {
    let each_side = load.producers.min(load.consumers) as f64;
    (cores as f64 / 2.0).min(each_side) / (load.extra as f64 / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_costs_both_sides_and_a_pair_keeps_two_cores_busy_at_most() {
        let ideal = |each_side, cores| {
            ideal(&Load { producers: each_side, consumers: each_side, extra: 1_000, ..Load::ONE }, cores)
                / 1e6
        };
        let found = [ideal(1, 1), ideal(1, 2), ideal(1, 16), ideal(4, 2), ideal(4, 16)];
        assert!(
            found.iter().zip([0.5, 1.0, 1.0, 1.0, 4.0]).all(|(found, due)| (found - due).abs() < 1e-9),
            "{found:?}"
        );
    }
}
