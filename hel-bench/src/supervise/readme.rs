//! The README's figures: written from the committed results, and from nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::files;
use crate::report::readme::{figures, replace_block};

/// Where the results lie: a file for each machine.
fn results() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("results")
}

fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")
}

/// Puts the figures of all results into the README; what to tell the user.
pub(super) fn write() -> Result<String> {
    let path = readme();
    let old = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let new = current(&old)?;
    if new == old {
        return Ok("README.md has these figures already.\n".to_owned());
    }
    files::write(&path, &new)?;
    Ok("README.md is written: look at its difference before you commit it.\n".to_owned())
}

/// `readme` with the figures of all results.
fn current(readme: &str) -> Result<String> {
    let folder = results();
    let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let blocks: Vec<String> =
        paths.iter().map(|path| Ok(figures(&files::read_report(path)?))).collect::<Result<_>>()?;
    replace_block(readme, &blocks.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_the_figures_of_the_committed_results() {
        let text = fs::read_to_string(readme()).unwrap();
        assert!(current(&text).unwrap() == text, "run `cargo xtask bench --readme`");
    }
}
