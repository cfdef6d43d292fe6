//! What holds for a file as text: its language, its length, and that the checkers see what it does.

use super::files::File;
use crate::finding::Finding;
use crate::workspace;

/// A source file is one idea; an idea fits.
const LONGEST: usize = 500;

/// Finds letters of other scripts, and sources that are too long.
pub(crate) fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        if let Some(letter) = line.chars().find(|c| is_foreign(*c)) {
            let advice = format!("`{letter}` is no letter of English: say it in English");
            findings.push(Finding::at(&file.path, index + 1, advice));
        }
        if is_checked(&file.path) && names_what_is_replaced(line) {
            findings.push(Finding::at(&file.path, index + 1, SYNC));
        }
    }
    let lines = file.text.lines().count();
    if is_source(&file.path) && file.is_rust() && lines > LONGEST {
        let advice = format!("{lines} lines: more than {LONGEST} are more than one idea, split the file");
        findings.push(Finding::new(&file.path, advice));
    }
    findings
}

/// A library's `src/sync.rs` swaps atomics for a checker's. One that is taken from elsewhere is invisible to the checkers, and the
/// models prove less than they say.
const SYNC: &str =
    "take it through the crate's sync module: only src/sync.rs may name core's atomics or a checker";

fn is_checked(path: &str) -> bool {
    let of_library =
        workspace::LIBRARIES.iter().find_map(|package| path.strip_prefix(package)?.strip_prefix("/src/"));
    of_library.is_some_and(|path| path != "sync.rs")
}

fn names_what_is_replaced(line: &str) -> bool {
    let is_code = !line.trim_start().starts_with("//");
    is_code && ["sync::atomic", "loom::", "shuttle::"].iter().any(|name| line.contains(name))
}

/// Whether the file lies in a package's `src/`.
fn is_source(path: &str) -> bool {
    path.split('/').nth(1) == Some("src")
}

/// A letter that is neither Latin (names have accents) nor Greek (formulas) nor a letter-like sign.
fn is_foreign(c: char) -> bool {
    let is_allowed = matches!(
        c,
        '\0'..='\u{24F}'                // Latin: basic, Latin-1, extended A and B
            | '\u{2B0}'..='\u{3FF}'     // modifiers, combining marks, Greek
            | '\u{1E00}'..='\u{1EFF}'   // Latin extended additional
            | '\u{2070}'..='\u{214F}'   // superscripts, subscripts, letter-like signs
    );
    c.is_alphabetic() && !is_allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&File { path: path.to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn english_names_signs_and_drawings_are_fine() {
        assert_eq!(found("README.md", "Gödel: 3 µs, n₀ ≥ 1, a → b, ┌─┐ … “x” ✓"), 0);
    }

    #[test]
    fn other_scripts_are_found_line_by_line() {
        assert_eq!(found("README.md", "ok\n\u{43a}\u{43b}\u{44e}\u{447}\nok\n\u{961f}\u{5217}\n"), 2);
        assert_eq!(found("hel/src/lib.rs", "// \u{d050}\n// \u{5ea}\n// \u{ff21}"), 3);
    }

    #[test]
    fn what_a_checker_replaces_is_named_in_one_file_of_a_library() {
        let line = "use core::sync::atomic::AtomicBool;";
        assert_eq!(found("hel-ring/src/slot.rs", line), 1);
        assert_eq!(found("hel-ring/src/slot.rs", "    /// use std::sync::atomic::AtomicBool;"), 0);
        assert_eq!(found("hel-ring/src/slot.rs", "loom::thread::yield_now();"), 1);
        assert_eq!(found("hel-ring/src/sync.rs", line) + found("hel-ring/tests/it/main.rs", line), 0);
    }

    #[test]
    fn only_sources_are_measured() {
        let long = "x\n".repeat(LONGEST + 1);
        assert_eq!(found("hel/src/lib.rs", &long), 1);
        assert_eq!(found("hel/src/a/b.rs", &long), 1);
        assert_eq!(found("hel/src/lib.rs", &"x\n".repeat(LONGEST)), 0);
        assert_eq!(found("hel/tests/it/main.rs", &long), 0);
        assert_eq!(found("CHANGELOG.md", &long), 0);
    }
}
