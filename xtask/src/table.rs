//! Plain text tables with aligned columns.

use std::fmt::Write as _;

/// Lays out `rows` under `header`; the columns named in `right` (by index) are aligned to the right.
pub(crate) fn render(header: &[&str], right: &[usize], rows: &[Vec<String>]) -> String {
    let header: Vec<String> = header.iter().map(|cell| (*cell).to_owned()).collect();
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();

    let mut text = String::new();
    for row in [&header, &rule].into_iter().chain(rows) {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if column > 0 {
                line.push_str("  ");
            }
            if right.contains(&column) {
                let _ = write!(line, "{cell:>width$}");
            } else {
                let _ = write!(line, "{cell:<width$}");
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [vec!["fmt".to_owned(), "1.0".to_owned()], vec!["clippy".to_owned(), "12.5".to_owned()]];
        let text = render(&["step", "s"], &[1], &rows);
        assert_eq!(text, "step       s\n------  ----\nfmt      1.0\nclippy  12.5\n");
    }

    #[test]
    fn no_rows_leave_the_header() {
        assert_eq!(render(&["step"], &[], &[]), "step\n----\n");
    }
}
