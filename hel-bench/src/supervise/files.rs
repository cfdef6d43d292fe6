//! Files that are whole at any time: what is stopped half-way leaves the old one.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::report::{CaseReport, FORMAT, Outcome, Report};

/// Writes `text` beside `path`, and puts it there when all of it is written.
///
/// # Errors
///
/// When the folder is not there or not ours to write to.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let partial = partial(path);
    let replaced = fs::write(&partial, text).and_then(|()| fs::rename(&partial, path));
    replaced.with_context(|| format!("{} cannot be written", path.display()))
}

/// Finds out now what [`write()`] would find out in an hour.
///
/// # Errors
///
/// As [`write()`].
pub(super) fn check(path: &Path) -> Result<()> {
    let partial = partial(path);
    if path.is_dir() {
        bail!("{} is a folder", path.display());
    }
    let tried = fs::write(&partial, "").and_then(|()| fs::remove_file(&partial));
    tried.with_context(|| format!("{} cannot be written", path.display()))
}

fn partial(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".partial");
    PathBuf::from(name)
}

/// Writes a report for a machine to read: a line for each case, figures to five digits.
///
/// # Errors
///
/// As [`write()`].
pub(super) fn write_report(path: &Path, report: &Report) -> Result<()> {
    let bare = serde_json::to_string(&Report { cases: Vec::new(), ..report.clone() })?;
    let head = bare.strip_suffix("]}").context("cases come last in a report")?;
    let cases: Vec<String> =
        report.cases.iter().map(|case| serde_json::to_string(&rounded(case))).collect::<Result<_, _>>()?;
    write(path, &format!("{head}\n{}\n]}}\n", cases.join(",\n")))
}

fn rounded(case: &CaseReport) -> CaseReport {
    let mut case = case.clone();
    let samples = case.rows.iter_mut().filter_map(|row| match &mut row.outcome {
        Outcome::Samples(samples) => Some(samples),
        _ => None,
    });
    for figure in samples.flatten().flatten().chain(&mut case.cache_line_nanos) {
        *figure = format!("{figure:.4e}").parse().unwrap_or(*figure);
    }
    case
}

/// Reads what [`write_report`] wrote.
///
/// # Errors
///
/// When the file is not there, is no report, or one of another format.
pub(super) fn read_report(path: &Path) -> Result<Report> {
    #[derive(Deserialize)]
    struct Header {
        format: u32,
    }

    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let no_report = || format!("{} is no file that --json wrote", path.display());
    // The number first: a file of another format may hold anything else.
    let Header { format } = serde_json::from_str(&text).with_context(no_report)?;
    if format != FORMAT {
        bail!("{} has format {format}, this program reads format {FORMAT}: measure it again", path.display());
    }
    serde_json::from_str(&text).with_context(no_report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Machine, Settings};

    /// A folder that is gone at the end of the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("hel-bench-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str) -> PathBuf {
            self.0.join(name)
        }

        fn names(&self) -> Vec<OsString> {
            fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name()).collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn report() -> Report {
        let settings = Settings { rounds: 9, quick: true };
        Report { format: FORMAT, machine: Machine::default(), settings, cases: Vec::new() }
    }

    #[test]
    fn a_report_comes_back_and_leaves_nothing_else_behind() {
        let folder = Folder::new("comes-back");
        let path = folder.file("report.json");
        fs::write(&path, "an older one").unwrap();
        check(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "an older one", "a check touches nothing");
        write_report(&path, &report()).unwrap();
        assert_eq!(read_report(&path).unwrap(), report());
        assert_eq!(folder.names(), ["report.json"]);
    }

    #[test]
    fn the_old_file_is_replaced_and_not_written_over() {
        let folder = Folder::new("replaced");
        let (path, old) = (folder.file("report.json"), folder.file("old.json"));
        fs::write(&path, "an older one").unwrap();
        fs::hard_link(&path, &old).unwrap();
        write(&path, "a newer one").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a newer one");
        assert_eq!(
            fs::read_to_string(&old).unwrap(),
            "an older one",
            "half-way, this is what a reader would see"
        );
    }

    #[test]
    fn a_folder_that_is_not_there_is_found_before_anything_runs() {
        let folder = Folder::new("not-there");
        let path = folder.file("no/report.json");
        assert!(check(&path).unwrap_err().to_string().contains("report.json"));
        assert!(write(&path, "").is_err());
        assert!(check(&folder.0).is_err(), "a folder is no file");
    }

    #[test]
    fn a_file_of_another_format_is_refused_by_its_number() {
        let folder = Folder::new("format");
        let path = folder.file("report.json");
        write(&path, r#"{"format": 1000, "something": "else"}"#).unwrap();
        assert!(read_report(&path).unwrap_err().to_string().contains("format 1000"));
        write(&path, r#"{"format": 1}"#).unwrap();
        assert!(read_report(&path).is_err());
        write(&path, "[]").unwrap();
        assert!(read_report(&path).is_err());
    }
}
