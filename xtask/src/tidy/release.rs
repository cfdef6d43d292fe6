//! What a release needs and is easily forgotten.

use cargo_metadata::Metadata;

use super::files::File;
use crate::finding::Finding;
use crate::workspace;

const CHANGELOG: &str = "CHANGELOG.md";

/// Finds a changelog behind the version, and published packages without a README.
pub(crate) fn check(files: &[File], metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    let changelog = files.iter().find(|file| file.path == CHANGELOG).map(|file| file.text.as_str());
    for package in metadata.workspace_packages() {
        let version = package.version.to_string();
        match changelog {
            None => findings.push(Finding::new(CHANGELOG, "there is none: start it at the root")),
            Some(text) if !mentions(text, &version) => {
                let advice = format!("no heading names {version}, the version in Cargo.toml: add one");
                findings.push(Finding::new(CHANGELOG, advice));
            }
            Some(_) => {}
        }
        let is_published = package.publish.as_ref().is_none_or(|registries| !registries.is_empty());
        let readme = package.readme();
        if is_published && !readme.is_some_and(|path| path.is_file()) {
            let place = workspace::relative(&workspace::directory(package));
            findings.push(Finding::new(place, "has no README: write README.md, or name one with `readme`"));
        }
    }
    findings
}

/// Whether a heading of `changelog` holds the version as a word of its own.
fn mentions(changelog: &str, version: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
    let mut headings = changelog.lines().filter(|line| line.starts_with('#'));
    headings.any(|line| line.split(|c| !is_part(c)).any(|word| word.trim_start_matches('v') == version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_a_word_in_a_heading() {
        assert!(mentions("# Changelog\n\n## 0.1.0 (unreleased)\n", "0.1.0"));
        assert!(mentions("## [v0.1.0] - 2030-01-01\n", "0.1.0"));
        assert!(!mentions("## 0.1.0\n", "0.1"));
        assert!(!mentions("## 10.1.0\n## 0.1.0-rc.1\n", "0.1.0"));
        assert!(!mentions("since 0.1.0\n", "0.1.0"));
    }

    #[test]
    fn a_missing_changelog_is_told_once() {
        let findings = check(&[], &workspace::metadata().unwrap());
        let text = crate::finding::verdict("tidy", findings).unwrap_err().to_string();
        assert_eq!(text.matches(CHANGELOG).count(), 1, "{text}");
    }
}
