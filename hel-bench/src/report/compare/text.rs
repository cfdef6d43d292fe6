//! How a comparison is printed.

use std::fmt;

use comfy_table::{CellAlignment, Table};

use super::change::percent;
use super::{Change, Comparison, Verdict};
use crate::report::figure::figure;
use crate::report::table::STYLE;

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for remark in &self.remarks {
            writeln!(f, "warning: {remark}")?;
        }
        if !self.changes.is_empty() {
            writeln!(f, "{}", self.table().trim_fmt())?;
            writeln!(
                f,
                "old, new: how many times better than the geometric mean of the peers that both reports measured"
            )?;
        }
        if self.changes.iter().any(|change| change.field == 0) {
            writeln!(
                f,
                "absolute: there is no such peer; absolute figures drift with the machine by half and more"
            )?;
        }
        if self.changes.iter().any(|change| change.factor.interval.is_none()) {
            writeln!(f, "without an interval, as with fewer than 3 rounds, no change can be shown")?;
        }
        for broken in &self.broken {
            writeln!(f, "{broken}; it had figures in the old report")?;
        }
        for reason in &self.not_compared {
            writeln!(f, "not compared: {reason}")?;
        }
        for (which, cases) in [("old", &self.only_old), ("new", &self.only_new)] {
            if !cases.is_empty() {
                writeln!(f, "only in the {which} report: {}", cases.join(", "))?;
            }
        }
        writeln!(
            f,
            "{} compared: {} regressed, {} improved, {} without a change shown, at a threshold of {} %; {} broken",
            self.changes.len(),
            self.count(Verdict::Regression),
            self.count(Verdict::Improvement),
            self.count(Verdict::NoChangeShown),
            self.threshold,
            self.broken.len(),
        )
    }
}

impl Comparison {
    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(STYLE);
        table.set_header(["case", "subject", "old", "new", "change", "related to", "verdict"]);
        table.add_rows(self.changes.iter().map(cells));
        for column in table.column_iter_mut().skip(2).take(3) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }
}

fn cells(change: &Change) -> [String; 7] {
    let Change { case, subject, field, old, new, factor, verdict } = change;
    let interval = factor.interval.map(|bounds| bounds.map(percent));
    let interval = interval.map(|[low, high]| format!(" [{low:+.1}, {high:+.1}]")).unwrap_or_default();
    [
        case.clone(),
        subject.clone(),
        figure(*old),
        figure(*new),
        format!("{:+.1} %{interval}", percent(factor.value)),
        match field {
            0 => "absolute".to_owned(),
            1 => "1 peer".to_owned(),
            _ => format!("{field} peers"),
        },
        verdict.name().to_owned(),
    ]
}
