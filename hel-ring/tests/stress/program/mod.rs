//! The program: rounds, one after the other.

mod alone;
mod args;
mod books;
mod desk;
mod mpmc;
mod plan;
mod rng;
mod round;
mod spsc;
mod totals;
mod value;

use args::{Args, Request};
use desk::{DESK, say};
use hel_ring::{CompareExchange, FetchAdd};
use plan::{Kind, Plan, Values};
use std::{
    collections::hash_map::RandomState,
    env,
    hash::{BuildHasher, Hasher},
    process::ExitCode,
    time::Instant,
};
use totals::Tally;
use value::{Block, Drops, Owned, Value, Word};

pub(crate) fn main() -> ExitCode {
    match args::parse(env::args().skip(1)) {
        Ok(Request::Run(args)) => run(&args),
        Ok(Request::Print(text)) => print!("{text}"),
        Err(problem) => {
            eprintln!("stress: {problem}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Runs rounds until the time is up. The first failure ends the program.
fn run(args: &Args) {
    let started = Instant::now();
    let seed = args.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    DESK.open(args.progress);
    let rounds: &mut dyn Iterator<Item = u64> = match args.round {
        Some(round) => &mut std::iter::repeat(round),
        None => &mut (0..),
    };
    for round in rounds {
        let plan = Plan::draw(seed, round, args.only);
        DESK.begins(&plan);
        DESK.ends(plan.kind, &run_round(&plan));
        if started.elapsed() >= args.time {
            break;
        }
    }
    say(&format!("stress total: seed={seed} {}", DESK.totals()));
}

fn run_round(plan: &Plan) -> Tally {
    match plan.capacity {
        1 => with_capacity::<1>(plan),
        2 => with_capacity::<2>(plan),
        4 => with_capacity::<4>(plan),
        64 => with_capacity::<64>(plan),
        256 => with_capacity::<256>(plan),
        other => unreachable!("no ring of {other} is planned"),
    }
}

fn with_capacity<const CAP: usize>(plan: &Plan) -> Tally {
    let limits = [alone::limit(CAP)].into_iter().chain(plan.producers.iter().map(|_| plan.each));
    let drops = Drops::new(limits);
    match plan.values {
        Values::Word => with_values::<Word, CAP>(plan, &drops),
        Values::Block => with_values::<Block, CAP>(plan, &drops),
        Values::Owned => with_values::<Owned<'_>, CAP>(plan, &drops),
    }
}

fn with_values<'r, V: Value<'r>, const CAP: usize>(plan: &Plan, drops: &'r Drops) -> Tally {
    match plan.kind {
        Kind::Spsc => spsc::run::<V, CAP>(plan, drops),
        Kind::MpmcCompareExchange => mpmc::run::<V, CAP, CompareExchange>(plan, drops),
        Kind::MpmcFetchAdd => mpmc::run::<V, CAP, FetchAdd>(plan, drops),
    }
}
