//! A case from its first run to its last: who runs when, and what comes out.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::order::order;
use super::plan::Planned;
use super::process::{Answer, Worker};
use super::progress::Progress;
use super::vitals::Vitals;
use crate::catalog::Kind;
use crate::report::{CaseReport, MetricReport, Outcome, Row};
use crate::scenario::{Case, Cell};
use crate::worker::{Reply, Request};

/// After so many cases in which it hung, a subject is left out: time limits add up.
const HANGS: u32 = 3;

/// What goes from one case to the next.
#[derive(Debug)]
pub(super) struct Session<W> {
    worker: W,
    /// Runs hel as another commit has it.
    before: Option<W>,
    rounds: usize,
    limit: Duration,
    /// By subject: in how many cases it hung.
    hangs: HashMap<String, u32>,
    /// Does the next run meet a worker that is not warm, in the place of one that was ended?
    is_cold: bool,
}

impl<W: Worker> Session<W> {
    /// `rounds` are those that count.
    pub(super) fn new(worker: W, before: Option<W>, rounds: u32, limit: Duration) -> Self {
        Self { worker, before, rounds: rounds as usize, limit, hangs: HashMap::new(), is_cold: false }
    }

    /// The next case runs in new workers.
    pub(super) fn renew(&mut self) {
        self.workers().for_each(Worker::dismiss);
    }

    fn workers(&mut self) -> impl Iterator<Item = &mut W> {
        [&mut self.worker].into_iter().chain(&mut self.before)
    }

    /// Runs all subjects of a case side by side: a round to warm up, then those that count.
    ///
    /// # Errors
    ///
    /// When no worker can be started, or one says what nobody asked.
    pub(super) fn run(&mut self, planned: &Planned, progress: &mut Progress) -> Result<CaseReport> {
        let id = planned.case.id();
        let start = Instant::now();
        let mut rows: Vec<Row> = planned.cells.iter().map(|cell| self.row(cell)).collect();
        let taking_part: Vec<usize> = (0..rows.len()).filter(|row| goes_on(&rows[*row])).collect();
        let left_out = planned.runnable().count() - taking_part.len();
        (0..left_out * (self.rounds + 1)).for_each(|_| progress.drops(planned.expected()));

        let before = Vitals::take(self.limit, self.workers())?;
        for round in 0..=self.rounds {
            for next in order(taking_part.len(), round) {
                let row = &mut rows[taking_part[next]];
                if goes_on(row) {
                    progress.runs(&id, &row.subject);
                    self.step(planned, row, round, progress)?;
                } else {
                    progress.drops(planned.expected());
                }
            }
        }
        let after = Vitals::take(self.limit, self.workers())?;

        progress.case_done(&id, start.elapsed());
        Ok(CaseReport {
            cache_line_nanos: [&before, &after]
                .into_iter()
                .filter_map(|vitals| vitals.cache_line_nanos)
                .collect(),
            foreign_cpu: after.foreign_cpu_since(&before).filter(|_| is_work_of_one_worker(&rows)),
            rows,
            ..empty_report(&planned.case)
        })
    }

    /// Where a subject stands before its first run.
    fn row(&self, cell: &Cell) -> Row {
        let outcome = match cell.run {
            Err(reason) => Outcome::Dash(reason.to_owned()),
            Ok(_) if self.hangs.get(&cell.subject).is_some_and(|hangs| *hangs >= HANGS) => {
                Outcome::Dash(format!("left out: it hung in {HANGS} cases before"))
            }
            Ok(_) => Outcome::Samples(Vec::with_capacity(self.rounds)),
        };
        Row { subject: cell.subject.clone(), kind: cell.kind, outcome }
    }

