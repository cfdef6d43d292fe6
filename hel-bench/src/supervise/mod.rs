//! The process that the user sees: it decides what runs, has it run, and shows what comes out.
//!
//! ```text
//! plan       the flags, turned into cases          scale       how much is run of each
//! session    a case from first run to last         vitals      how things stood before and after
//! process    the worker, and its end               files       what is left behind, whole
//! progress   how far, how long                     list        what there is to measure
//! ```
//!
//! The runs themselves happen in another process ([`crate::worker`]): a subject that hangs, or that takes its process
//! along, costs its own row and no other. While a run goes on, this process sleeps.

mod files;
mod list;
mod plan;
mod process;
mod progress;
mod scale;
mod session;
mod vitals;

use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::cli::{AGAINST, BenchArgs, WAIT_SHAPES};
use crate::report::{self, FORMAT, Machine, Report};
use crate::runtime::SMOL_THREADS;
use crate::{machine, subject};
use plan::Planned;
use process::{Worker, WorkerProcess};
use progress::Progress;
use session::Session;

/// The flag that makes this program a worker.
const WORKER_FLAG: &str = "--worker";

/// The page in the folder of `--report`.
const PAGE: &str = "index.html";

/// Does what the flags say. The exit code tells whether hel's runs were sound, and as fast as they were before.
///
/// # Errors
///
/// When it cannot begin or cannot go on: a glob that matches nothing, a file that cannot be written, no worker.
pub fn run(args: &BenchArgs) -> Result<ExitCode> {
    if args.instructions || args.bundle.is_some() {
        bail!(
            "that is a command of xtask: `cargo xtask bench --instructions`, `cargo xtask bench --bundle FILE`"
        );
    }
    if !args.wait_shape.is_empty() && env::var_os(WAIT_SHAPES).is_none() {
        bail!("shapes of waits need a build of their own: `cargo xtask bench --wait-shape ..` makes it");
    }
    if args.readme {
        return files::write_readme().and_then(print).map(|()| ExitCode::SUCCESS);
    }
    if let Some(file) = &args.from {
        let folder = args.report.as_deref().context("--from makes a page: say where, with --report DIR")?;
        return write_page(folder, &files::read_report(file)?, args.threshold).map(|()| ExitCode::SUCCESS);
    }
    let before = args.against.as_ref().map(|_| {
        env::var_os(AGAINST)
            .context("another commit needs a build of its own: `cargo xtask bench --against COMMIT` makes it")
    });
    let plan = plan::plan(args, &subject::libraries())?;
    if args.list {
        return print(&list::render(&plan)).map(|()| ExitCode::SUCCESS);
    }
    // What can go wrong goes wrong now.
    let before = before.transpose()?;
    args.json.iter().try_for_each(|path| files::check(path))?;
    if let Some(folder) = &args.report {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        files::check(&folder.join(PAGE))?;
    }

    let report = measure(args, &plan, before)?;
    if let Some(folder) = &args.report {
        write_page(folder, &report, args.threshold)?;
    }
    print(&report::summary::render(&report))?;
    let (troubles, are_ours) = report::notes::troubles(&report);
    print(&troubles)?;
    let mut passed = !are_ours;
    if args.against.is_some() {
        let verdict = report::before::judge(&report, args.threshold);
        print(&verdict.to_string())?;
        passed &= !verdict.is_slower();
    }
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write_page(folder: &Path, report: &Report, threshold: f64) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let page = folder.join(PAGE);
    files::write(&page, &report::html::render(report, threshold))?;
    print(&format!("{} is written: open it in a browser.\n", page.display()))
}

/// Runs everything, scenario by scenario, each in workers of its own.
fn measure(args: &BenchArgs, plan: &[Planned], before: Option<OsString>) -> Result<Report> {
    let settings = scale::settings(args);
    let mut report = Report { format: FORMAT, machine: machine::here_and_now(), settings, cases: Vec::new() };
    let rounds = report.settings.rounds;
    let guess = progress::guess(plan, rounds as usize + 1);
    eprintln!("{}", announcement(plan, rounds as usize + 1, guess, &report.machine));

    let mut progress = Progress::new(guess, plan.len());
    let limit = Duration::from_secs(u32::from(args.time_limit).into());
    let mut workers: Vec<WorkerProcess> = [this_program()?].into_iter().chain(before).map(worker).collect();
    let workers = workers.iter_mut().map(|worker| worker as &mut dyn Worker).collect();
    let mut session = Session::new(workers, rounds, limit);
    for of_scenario in plan.chunk_by(|a, b| a.case.scenario.name == b.case.scenario.name) {
        session.renew();
        let first = report.cases.len();
        for planned in of_scenario {
            report.cases.push(session.run(planned, &mut progress)?);
        }
        // First the file: who stops this when a table appears has kept its figures.
        if let Some(path) = &args.json {
            files::write_report(path, &report)?;
        }
        for case in &report.cases[first..] {
            let table = report::table::render(case);
            progress.bar.suspend(|| print(&format!("{}\n\n", table.trim_end())))?;
        }
    }
    progress.bar.finish_and_clear();
    Ok(report)
}

/// The program as it runs, and not what a build may have put in its place since.
fn this_program() -> Result<OsString> {
    if cfg!(target_os = "linux") {
        return Ok("/proc/self/exe".into());
    }
    let program =
        env::current_exe().context("this program does not find itself, to start it again as a worker")?;
    Ok(program.into())
}

fn worker(program: OsString) -> WorkerProcess {
    let cpus = thread::available_parallelism().map_or(1, usize::from);
    let mut command = Command::new(program);
    command.arg(WORKER_FLAG).env(SMOL_THREADS, cpus.to_string());
    WorkerProcess::new(command)
}

/// What will be done, where, and how long it will take: the last chance to think again.
fn announcement(plan: &[Planned], rounds: usize, time: Duration, machine: &Machine) -> String {
    let subjects: HashSet<&str> = plan.iter().flat_map(Planned::runnable).collect();
    let runs: usize = plan.iter().map(|planned| planned.runnable().count() * rounds).sum();
    let Machine { cpu, cpus, system, rustc, commit, .. } = machine;
    let cpus = counted(*cpus, "CPU");
    let mut place = vec![cpu.as_str(), &cpus, system, rustc, commit];
    place.retain(|part| !part.is_empty());
    let unoptimised =
        if cfg!(debug_assertions) { "\nThis is a debug build: its figures mean nothing." } else { "" };
    format!(
        "{}, {}, {}: {} on {}{unoptimised}",
        counted(plan.len(), "case"),
        counted(subjects.len(), "subject"),
        counted(runs, "run"),
        progress::about(time),
        place.join(", ")
    )
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn print(text: &str) -> Result<()> {
    io::stdout().write_all(text.as_bytes()).context("the standard output cannot be written")
}
