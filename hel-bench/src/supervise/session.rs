//! A case from its first run to its last: who runs when, and what comes out.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::plan::Planned;
use super::process::{Answer, Worker};
use super::progress::Progress;
use super::vitals::Vitals;
use crate::catalog::Kind;
use crate::report::{CaseReport, MetricReport, Outcome, Row};
use crate::scenario::{Case, Cell, Metric};
use crate::worker::{Reply, Request};

/// After so many cases in which it hung, a subject is left out: time limits add up.
const HANGS: u32 = 3;

/// What goes from one case to the next.
pub(super) struct Session<'a> {
    /// The second one runs hel as another commit has it.
    workers: Vec<&'a mut dyn Worker>,
    rounds: usize,
    limit: Duration,
    /// By subject: in how many cases it hung.
    hangs: HashMap<String, u32>,
    /// Does the next run meet a worker that is not warm, in the place of one that was ended?
    is_cold: bool,
}

impl<'a> Session<'a> {
    /// `rounds` are those that count.
    pub(super) fn new(workers: Vec<&'a mut dyn Worker>, rounds: u32, limit: Duration) -> Self {
        Self { workers, rounds: rounds as usize, limit, hangs: HashMap::new(), is_cold: false }
    }

    /// The next case runs in new workers.
    pub(super) fn renew(&mut self) {
        self.workers.iter_mut().for_each(|worker| worker.dismiss());
    }