    /// One run of one subject.
    fn step(
        &mut self,
        planned: &Planned,
        row: &mut Row,
        round: usize,
        progress: &mut Progress,
    ) -> Result<()> {
        let request = Request::Run {
            scenario: planned.case.scenario.name.to_owned(),
            shape: planned.case.shape.name.to_owned(),
            subject: as_its_worker_knows_it(row),
            load: planned.case.load.clone(),
        };
        let worker = match (row.kind, &mut self.before) {
            (Kind::Before, Some(before)) => before,
            _ => &mut self.worker,
        };
        let start = Instant::now();
        let mut answer = worker.ask(&request, self.limit)?;
        if std::mem::take(&mut self.is_cold) && round > 0 && matches!(answer, Answer::Reply(Reply::Sample(_)))
        {
            answer = worker.ask(&request, self.limit)?;
        }
        let ends_as = match answer {
            Answer::Reply(Reply::Sample(sample)) => {
                // Round 0 is there to warm up.
                if let (Outcome::Samples(samples), 1..) = (&mut row.outcome, round) {
                    samples.push(sample);
                }
                progress.ran(planned.expected(), start.elapsed());
                return Ok(());
            }
            Answer::Reply(Reply::NotHere(why)) => Outcome::Dash(why),
            Answer::Reply(Reply::Failed(why) | Reply::Panicked(why)) | Answer::Ended(why) => {
                Outcome::Failed(in_one_line(&why))
            }
            Answer::Late => {
                *self.hangs.entry(row.subject.clone()).or_default() += 1;
                Outcome::Hung(self.limit)
            }
            Answer::Reply(Reply::Vitals { .. }) => {
                bail!("the worker told its vitals when {} was to run", row.subject)
            }
        };
        self.is_cold = !matches!(ends_as, Outcome::Dash(_));
        row.outcome = ends_as;
        progress.drops(planned.expected());
        Ok(())
    }
}

/// Without the commit: `hel@0123abc/spsc` is `hel/spsc` to the program that was built from it.
fn as_its_worker_knows_it(row: &Row) -> String {
    match (row.kind, row.subject.split_once('/')) {
        (Kind::Before, Some((library, variant))) => {
            format!("{}/{variant}", library.split('@').next().unwrap_or(library))
        }
        _ => row.subject.clone(),
    }
}

/// Has it still to run?
fn goes_on(row: &Row) -> bool {
    matches!(row.outcome, Outcome::Samples(_))
}

/// Did one worker do all of it? One that ended has taken what is known of its CPU time with it.
fn is_work_of_one_worker(rows: &[Row]) -> bool {
    !rows.iter().any(|row| matches!(row.outcome, Outcome::Failed(_) | Outcome::Hung(_)))
}

