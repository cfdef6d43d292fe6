//! A case as a table of sorted rows, and tables for a terminal or a text file.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, CellAlignment, ContentLineStyle, LineStyle, Table, TableStyle};

use super::headline::{Headline, grouped};
use super::notes::{notes, standings};
use super::stats::{deviation, figure};
use super::{CaseReport, Outcome, Row};

/// Stands where there is no figure.
pub(super) const NONE: &str = "—";

/// A line under the head, and air between the columns.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .content_lines(ContentLineStyle::none().junction(' '));

/// A table for a terminal, with the columns of these numbers aligned to the right.
pub(super) fn text_table<R: Into<comfy_table::Row>>(
    head: impl Into<comfy_table::Row>,
    rows: impl IntoIterator<Item = R>,
    right: impl IntoIterator<Item = usize>,
) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(head).add_rows(rows);
    for column in right {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A case, ready to be drawn. All lines have as many cells as the head.
#[derive(Debug, Default)]
pub(super) struct Rows<'a> {
    pub(super) head: Vec<String>,
    /// Channels, then rings under a heading of their own.
    pub(super) lines: Vec<Line>,
    /// Reasons, and the libraries that they keep out of the case.
    pub(super) dashes: Vec<(&'a str, Vec<&'a str>)>,
}

/// A line of cells: the subject, then figures.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) cells: Vec<String>,
    /// Has it the best median of its group?
    pub(super) best: bool,
}

impl<'a> Rows<'a> {
    /// The rows of `case`.
    pub(super) fn of(case: &'a CaseReport) -> Self {
        let Some(first) = case.figures().next() else { return Self::default() };
        let ranked = first.ranked().into_iter();
        let rows: Vec<&Row> = ranked.filter(|row| !matches!(row.outcome, Outcome::Dash(_))).collect();
        let dash = |row: &'a Row| match &row.outcome {
            Outcome::Dash(reason) => Some((reason.as_str(), row.subject.as_str())),
            _ => None,
        };
        let mut dashes: Vec<_> = case.rows.iter().filter_map(dash).collect();
        dashes.sort_by_key(|(_, subject)| *subject);

        let mut head = vec!["subject".to_owned()];
        head.extend(case.metrics.iter().map(|metric| format!("{} ({})", metric.name, metric.unit)));
        head.insert(2, "± MAD".to_owned());
        let versus = head.len();
        head.push("vs best peer".to_owned());

        let mut lines = Vec::new();
        for group in rows.chunk_by(|a, b| a.kind.is_ring() == b.kind.is_ring()) {
            let kind = group[0].kind;
            if kind.is_ring() {
                let mut cells = vec![String::new(); head.len()];
                "rings alone, spinning:".clone_into(&mut cells[0]);
                "vs best ring".clone_into(&mut cells[versus]);
                lines.push(Line { cells, best: false });
            }
            let best = first.best(|row| row.kind == kind.rivals());
            for (rank, &row) in group.iter().enumerate() {
                let mut cells = vec![row.subject.clone()];
                cells.extend(case.figures().flat_map(|of| figures(of, row)));
                cells.push(ratio(first, row, best));
                lines.push(Line { cells, best: rank == 0 && row.figures(0).is_some() });
            }
        }
        Self { head, lines, dashes: grouped(dashes) }
    }
}

/// Two cells for the first metric, one for each of the others.
fn figures(of: Headline<'_>, row: &Row) -> Vec<String> {
    let missing = match row.outcome {
        Outcome::Failed(_) if of.number == 0 => "FAILED",
        Outcome::Hung(_) if of.number == 0 => "HUNG",
        _ => NONE,
    };
    let mut cells = vec![of.median(row).map_or(missing.to_owned(), figure)];
    if of.number == 0 {
        let spread = row.figures(0).and_then(|figures| deviation(&figures));
        cells.push(spread.map_or(NONE.to_owned(), figure));
    }
    cells
}

fn ratio(of: Headline<'_>, row: &Row, other: Option<&Row>) -> String {
    match other {
        Some(other) if other.subject == row.subject && of.median(row).is_some() => "1".to_owned(),
        Some(other) => of.advantage(row, other).map_or(NONE.to_owned(), |ratio| ratio.to_string()),
        None => NONE.to_owned(),
    }
}

/// The case as a table with a title above, and below it who does not take part, where hel stands, and what to know before
/// the figures are believed.
///
/// The best row of each group is bold on a terminal, and marked with a `*` everywhere.
pub(crate) fn render(case: &CaseReport) -> String {
    let rows = Rows::of(case);
    text(case, &rows, &draw(&rows))
}