    /// Runs all subjects of a case side by side: a round to warm up, then those that count. An error when no worker can be
    /// started, or one says what nobody asked.
    pub(super) fn run(&mut self, planned: &Planned, progress: &mut Progress) -> Result<CaseReport> {
        let id = planned.case.id();
        let start = Instant::now();
        let mut rows: Vec<Row> = planned.cells.iter().map(|cell| self.row(cell)).collect();
        let taking_part: Vec<usize> = (0..rows.len()).filter(|row| goes_on(&rows[*row])).collect();
        let left_out = planned.runnable().count() - taking_part.len();
        (0..left_out * (self.rounds + 1)).for_each(|_| progress.drops(planned.expected()));

        let before = Vitals::take(self.limit, &mut self.workers)?;
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
        let after = Vitals::take(self.limit, &mut self.workers)?;

        progress.case_done(&id, start.elapsed());
        let mut report = report(&planned.case, rows);
        report
            .cache_line_nanos
            .extend([&before, &after].into_iter().filter_map(|vitals| vitals.cache_line_nanos));
        if is_work_of_one_worker(&report.rows) {
            report.foreign_cpu = after.foreign_cpu_since(&before);
        }
        Ok(report)
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
        let Case { scenario, shape, load } = &planned.case;
        // To the program that was built from another commit, its hel is hel.
        let subject = if row.kind == Kind::Before { shape.hel } else { &row.subject };
        let [scenario, shape, subject] = [scenario.name, shape.name, subject].map(str::to_owned);
        let request = Request::Run { scenario, shape, subject, load: load.clone() };
        let number = usize::from(row.kind == Kind::Before && self.workers.len() > 1);
        let worker = &mut self.workers[number];
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
                // For a cell of a table: in one line.
                Outcome::Failed(why.split_whitespace().collect::<Vec<_>>().join(" "))
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

/// The order in which `count` subjects run in `round`: a balanced Latin square (Williams' design).
///
/// A run leaves warm caches, a heated CPU and a scheduler's opinion behind for whoever comes next. So each round begins
/// with another subject, and nobody comes after the same one time and again: with an even count, not twice in as many
/// rounds as there are subjects; with an odd count, at most twice in twice as many.
fn order(count: usize, round: usize) -> Vec<usize> {
    // 0, 1, -1, 2, -2, ... modulo the count: the steps between neighbours are all different.
    let zigzag = |place: usize| if place % 2 == 1 { place.div_ceil(2) } else { count - place / 2 };
    let mut order: Vec<usize> = (0..count).map(zigzag).collect();
    if count % 2 == 1 && round % 2 == 1 {
        order.reverse();
    }
    let Some(&first) = order.first() else { return order };
    let shift = round + count - first;
    order.into_iter().map(|number| (number + shift) % count).collect()
}

/// Has it still to run?
fn goes_on(row: &Row) -> bool {
    matches!(row.outcome, Outcome::Samples(_))
}

/// Did one worker do all of it? One that ended has taken what is known of its CPU time with it.
fn is_work_of_one_worker(rows: &[Row]) -> bool {
    !rows.iter().any(|row| matches!(row.outcome, Outcome::Failed(_) | Outcome::Hung(_)))
}

/// What came out of a case, before anything is known of the machine.
fn report(case: &Case, rows: Vec<Row>) -> CaseReport {
    let metric = |metric: &Metric| MetricReport {
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
        rows,
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

    impl<F> Scripted<F> {
        fn runs_of(&self, subject: &str) -> usize {
            self.ran.iter().filter(|name| *name == subject).count()
        }
    }

    impl<F: FnMut(&str, usize) -> Answer> Worker for Scripted<F> {
        fn ask(&mut self, request: &Request, limit: Duration) -> Result<Answer> {
            assert_eq!(limit, LIMIT);
            let Request::Run { subject, .. } = request else {
                let (cache_line_nanos, cpu_time) = (Some(65.0), Some(Duration::ZERO));
                return Ok(Answer::Reply(Reply::Vitals { cache_line_nanos, cpu_time }));
            };
            let earlier = self.runs_of(subject);
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
        &report.row(subject).unwrap().outcome
    }

    fn samples(numbers: &[f64]) -> Outcome {
        Outcome::Samples(numbers.iter().map(|number| vec![*number]).collect())
    }

    #[test]
    fn everybody_runs_once_a_round_and_comes_after_everybody_else_equally_often() {
        assert!(order(0, 3).is_empty());
        for count in 1..20 {
            let times = 1 + count % 2;
            let mut after = HashMap::new();
            for round in 0..times * count {
                let mut order = order(count, round);
                assert_eq!(order[0], round % count, "each round begins with the next one");
                order.windows(2).for_each(|pair| *after.entry([pair[0], pair[1]]).or_insert(0) += 1);
                order.sort_unstable();
                assert_eq!(order, (0..count).collect::<Vec<_>>());
            }
            assert_eq!(after.len(), count * (count - 1), "{count} subjects");
            assert!(after.values().all(|seen| *seen == times), "{count} subjects: {after:?}");
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
        let mut planned = planned(&["failing", "hanging", "panicking", "sound", "dying", "lacking", "unfit"]);
        planned.cells[6].run = Err("no such channel");
        let report = Session::new(vec![&mut worker], 2, LIMIT).run(&planned, &mut silent(0)).unwrap();
        for (subject, expected, runs) in [
            ("failing", Outcome::Failed("lost 1".to_owned()), 2),
            ("hanging", Outcome::Hung(LIMIT), 2),
            ("panicking", Outcome::Failed("panicked at here: why".to_owned()), 1),
            ("dying", Outcome::Failed("signal".to_owned()), 3),
            ("lacking", Outcome::Dash("one CPU".to_owned()), 1),
            ("unfit", Outcome::Dash("no such channel".to_owned()), 0),
            // Its run 1 warmed the worker that came after one of the failures: the first run in it does not count.
            ("sound", samples(&[2.0, 3.0]), 4),
        ] {
            assert_eq!((outcome(&report, subject), worker.runs_of(subject)), (&expected, runs), "{subject}");
        }
        assert!(!is_work_of_one_worker(&report.rows));
        assert_eq!((report.id.as_str(), report.cache_line_nanos), ("spsc/free/u64/256", vec![65.0, 65.0]));
    }

    #[test]
    fn a_subject_that_hung_in_three_cases_is_left_out_of_the_fourth() {
        let mut worker =
            scripted(|subject, earlier| if subject == "hanging" { Answer::Late } else { sample(earlier) });
        let mut session = Session::new(vec![&mut worker], 1, LIMIT);
        let left_out = Outcome::Dash("left out: it hung in 3 cases before".to_owned());
        for expected in [Outcome::Hung(LIMIT), Outcome::Hung(LIMIT), Outcome::Hung(LIMIT), left_out] {
            let report = session.run(&planned(&["hanging", "sound"]), &mut silent(0)).unwrap();
            assert_eq!(outcome(&report, "hanging"), &expected);
            assert!(matches!(outcome(&report, "sound"), Outcome::Samples(samples) if samples.len() == 1));
        }
        assert_eq!(worker.runs_of("hanging"), 3);
    }

    #[test]
    fn an_answer_to_another_question_is_an_error() {
        let vitals = Reply::Vitals { cache_line_nanos: None, cpu_time: None };
        let mut worker = scripted(move |_, _| Answer::Reply(vitals.clone()));
        assert!(Session::new(vec![&mut worker], 1, LIMIT).run(&planned(&["a"]), &mut silent(0)).is_err());
    }

    #[test]
    fn hel_of_another_commit_runs_in_a_worker_of_its_own_under_its_own_name() {
        let [mut now, mut before] = [(); 2].map(|()| scripted(|_, earlier| sample(earlier)));
        let mut planned = planned(&["hel/spsc", "hel@0123abc/spsc"]);
        planned.cells[1].kind = Kind::Before;
        let report =
            Session::new(vec![&mut now, &mut before], 1, LIMIT).run(&planned, &mut silent(0)).unwrap();
        assert_eq!(outcome(&report, "hel@0123abc/spsc"), &samples(&[1.0]));
        assert_eq!([now.ran, before.ran], [["hel/spsc"; 2], ["hel/spsc"; 2]]);
    }
}