/// For a cell of a table.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is known of a case before it ran.
fn empty_report(case: &Case) -> CaseReport {
    let metric = |metric: &crate::scenario::Metric| MetricReport {
        name: metric.name.to_owned(),
        unit: metric.unit.to_owned(),
        more_is_better: metric.more_is_better,
        floor: metric.floor,
        headline: metric.headline,
        quantile: metric.quantile,
    };
    CaseReport {
        id: case.id(),
        scenario: case.scenario.name.to_owned(),
        about: case.scenario.about.to_owned(),
        shape: case.shape.name.to_owned(),
        shape_about: case.shape.about.to_owned(),
        runtime: case.runtime().map(|runtime| runtime.name().to_owned()),
        series: case.shape.series.map(str::to_owned),
        offered: (case.load.offered > 0).then_some(case.load.offered as f64),
        hel: case.shape.hel.to_owned(),
        metrics: case.metrics().iter().map(metric).collect(),
        cache_line_nanos: Vec::new(),
        foreign_cpu: None,
        rows: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::progress::silent;
    use super::*;
    use crate::load::PayloadKind;
    use crate::scenario::{SCENARIOS, Scale, cases};

    const LIMIT: Duration = Duration::from_secs(7);

    /// A worker that answers as a script says, and takes note of who ran and of when it was renewed.
    struct Scripted<F> {
        answer: F,
        ran: Vec<String>,
        renewed: usize,
    }

    impl<F: FnMut(&str, usize) -> Answer> Worker for Scripted<F> {
        fn ask(&mut self, request: &Request, limit: Duration) -> Result<Answer> {
            assert_eq!(limit, LIMIT);
            let Request::Run { subject, .. } = request else {
                return Ok(Answer::Reply(Reply::Vitals {
                    cache_line_nanos: Some(65.0),
                    cpu_time: Some(Duration::ZERO),
                }));
            };
            let earlier = self.ran.iter().filter(|name| *name == subject).count();
            self.ran.push(subject.clone());
            Ok((self.answer)(subject, earlier))
        }

        fn dismiss(&mut self) {
            self.renewed += 1;
        }
    }

    fn scripted<F: FnMut(&str, usize) -> Answer>(answer: F) -> Scripted<F> {
        Scripted { answer, ran: Vec::new(), renewed: 0 }
    }

    /// The figure of a run is how many runs of the subject went before it.
    fn sample(earlier: usize) -> Answer {
        Answer::Reply(Reply::Sample(vec![earlier as f64]))
    }

    fn planned(subjects: &[&str]) -> Planned {
        let cell = |name: &&str| Cell {
            subject: (*name).to_owned(),
            kind: Kind::Hel,
            run: Ok(|_| panic!("the worker runs it, not the one who asks")),
        };
        let (payloads, capacities) = (vec![PayloadKind::U64], vec![256]);
        let runtimes = Vec::new();
        let scale = Scale { messages: 1, trips: 1, window: Duration::ZERO, payloads, capacities, runtimes };
        let case = cases(&SCENARIOS[0], &scale).remove(0);
        Planned { case, cells: subjects.iter().map(cell).collect() }
    }

    fn outcome<'a>(report: &'a CaseReport, subject: &str) -> &'a Outcome {
        &report.rows.iter().find(|row| row.subject == subject).unwrap().outcome
    }

    fn samples(numbers: &[f64]) -> Outcome {
        Outcome::Samples(numbers.iter().map(|number| vec![*number]).collect())
    }

    #[test]
    fn every_round_but_the_first_counts() {
        let mut worker = scripted(|_, earlier| sample(earlier));
        let report =
            Session::new(&mut worker, None, 3, LIMIT).run(&planned(&["a", "b"]), &mut silent()).unwrap();
        assert_eq!(outcome(&report, "a"), &samples(&[1.0, 2.0, 3.0]));
        assert_eq!(outcome(&report, "b"), &samples(&[1.0, 2.0, 3.0]));
        assert!(is_work_of_one_worker(&report.rows));
        assert_eq!(report.cache_line_nanos, [65.0, 65.0]);
        assert_eq!(report.id, "spsc/free/u64/256");
    }

    #[test]
    fn in_a_round_everybody_runs_once_and_each_round_begins_with_another() {
        let mut worker = scripted(|_, earlier| sample(earlier));
        Session::new(&mut worker, None, 2, LIMIT).run(&planned(&["a", "b", "c"]), &mut silent()).unwrap();
        let begins: Vec<&str> = worker.ran.chunks(3).map(|round| round[0].as_str()).collect();
        assert_eq!(begins, ["a", "b", "c"]);
        for round in worker.ran.chunks_mut(3) {
            round.sort_unstable();
            assert_eq!(round, ["a", "b", "c"]);
        }
    }

    #[test]
    fn who_fails_or_hangs_runs_no_more_in_this_case_and_the_others_do() {
        let mut worker = scripted(|subject, earlier| match (subject, earlier) {
            ("failing", 1) => Answer::Reply(Reply::Failed("lost 1".to_owned())),
            ("hanging", 1) => Answer::Late,
            ("panicking", 0) => Answer::Reply(Reply::Panicked("panicked at here:\nwhy".to_owned())),
            ("dying", 2) => Answer::Ended("signal".to_owned()),
            ("lacking", 0) => Answer::Reply(Reply::NotHere("one CPU".to_owned())),
            _ => sample(earlier),
        });
        let planned = planned(&["failing", "hanging", "panicking", "sound", "dying", "lacking"]);
        let report = Session::new(&mut worker, None, 2, LIMIT).run(&planned, &mut silent()).unwrap();
        assert_eq!(outcome(&report, "failing"), &Outcome::Failed("lost 1".to_owned()));
        assert_eq!(outcome(&report, "hanging"), &Outcome::Hung(LIMIT));
        assert_eq!(outcome(&report, "panicking"), &Outcome::Failed("panicked at here: why".to_owned()));
        assert_eq!(outcome(&report, "dying"), &Outcome::Failed("signal".to_owned()));
        assert_eq!(outcome(&report, "lacking"), &Outcome::Dash("one CPU".to_owned()));
        // Its run 1 warmed the worker that came after one of the failures.
        assert_eq!(outcome(&report, "sound"), &samples(&[2.0, 3.0]));
        let ran = |subject| worker.ran.iter().filter(|name| *name == subject).count();
        let counts = ["failing", "hanging", "panicking", "dying", "lacking", "sound"].map(ran);
        assert_eq!(counts, [2, 2, 1, 3, 1, 4]);
        assert!(!is_work_of_one_worker(&report.rows));
    }

    #[test]
    fn the_first_run_in_a_new_worker_does_not_count() {
        let mut worker = scripted(|subject, earlier| match (subject, earlier) {
            ("failing", 1) => Answer::Ended("signal".to_owned()),
            _ => sample(earlier),
        });
        let report = Session::new(&mut worker, None, 2, LIMIT)
            .run(&planned(&["failing", "a"]), &mut silent())
            .unwrap();
        let Outcome::Samples(figures) = outcome(&report, "a") else { panic!("{report:?}") };
        assert_eq!((figures.len(), worker.ran.iter().filter(|name| *name == "a").count()), (2, 4));
    }

    #[test]
    fn a_subject_that_hung_in_three_cases_is_left_out_of_the_fourth() {
        let mut worker =
            scripted(|subject, earlier| if subject == "hanging" { Answer::Late } else { sample(earlier) });
        let mut session = Session::new(&mut worker, None, 1, LIMIT);
        let planned = planned(&["hanging", "sound"]);
        for _ in 0..3 {
            let report = session.run(&planned, &mut silent()).unwrap();
            assert_eq!(outcome(&report, "hanging"), &Outcome::Hung(LIMIT));
        }
        let report = session.run(&planned, &mut silent()).unwrap();
        assert_eq!(
            outcome(&report, "hanging"),
            &Outcome::Dash("left out: it hung in 3 cases before".to_owned())
        );
        assert!(matches!(outcome(&report, "sound"), Outcome::Samples(samples) if samples.len() == 1));
        assert_eq!(worker.ran.iter().filter(|name| *name == "hanging").count(), 3);
    }

    #[test]
    fn a_reason_not_to_run_is_kept_and_nothing_runs() {
        let mut worker = scripted(|_, earlier| sample(earlier));
        let mut planned = planned(&["a", "b"]);
        planned.cells[1].run = Err("no such channel");
        let report = Session::new(&mut worker, None, 1, LIMIT).run(&planned, &mut silent()).unwrap();
        assert_eq!(outcome(&report, "b"), &Outcome::Dash("no such channel".to_owned()));
        assert_eq!(worker.ran, ["a", "a"]);
    }

    #[test]
    fn an_answer_to_another_question_is_an_error() {
        let vitals = Reply::Vitals { cache_line_nanos: None, cpu_time: None };
        let mut worker = scripted(move |_, _| Answer::Reply(vitals.clone()));
        assert!(Session::new(&mut worker, None, 1, LIMIT).run(&planned(&["a"]), &mut silent()).is_err());
    }

    #[test]
    fn hel_of_another_commit_runs_in_a_worker_of_its_own_under_its_own_name() {
        let mut now = scripted(|_, earlier| sample(earlier));
        let mut before = scripted(|_, earlier| sample(earlier));
        let mut planned = planned(&["hel/spsc", "hel@0123abc/spsc"]);
        planned.cells[1].kind = Kind::Before;
        let [first, second]: [&mut dyn Worker; 2] = [&mut now, &mut before];
        let report = Session::new(first, Some(second), 1, LIMIT).run(&planned, &mut silent()).unwrap();
        assert_eq!(outcome(&report, "hel@0123abc/spsc"), &samples(&[1.0]));
        assert_eq!((now.ran, before.ran), (vec!["hel/spsc".to_owned(); 2], vec!["hel/spsc".to_owned(); 2]));
    }

    #[test]
    fn a_new_worker_comes_when_it_is_wanted() {
        let mut worker = scripted(|_, earlier| sample(earlier));
        Session::new(&mut worker, None, 1, LIMIT).renew();
        assert_eq!(worker.renewed, 1);
    }
}
