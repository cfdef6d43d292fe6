//! What holds for a file as text: its language and its length.

use super::files::File;
use crate::finding::Finding;

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
    }
    let lines = file.text.lines().count();
    if is_source(&file.path) && file.is_rust() && lines > LONGEST {
        let advice = format!("{lines} lines: more than {LONGEST} are more than one idea, split the file");
        findings.push(Finding::new(&file.path, advice));
    }
    findings
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
    fn only_sources_are_measured() {
        let long = "x\n".repeat(LONGEST + 1);
        assert_eq!(found("hel/src/lib.rs", &long), 1);
        assert_eq!(found("hel/src/a/b.rs", &long), 1);
        assert_eq!(found("hel/src/lib.rs", &"x\n".repeat(LONGEST)), 0);
        assert_eq!(found("hel/tests/it/main.rs", &long), 0);
        assert_eq!(found("CHANGELOG.md", &long), 0);
    }
}
