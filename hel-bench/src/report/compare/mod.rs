//! Has hel got slower? Two reports, and what can be said about the change between them.
//!
//! Machines drift: absolute figures of one commit differ by half from one hour to the next, those of all subjects alike. So
//! each side is first related to its field, the geometric mean of the peers that both reports measured in that case, and
//! only these ratios are compared. Each side's rounds are drawn anew for the interval, the subject's and the field's
//! together, as they ran side by side; the two sides independently of each other.
//!
//! ```text
//! change     one subject of one case, related to its field on both sides
//! text       how a comparison is printed
//! ```

mod change;
#[cfg(test)]
mod tests;
mod text;

pub use change::{Change, Verdict};

use super::standing::trouble;
use super::{CaseReport, Report};
use crate::catalog::Kind;

/// What changed between two reports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// How much of a change is none, in percent.
    pub threshold: f64,
    /// What makes the reports less comparable: other settings, another machine.
    pub remarks: Vec<String>,
    /// Each of hel's subjects in each case that both reports hold.
    pub changes: Vec<Change>,
    /// Subjects of hel that had figures and now fail or hang.
    pub broken: Vec<String>,
    /// Subjects of hel that could not be compared, and why.
    pub not_compared: Vec<String>,
    /// Cases that only the old report holds.
    pub only_old: Vec<String>,
    /// Cases that only the new report holds.
    pub only_new: Vec<String>,
}

impl Comparison {
    /// Has any subject of hel got worse by more than the threshold, as far as the rounds can tell, or does it fail or hang
    /// where it did not?
    pub fn is_regression(&self) -> bool {
        !self.broken.is_empty() || self.count(Verdict::Regression) > 0
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.changes.iter().filter(|change| change.verdict == verdict).count()
    }
}

/// Compares hel's subjects in the cases that both reports hold. A change of less than `threshold` percent is none.
pub fn compare(old: &Report, new: &Report, threshold: f64) -> Comparison {
    let remarks = remarks(old, new);
    let only_old = missing(old, new);
    let only_new = missing(new, old);
    let mut comparison = Comparison { threshold, remarks, only_old, only_new, ..Comparison::default() };
    for new in &new.cases {
        if let Some(old) = old.cases.iter().find(|old| old.id() == new.id()) {
            comparison.add(old, new);
        }
    }
    comparison
}

/// The cases of `report` that are not in `other`.
fn missing(report: &Report, other: &Report) -> Vec<String> {
    let ids = report.cases.iter().map(CaseReport::id);
    ids.filter(|id| other.cases.iter().all(|case| case.id() != *id)).collect()
}

impl Comparison {
    fn add(&mut self, old: &CaseReport, new: &CaseReport) {
        if old.metrics.first() != new.metrics.first() {
            self.not_compared.push(format!("{}: the reports measured different things", new.id()));
            return;
        }
        for row in new.rows.iter().filter(|row| matches!(row.kind, Kind::Hel | Kind::HelRing)) {
            let Some(before) = old.row(&row.subject) else { continue };
            let name = format!("{} {}", new.id(), row.subject);
            match (before.median(), row.median()) {
                (Some(_), Some(_)) => match Change::between(old, new, row, self.threshold) {
                    Some(change) => self.changes.push(change),
                    None => self.not_compared.push(format!("{name}: no ratio to a median of 0")),
                },
                (Some(_), None) => match trouble(row) {
                    Some(trouble) => self.broken.push(format!("{name} {trouble}")),
                    None => self.not_compared.push(format!("{name}: no figures in the new report")),
                },
                (None, Some(_)) => self.not_compared.push(format!("{name}: no figures in the old report")),
                (None, None) => {}
            }
        }
    }
}

fn remarks(old: &Report, new: &Report) -> Vec<String> {
    let settings = |report: &Report| {
        let settings = &report.settings;
        [settings.messages.to_string(), settings.trips.to_string(), format!("{:?}", settings.window)]
    };
    let machine = |report: &Report| {
        let machine = report.machine.clone();
        [machine.cpu, machine.cpus.to_string(), machine.system, machine.rustc]
    };
    let names =
        ["values in a stream", "round trips", "window", "CPU", "number of CPUs", "system", "compiler"];
    let old = settings(old).into_iter().chain(machine(old));
    let new = settings(new).into_iter().chain(machine(new));
    let differ = names.into_iter().zip(old.zip(new)).filter(|(_, (old, new))| old != new);
    differ.map(|(name, (old, new))| format!("different {name}: {old:?} and {new:?}")).collect()
}
