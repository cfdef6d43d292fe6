//! A case, for a terminal or a text file.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, CellAlignment, ContentLineStyle, LineStyle, Table, TableStyle};

use super::CaseReport;
use super::notes::{notes, standings};
use super::rows::{Line, Rows};

/// A line under the head, and air between the columns.
pub(super) const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .content_lines(ContentLineStyle::none().junction(' '));

/// The case as a table with a title above, and below it who does not take part, where hel stands, and what to know before
/// the figures are believed.
///
/// The best row of each group is bold on a terminal, and marked with a `*` everywhere. `baseline` is a subject, or a library
/// of which the best subject is taken; each row is compared with it too.
pub fn render(case: &CaseReport, baseline: Option<&str>) -> String {
    let rows = Rows::of(case, baseline);
    text(case, &rows, &draw(&rows))
}

fn draw(rows: &Rows<'_>) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(&rows.head);
    for Line { cells, best } in &rows.lines {
        let cells = cells.iter().enumerate().map(|(column, cell)| match best {
            true if column == 0 => Cell::new(format!("{cell} *")).add_attribute(Attribute::Bold),
            true => Cell::new(cell).add_attribute(Attribute::Bold),
            false => Cell::new(cell),
        });
        table.add_row(cells);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
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
    for note in standings(case).into_iter().chain(notes(case)) {
        let _ = writeln!(text, "{note}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;
    use crate::report::Outcome;
    use crate::report::made_up::{case, dash, other, row};

    fn sample() -> CaseReport {
        let mut case = case(vec![
            row("crossfire/mpmc", Kind::Peer, &[40.0, 40.0, 42.0]),
            row("hel/bounded", Kind::Hel, &[20.0, 20.0, 21.0]),
            other("bad/mpmc", Kind::Peer, Outcome::Failed("lost 1 of 9 values".to_owned())),
            row("rtrb/ring", Kind::Ring, &[100.0; 3]),
            dash("one", Kind::Peer, "cannot be shared"),
            dash("two", Kind::Peer, "cannot be shared"),
        ]);
        case.cache_line_nanos = vec![65.0, 310.0];
        case
    }

    fn plain(case: &CaseReport, baseline: Option<&str>) -> String {
        let rows = Rows::of(case, baseline);
        let mut table = draw(&rows);
        table.force_no_tty();
        text(case, &rows, &table)
    }

    #[test]
    fn a_file_shows_title_table_standing_dashes_and_notes() {
        let expected = "\
shared/2x2/u64/256: N threads stream to N threads over one channel
 subject                  rate (M msg/s)   ± MAD        vs best peer   vs crossfire/mpmc
─────────────────────────────────────────────────────────────────────────────────────────
 crossfire/mpmc *                   40.0       0                   1                   1
 hel/bounded                        20.0       0   0.50 [0.50, 0.50]   0.50 [0.50, 0.50]
 bad/mpmc                         FAILED       —                   —                   —
 rings alone, spinning:                                 vs best ring
 rtrb/ring *                         100       0                   1                   —
 — one, two: cannot be shared
hel (hel/bounded), rate: 0.50 [0.50, 0.50] of the best peer, crossfire/mpmc
warning: cache line round trip: 65 ns before, 310 ns after: the host moved the CPUs meanwhile: do not \
compare with other cases
bad/mpmc FAILED: lost 1 of 9 values
";
        assert_eq!(plain(&sample(), Some("crossfire")), expected);
    }

    #[test]
    fn a_terminal_shows_the_best_row_in_bold() {
        let case = sample();
        let mut table = draw(&Rows::of(&case, None));
        let table = table.force_no_tty().enforce_styling().to_string();
        let bold: Vec<&str> = table.lines().filter(|line| line.contains("\u{1b}[1m")).collect();
        assert_eq!(bold.len(), 2, "{table}");
        assert!(bold[0].contains("crossfire/mpmc *") && bold[1].contains("rtrb/ring *"), "{table}");
    }
}
