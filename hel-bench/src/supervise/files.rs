//! Files that are whole at any time: what is stopped half-way leaves the old one. And the README, which one of them fills.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::report::summary::{readme, replace_block};
use crate::report::{CaseReport, FORMAT, Outcome, Report};

/// Writes `text` beside `path`, and puts it there when all of it is written.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let partial = partial(path);
    let replaced = fs::write(&partial, text).and_then(|()| fs::rename(&partial, path));
    replaced.with_context(|| format!("{} cannot be written", path.display()))
}

/// Finds out now what [`write()`] would find out in an hour.
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

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes a report for a machine to read: a line for each case, figures to five digits.
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

/// Reads what [`write_report`] wrote; refuses what is no report, or one of another format.
pub(super) fn read_report(path: &Path) -> Result<Report> {
    #[derive(Deserialize)]
    struct Header {
        format: u32,
    }

    let text = read(path)?;
    let no_report = || format!("{} is no file that --json wrote", path.display());
    // The number first: a file of another format may hold anything else.
    let Header { format } = serde_json::from_str(&text).with_context(no_report)?;
    if format != FORMAT {
        bail!("{} has format {format}, this program reads format {FORMAT}: measure it again", path.display());
    }
    serde_json::from_str(&text).with_context(no_report)
}

/// Puts the figures of all committed results into the README; what to tell the user.
pub(super) fn write_readme() -> Result<&'static str> {
    let (path, old, new) = readme_now_and_then()?;
    if new == old {
        return Ok("README.md has these figures already.\n");
    }
    write(&path, &new)?;
    Ok("README.md is written: look at its difference before you commit it.\n")
}

/// The README's path, its text, and its text with the figures of all results: a file for each machine.
fn readme_now_and_then() -> Result<(PathBuf, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (path, results) = (folder.join("../README.md"), folder.join("results"));
    let entries = fs::read_dir(&results).with_context(|| format!("{} cannot be read", results.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let blocks: Vec<String> =
        paths.iter().map(|path| Ok(readme(&read_report(path)?))).collect::<Result<_>>()?;
    let old = read(&path)?;
    let new = replace_block(&old, &blocks.join("\n"))?;
    Ok((path, old, new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::made_up::{case, report};

    #[test]
    fn a_report_comes_back_in_the_place_of_the_old_file_which_is_not_written_over() {
        let folder = std::env::temp_dir().join(format!("hel-bench-files-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let [path, old, nowhere] =
            ["report.json", "old.json", "no/report.json"].map(|name| folder.join(name));
        assert!(check(&nowhere).unwrap_err().to_string().contains("report.json"));
        assert!(write(&nowhere, "").is_err());
        assert!(check(&folder).is_err(), "a folder is no file");

        fs::write(&path, "an older one").unwrap();
        check(&path).unwrap();
        fs::hard_link(&path, &old).unwrap();
        let report = report(vec![case(vec![]), case(vec![])]);
        write_report(&path, &report).unwrap();
        assert_eq!(read_report(&path).unwrap(), report);
        assert_eq!(fs::read_to_string(&old).unwrap(), "an older one", "half-way, a reader would see this");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing else is left behind");

        for (text, said) in [
            (r#"{"format": 1000, "something": "else"}"#, "format 1000"),
            (r#"{"format": 2}"#, "no file that --json wrote"),
            ("[]", "no file that --json wrote"),
        ] {
            write(&path, text).unwrap();
            let refusal = read_report(&path).unwrap_err().to_string();
            assert!(refusal.contains(said), "{text}: {refusal}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_readme_has_the_figures_of_the_committed_results() {
        let (_, old, new) = readme_now_and_then().unwrap();
        assert!(new == old, "run `cargo xtask bench --readme`");
    }
}
