//! The program: rounds, one after the other.

#[path = "../../../../hel-ring/tests/stress/program/args.rs"]
mod args;
#[path = "../../../../hel-ring/tests/stress/program/desk.rs"]
mod desk;
mod doing;
mod plan;
mod receiver;
#[path = "../../../../hel-ring/tests/stress/program/rng.rs"]
mod rng;
mod round;
mod sender;
mod totals;
mod value;

use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};
use std::process::ExitCode;
use std::time::Instant;

use args::{Args, Request};
use desk::{DESK, say};
use plan::{Kind, Plan};
use tokio::runtime::Runtime;
use totals::Tally;

use crate::common;

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
    doing::tell_when_stalled();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build();
    let runtime = runtime.expect("the runtime starts");
    for number in 0.. {
        let plan = Plan::draw(seed, args.round.unwrap_or(number), args.only);
        DESK.begins(&plan);
        DESK.ends(plan.kind, &run_round(&plan, &runtime));
        if started.elapsed() >= args.time {
            break;
        }
    }
    say(&format!("stress total: seed={seed} {}", DESK.totals()));
}

fn run_round(plan: &Plan, runtime: &Runtime) -> Tally {
    match plan.capacity {
        1 => with_capacity::<1>(plan, runtime),
        2 => with_capacity::<2>(plan, runtime),
        8 => with_capacity::<8>(plan, runtime),
        64 => with_capacity::<64>(plan, runtime),
        other => unreachable!("no capacity of {other} is planned"),
    }
}

fn with_capacity<const CAP: usize>(plan: &Plan, runtime: &Runtime) -> Tally {
    match plan.kind {
        Kind::Bounded => round::run::<common::Bounded<CAP>>(plan, runtime),
        Kind::RoundRobin => round::run::<common::RoundRobin<CAP>>(plan, runtime),
        Kind::Split => round::run::<common::Split<CAP>>(plan, runtime),
        Kind::ByKey => round::run::<common::ByKey<CAP>>(plan, runtime),
        Kind::ByGroup => round::run::<common::ByGroup<CAP>>(plan, runtime),
        Kind::Lane => round::run::<common::Lane<CAP>>(plan, runtime),
    }
}
