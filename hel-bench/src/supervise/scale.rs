//! How much is run: what the flags say, and what holds when they say nothing.

use std::time::Duration;

use crate::cli::{BenchArgs, On, Payload};
use crate::load::PayloadKind;
use crate::report::Settings;
use crate::runtime::Runtime;
use crate::scenario::Scale;

const PAYLOADS: &[PayloadKind] = &[PayloadKind::U64, PayloadKind::Trade];
const CAPACITIES: &[usize] = &[256, 1024];

/// The size of the runs, and the values, capacities and runtimes that are tried.
pub(super) fn scale(args: &BenchArgs) -> Scale {
    let usual = match (args.gate, args.quick) {
        (true, _) => Scale { window: Duration::from_millis(30), ..quick() },
        (false, true) => quick(),
        (false, false) => full(),
    };
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
    let usual = match (args.gate, args.quick) {
        (true, _) => 5,
        (false, true) => 3,
        (false, false) => 7,
    };
    Settings { rounds: args.rounds.map_or(usual, Into::into), quick: args.quick || args.gate }
}

/// Everything at full length.
pub(super) fn full() -> Scale {
    Scale {
        messages: 300_000,
        trips: 10_000,
        window: Duration::from_millis(60),
        payloads: PAYLOADS.to_vec(),
        capacities: CAPACITIES.to_vec(),
        runtimes: Vec::new(),
    }
}

fn quick() -> Scale {
    Scale {
        messages: 200_000,
        trips: 2_000,
        window: Duration::from_millis(15),
        payloads: PAYLOADS[..1].to_vec(),
        capacities: CAPACITIES[..1].to_vec(),
        runtimes: Vec::new(),
    }
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
    fn without_flags_everything_runs_at_full_length() {
        assert_eq!(scale_of(""), full());
    }

    #[test]
    fn quick_is_small_and_a_flag_beside_it_wins() {
        assert_eq!(scale_of("--quick"), quick());
        let scale = scale_of("--quick --messages 77 --payload trade");
        assert_eq!(scale, Scale { messages: 77, payloads: vec![PayloadKind::Trade], ..quick() });
    }

    #[test]
    fn what_is_given_twice_runs_once_and_the_order_is_always_the_same() {
        assert_eq!(scale_of("--payload trade,u64,trade --capacity 1024,256,1024"), full());
        assert_eq!(scale_of("--capacity 1024").capacities, [1024]);
    }

    #[test]
    fn tasks_run_where_the_flags_say_and_else_where_their_shapes_say() {
        assert_eq!(scale_of("").runtimes, []);
        assert_eq!(scale_of("--runtime all").runtimes, Runtime::ALL);
        assert_eq!(scale_of("--runtime smol,tokio").runtimes, [Runtime::Tokio, Runtime::Smol]);
    }

    #[test]
    fn rounds_are_seven_or_three_or_what_is_given() {
        let rounds = |line| settings(&parse(line).unwrap()).rounds;
        assert_eq!(["", "--quick", "--quick --rounds 5"].map(rounds), [7, 3, 5]);
    }
}
