//! `cargo xtask tidy`: habits that no lint can check.
//!
//! | habit | where |
//! | --- | --- |
//! | atomics and checkers are named in `src/sync.rs` alone | the four libraries: [`text`] |
//! | English only | every text file: [`text`] |
//! | no source file over 500 lines | every `src/`: [`text`] |
//! | the changelog knows the version, each published package has a README | [`release`] |

mod files;
mod release;
mod text;

use anyhow::Result;

use crate::finding;
use crate::workspace;

/// Checks the habits and reports.
///
/// # Errors
///
/// When a habit is broken; the error lists every place and what to do there.
pub(crate) fn run() -> Result<()> {
    let files = check()?;
    println!("tidy: {files} text files, all in order");
    Ok(())
}

/// Checks the habits; returns the number of files looked at.
///
/// # Errors
///
/// As [`run`], and when git or a manifest cannot be read.
pub(crate) fn check() -> Result<usize> {
    let files = files::list()?;
    let metadata = workspace::metadata()?;
    let mut findings = release::check(&files, &metadata);
    for file in &files {
        findings.extend(text::check(file));
    }
    finding::verdict("tidy", findings)?;
    Ok(files.len())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_workspace_is_tidy() {
        if let Err(error) = super::check() {
            panic!("{error}");
        }
    }
}
