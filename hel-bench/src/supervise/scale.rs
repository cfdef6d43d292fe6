//! How much is run: what the flags say, and what holds when they say nothing.

use std::time::Duration;

use crate::cli::{BenchArgs, On, Payload};
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
    let payloads: Vec<PayloadKind> = args.payload.iter().map(|payload| kind(*payload)).collect();
    let runtimes: Vec<Runtime> = args.runtime.iter().flat_map(|name| named(*name)).copied().collect();
    Scale {
        messages: args.messages.map_or(usual.messages, Into::into),
        payloads: chosen(PAYLOADS, &payloads, &usual.payloads),
        capacities: chosen(CAPACITIES, &args.capacity, &usual.capacities),
        runtimes: chosen(&Runtime::ALL, &runtimes, &[]),
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
    Scale { messages: 200_000, trips: 2_000, window, payloads, capacities, runtimes: Vec::new() }
}

/// Those of `all` that are given, or else the usual ones: each once, in one order whatever the order of the flags.
fn chosen<T: Copy + PartialEq>(all: &[T], given: &[T], usual: &[T]) -> Vec<T> {
    let wanted = if given.is_empty() { usual } else { given };
    all.iter().copied().filter(|item| wanted.contains(item)).collect()
}

const fn kind(payload: Payload) -> PayloadKind {
    match payload {
        Payload::U64 => PayloadKind::U64,
        Payload::Trade => PayloadKind::Trade,
    }
}

const fn named(on: On) -> &'static [Runtime] {
    match on {
        On::Tokio => &[Runtime::Tokio],
        On::TokioCurrent => &[Runtime::TokioCurrent],
        On::AsyncStd => &[Runtime::AsyncStd],
        On::Smol => &[Runtime::Smol],
        On::All => &Runtime::ALL,
    }
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
