//! `cargo xtask tidy`: habits that no lint can check.
//!
//! | habit | where |
//! | --- | --- |
//! | atomics and checkers are named in `src/sync.rs` alone | the four libraries, tests excepted: [`atomics`] |
//! | no unsafe code outside hel-ring | every Rust file: [`unsafety`] |
//! | `#![forbid(unsafe_code)]` | hel and hel-route: [`unsafety`] |
//! | English only | every text file: [`text`] |
//! | no source file over 500 lines | every `src/`: [`text`] |
//! | the changelog knows the version, each published package has a README | [`release`] |

mod atomics;
mod files;
mod release;
mod text;
mod unsafety;

use anyhow::Result;

use crate::finding::{self, Finding};
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
        if file.is_rust() {
            match syn::parse_file(&file.text) {
                Ok(syntax) => {
                    findings.extend(atomics::check(file, &syntax));
                    findings.extend(unsafety::check(file, &syntax));
                }
                Err(error) => {
                    let line = error.span().start().line;
                    findings.push(Finding::at(&file.path, line, format!("does not parse: {error}")));
                }
            }
        }
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
