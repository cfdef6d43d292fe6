//! How much is run: what the flags say, and what holds when they say nothing.

use std::time::Duration;

use crate::cli::{BenchArgs, Payload};
use crate::load::PayloadKind;
use crate::report::Settings;
use crate::scenario::Scale;

const PAYLOADS: &[PayloadKind] = &[PayloadKind::U64, PayloadKind::Trade];
const CAPACITIES: &[usize] = &[256, 1024];

/// The size of the runs, and the values and capacities that are tried.
pub(super) fn scale(args: &BenchArgs) -> Scale {
    let usual = if args.quick { quick() } else { full() };
    let payloads: Vec<PayloadKind> = args.payload.iter().map(|payload| kind(*payload)).collect();
    Scale {
        messages: args.messages.map_or(usual.messages, Into::into),
        payloads: chosen(PAYLOADS, &payloads, &usual.payloads),
        capacities: chosen(CAPACITIES, &args.capacity, &usual.capacities),
        ..usual
    }
}

/// The same as it is kept with the figures.
pub(super) fn settings(args: &BenchArgs) -> Settings {
    let Scale { messages, trips, window, .. } = scale(args);
    let rounds = args.rounds.map_or(if args.quick { 7 } else { 9 }, Into::into);
    Settings { rounds, messages, trips, window }
}

/// Everything at full length.
pub(super) fn full() -> Scale {
    Scale {
        messages: 1_000_000,
        trips: 50_000,
        window: Duration::from_secs(1),
        payloads: PAYLOADS.to_vec(),
        capacities: CAPACITIES.to_vec(),
    }
}

fn quick() -> Scale {
    Scale {
        messages: 200_000,
        trips: 5_000,
        window: Duration::from_millis(150),
        payloads: PAYLOADS[..1].to_vec(),
        capacities: CAPACITIES[..1].to_vec(),
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
    fn rounds_are_nine_or_seven_or_what_is_given() {
        let rounds = |line| settings(&parse(line).unwrap()).rounds;
        assert_eq!(["", "--quick", "--quick --rounds 3"].map(rounds), [9, 7, 3]);
    }
}
