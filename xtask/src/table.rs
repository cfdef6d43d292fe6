//! Tables for a terminal.

use comfy_table::{CellAlignment, Table, presets};

/// Lays out `rows` under `header`; the columns named in `right` (by index) are aligned to the right.
pub(crate) fn render(header: &[&str], right: &[usize], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header).add_rows(rows);
    for &column in right {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [vec!["fmt".to_owned(), "1.0".to_owned()], vec!["clippy".to_owned(), "12.5".to_owned()]];
        assert_eq!(render(&["step", "s"], &[1], &rows), " step       s\n fmt      1.0\n clippy  12.5\n");
    }
}
