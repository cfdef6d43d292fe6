//! The files that belong to the project: what git tracks, and what it would.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace;

/// Kinds of files that people write. A file without an extension (a script, a licence) counts too.
const TEXT: [&str; 8] = ["rs", "md", "toml", "yml", "yaml", "json", "sh", "txt"];

/// A text file of the project.
#[derive(Debug)]
pub(crate) struct File {
    /// From the workspace's root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn is_rust(&self) -> bool {
        extension(&self.path) == Some("rs")
    }
}

/// Every text file that is tracked, or untracked and not ignored.
///
/// # Errors
///
/// Without git, outside of a checkout, and when a file cannot be read.
pub(crate) fn list() -> Result<Vec<File>> {
    let mut files = Vec::new();
    for path in workspace::files()?.into_iter().filter(|path| is_text(path)) {
        match fs::read(workspace::root().join(&path)) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?;
                files.push(File { path, text });
            }
            // Tracked, and deleted in the working tree.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("{path} cannot be read")),
        }
    }
    Ok(files)
}

fn is_text(path: &str) -> bool {
    !path.is_empty() && extension(path).is_none_or(|extension| TEXT.contains(&extension))
}

fn extension(path: &str) -> Option<&str> {
    Path::new(path).extension()?.to_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_by_the_name() {
        assert!(is_text("hel/src/lib.rs") && is_text(".ci/run") && is_text("LICENSE-MIT"));
        assert!(!is_text("data/flights.csv") && !is_text("Cargo.lock") && !is_text(""));
    }

    #[test]
    fn a_file_knows_its_language() {
        let file = File { path: "hel-ring/src/mpmc/push.rs".to_owned(), text: String::new() };
        assert!(file.is_rust());
    }

    #[test]
    fn this_very_file_is_listed() {
        assert!(list().unwrap().iter().any(|file| file.path == "xtask/src/tidy/files.rs"));
    }
}
