//! The difference of two listings, line by line.

use std::collections::BTreeSet;

/// Lines only in `committed` with `-`, lines only in `current` with `+`, in the order of their text; empty when the
/// two hold the same lines. The lines of a listing are distinct and sorted, so that sets say it all.
pub(crate) fn lines(committed: &str, current: &str) -> String {
    let old: BTreeSet<&str> = committed.lines().collect();
    let new: BTreeSet<&str> = current.lines().collect();
    let mut difference = String::new();
    for line in old.symmetric_difference(&new) {
        difference.push(if old.contains(line) { '-' } else { '+' });
        difference.push_str(line);
        difference.push('\n');
    }
    difference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_lines_make_no_difference() {
        assert_eq!(lines("a\nb\n", "a\r\nb"), "");
    }

    #[test]
    fn a_changed_line_shows_twice_beside_itself() {
        let difference =
            lines("x::a: fn a()\nx::b: fn b()\n", "x::a: fn a()\nx::b: fn b(u8)\nx::c: fn c()\n");
        assert_eq!(difference, "-x::b: fn b()\n+x::b: fn b(u8)\n+x::c: fn c()\n");
    }
}
