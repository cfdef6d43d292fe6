//! What a release needs and is easily forgotten.

use cargo_metadata::Metadata;

use super::files::File;
use crate::finding::Finding;
use crate::workspace;

const CHANGELOG: &str = "CHANGELOG.md";

/// A package is also distributed without the repository around it, so it carries its licences.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Finds a changelog behind the version, and published packages without a README, licences or settings for docs.rs.
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
        if !is_published {
            continue;
        }
        let directory = workspace::directory(package);
        let mut find = |advice| findings.push(Finding::new(workspace::relative(&directory), advice));
        if !package.readme().is_some_and(|path| path.is_file()) {
            find("has no README: write README.md, or name one with `readme`");
        }
        if !LICENCES.iter().all(|file| directory.join(file).is_file()) {
            find("does not carry its licences: link LICENSE-APACHE and LICENSE-MIT into it");
        }
        if package.metadata.pointer("/docs/rs/all-features") != Some(&true.into()) {
            find("docs.rs would leave features out: set `all-features` in [package.metadata.docs.rs]");
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
