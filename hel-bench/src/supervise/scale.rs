//! How much is run: what the flags say, and what holds when they say nothing.

use std::time::Duration;

use clap::ValueEnum;

use crate::cli::{BenchArgs, On};
use crate::load::PayloadKind;
use crate::report::Settings;
use crate::runtime::Runtime;
use crate::scenario::Scale;

const PAYLOADS: &[PayloadKind] = &[PayloadKind::U64, PayloadKind::Trade];
const CAPACITIES: &[usize] = &[256, 1024];

/// What holds when the flags say nothing: the size of the runs, and how many rounds there are.
fn usual(args: &BenchArgs) -> (Scale, u32) {
    match (args.gate, args.quick) {
        (true, _) => (Scale { window: Duration::from_millis(30), ..quick() }, 5),
        (false, true) => (quick(), 3),
        (false, false) => (full(), 7),
    }
}

/// The size of the runs, and the values, capacities and runtimes that are tried.
pub(super) fn scale(args: &BenchArgs) -> Scale {
    let (usual, _) = usual(args);
    let payload = |kind: &PayloadKind| args.payload.iter().any(|given| is_named(given, kind.name()));
    let runtime = |name: &str| args.runtime.iter().any(|on| *on == On::All || is_named(on, name));
    Scale {
        messages: args.messages.map_or(usual.messages, Into::into),
        payloads: chosen(PAYLOADS, payload, usual.payloads),
        capacities: chosen(CAPACITIES, |slots| args.capacity.contains(slots), usual.capacities),
        runtimes: chosen(&Runtime::ALL, |known| runtime(known.name()), Vec::new()),
        ..usual
    }
}

/// The same as it is kept with the figures.
pub(super) fn settings(args: &BenchArgs) -> Settings {
    let (_, rounds) = usual(args);
    Settings { rounds: args.rounds.map_or(rounds, Into::into), quick: args.quick || args.gate }
}

/// Everything at full length.
pub(super) fn full() -> Scale {
    let (payloads, capacities) = (PAYLOADS.to_vec(), CAPACITIES.to_vec());
    let window = Duration::from_millis(60);
    Scale { messages: 300_000, trips: 10_000, window, payloads, capacities, runtimes: Vec::new() }
}

fn quick() -> Scale {
    let (payloads, capacities) = (PAYLOADS[..1].to_vec(), CAPACITIES[..1].to_vec());
    let window = Duration::from_millis(15);
    Scale { messages: 200_000, trips: 2_000, window, payloads, capacities, ..full() }
}

/// Those of `all` that are given, or else the usual ones: each once, in one order whatever the order of the flags.
fn chosen<T: Copy>(all: &[T], is_given: impl Fn(&T) -> bool, usual: Vec<T>) -> Vec<T> {
    let given: Vec<T> = all.iter().copied().filter(is_given).collect();
    if given.is_empty() { usual } else { given }
}

/// Is this how `value` is written on the command line?
fn is_named(value: &impl ValueEnum, name: &str) -> bool {
    value.to_possible_value().is_some_and(|known| known.get_name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tests::parse;

    fn scale_of(line: &str) -> Scale {
        scale(&parse(line).unwrap())
    }

    #[test]
    fn quick_is_small_and_a_flag_beside_it_wins() {
        assert_eq!([scale_of(""), scale_of("--quick")], [full(), quick()]);
        let scale = scale_of("--quick --messages 77 --payload trade");
        assert_eq!(scale, Scale { messages: 77, payloads: vec![PayloadKind::Trade], ..quick() });
        let rounds = |line| settings(&parse(line).unwrap()).rounds;
        assert_eq!(["", "--quick", "--quick --rounds 5"].map(rounds), [7, 3, 5]);
    }

    #[test]
    fn what_is_given_twice_runs_once_and_the_order_is_always_the_same() {
        assert_eq!(scale_of("--payload trade,u64,trade --capacity 1024,256,1024"), full());
        assert_eq!(scale_of("--capacity 1024").capacities, [1024]);
        assert_eq!(scale_of("--runtime all").runtimes, Runtime::ALL);
        assert_eq!(scale_of("--runtime smol,tokio").runtimes, [Runtime::Tokio, Runtime::Smol]);
    }
}