fn draw(rows: &Rows<'_>) -> Table {
    let line = |Line { cells, best }: &Line| -> Vec<Cell> {
        let cells = cells.iter().enumerate().map(|(column, cell)| match best {
            true if column == 0 => Cell::new(format!("{cell} *")).add_attribute(Attribute::Bold),
            true => Cell::new(cell).add_attribute(Attribute::Bold),
            false => Cell::new(cell),
        });
        cells.collect()
    };
    text_table(&rows.head, rows.lines.iter().map(line), 1..rows.head.len())
}

fn text(case: &CaseReport, rows: &Rows<'_>, table: &Table) -> String {
    let mut text = case.id.clone();
    for about in [&case.about, &case.shape_about].into_iter().filter(|about| !about.is_empty()) {
        let _ = write!(text, ": {about}");
    }
    let _ = writeln!(text, "\n{}", table.trim_fmt());
    for (reason, libraries) in &rows.dashes {
        let _ = writeln!(text, " — {}: {reason}", libraries.join(", "));
    }
    for note in standings(case).chain(notes(case)) {
        let _ = writeln!(text, "{note}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::catalog::Kind;
    use crate::report::made_up::{case, dash, other, ping_pong, row, samples};

    fn mixed() -> CaseReport {
        let mut case = case(vec![
            other("hung/mpmc", Kind::Peer, Outcome::Hung(Duration::from_secs(20))),
            row("hel/bounded", Kind::Hel, &[20.0, 20.0, 21.0]),
            dash("rtrb", Kind::Ring, "a ring alone does not wait"),
            row("other/ring", Kind::Ring, &[100.0; 3]),
            row("slow/mpmc", Kind::Peer, &[2.0, 3.0, 4.0]),
            dash("one", Kind::Peer, "cannot be shared"),
            other("bad/mpmc", Kind::Peer, Outcome::Failed("lost 1 of 9 values".to_owned())),
            row("fast/mpmc", Kind::Peer, &[40.0, 40.0, 42.0]),
            row("hel-ring/ring", Kind::HelRing, &[50.0; 3]),
            dash("ringbuf", Kind::Ring, "a ring alone does not wait"),
        ]);
        case.cache_line_nanos = vec![65.0, 310.0];
        case
    }

    #[test]
    fn each_group_is_sorted_best_first_and_compared_with_its_own_best_peer() {
        let case = mixed();
        let rows = Rows::of(&case);
        let mut table = draw(&rows);
        table.force_no_tty();
        let expected = "\
shared/2x2/u64/256: N threads stream to N threads over one channel
 subject                  rate (M msg/s)   ± MAD           vs best peer
────────────────────────────────────────────────────────────────────────
 fast/mpmc *                        40.0       0                      1
 hel/bounded                        20.0       0      0.50 [0.50, 0.50]
 slow/mpmc                          3.00    1.00   0.075 [0.050, 0.095]
 bad/mpmc                         FAILED       —                      —
 hung/mpmc                          HUNG       —                      —
 rings alone, spinning:                                    vs best ring
 other/ring *                        100       0                      1
 hel-ring/ring                      50.0       0      0.50 [0.50, 0.50]
 — one: cannot be shared
 — ringbuf, rtrb: a ring alone does not wait
hel (hel/bounded), rate: 0.50 [0.50, 0.50] of the best peer, fast/mpmc
warning: cache line round trip: 65 ns before, 310 ns after: the host moved the CPUs meanwhile: do not \
compare with other cases
hung/mpmc HUNG: not done within 20s
bad/mpmc FAILED: lost 1 of 9 values
";
        assert_eq!(text(&case, &rows, &table), expected);
    }

    #[test]
    fn the_best_comes_first_and_who_was_not_measured_is_none() {
        let two = [
            samples("peer/mpmc", Kind::Peer, &[[200.0, 900.0], [200.0, 800.0], [220.0, 700.0]]),
            samples("hel/bounded", Kind::Hel, &[[100.0, 2000.0], [100.0, 2100.0], [90.0, 2200.0]]),
        ];
        let failed = other("bad", Kind::Peer, Outcome::Failed("panicked".to_owned()));
        for (case, lines) in [
            (ping_pong(two.to_vec()), "* hel/bounded|100|0|2100|2.00 [2.00, 2.44]  peer/mpmc|200|0|800|1"),
            (case(vec![row("hel/bounded", Kind::Hel, &[20.0])]), "* hel/bounded|20.0|0|—"),
            (case(vec![failed]), "bad|FAILED|—|—"),
        ] {
            let line = |line: &Line| format!("{}{}", if line.best { "* " } else { "" }, line.cells.join("|"));
            assert_eq!(Rows::of(&case).lines.iter().map(line).collect::<Vec<_>>().join("  "), lines);
        }
    }
}
