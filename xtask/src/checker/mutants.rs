//! `cargo xtask loom --mutants`, and `shuttle --mutants`: whether the tests see what they are there for.
//!
//! A mutant is a patch that takes one step out of a protocol, or weakens one ordering. It names the test that must catch
//! it, in the lines before the difference: loom's by `Model`, shuttle's by `Shuttle`, one of them or both. A test of another
//! package has its name before it, as in `hel/bounded::batches`:
//!
//! ```text
//! Model: mpmc_tickets::a_freed_slot_is_found_by_one_of_two
//! Why: the look that follows a give-back may be older than it.
//!
//! --- a/hel-ring/src/reserve/fetch_add.rs
//! +++ b/hel-ring/src/reserve/fetch_add.rs
//! ...
//! ```
//!
//! Patches stand in `tests/loom/mutants` and `tests/shuttle/mutants` of the libraries. They are applied to a copy of the tree, one at a time. Caught
//! is a mutant whose test failed; one that does not apply or does not build is a failure of its own, and so is a test
//! that fails without a mutant.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::Metadata;
use wait_timeout::ChildExt;

use super::{Checker, LOOM, SHUTTLE};
use crate::process::CommandLine;
use crate::{table, workspace};

/// Far more than a test takes; a mutant may make one that never ends, which is not the checker's report.
const LIMIT: Duration = Duration::from_secs(600);

/// A patch, and which test must catch it.
#[derive(Debug, PartialEq, Eq)]
struct Mutant {
    /// The test's package and its name there.
    package: String,
    model: String,
    name: String,
    path: PathBuf,
    why: String,
}

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Caught,
    Survived,
    Hangs,
    DoesNotApply,
    DoesNotBuild,
}

impl Verdict {
    const fn name(self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::Survived => "SURVIVED",
            Self::Hangs => "HANGS",
            Self::DoesNotApply => "DOES NOT APPLY",
            Self::DoesNotBuild => "DOES NOT BUILD",
        }
    }
}

/// Applies the mutants that `checker` must catch by tests of those packages, and whose name or test has `filter` in it, one
/// by one.
///
/// # Errors
///
/// When one is not caught, and when there is none.
pub(crate) fn run(
    checker: Checker,
    metadata: &Metadata,
    packages: &[String],
    filter: Option<&str>,
) -> Result<()> {
    let is_meant = |mutant: &Mutant| {
        packages.contains(&mutant.package)
            && filter.is_none_or(|filter| mutant.name.contains(filter) || mutant.model.contains(filter))
    };
    let mut mutants = list(checker)?;
    mutants.retain(is_meant);
    ensure!(
        !mutants.is_empty(),
        "there is no such mutant: they stand in tests/{}/mutants of a package, and name a test by `{}: `",
        checker.name,
        checker.field
    );

    let tree = Tree::copy(metadata.target_directory.join("mutants").as_std_path(), checker)?;
    println!("{} mutants, in a copy of the tree at {}", mutants.len(), tree.root.display());
    for mutant in &mutants {
        let (verdict, log) = tree.test(mutant)?;
        ensure!(
            verdict == Verdict::Survived,
            "{} of {} fails without a mutant ({}): {}",
            mutant.model,
            mutant.package,
            verdict.name(),
            log.display()
        );
    }
    let mut rows = Vec::new();
    let mut missed = 0;
    for mutant in &mutants {
        let verdict = tree.try_mutant(mutant)?;
        println!("{:<14}  {}: {}", verdict.name(), mutant.name, mutant.why);
        missed += usize::from(verdict != Verdict::Caught);
        rows.push(vec![
            mutant.package.clone(),
            mutant.name.clone(),
            mutant.model.clone(),
            verdict.name().to_owned(),
        ]);
    }
    println!("\n{}", table::render(&["package", "mutant", "test", "verdict"], &[], &rows));
    ensure!(missed == 0, "{missed} of {} mutants were not caught", mutants.len());
    println!("Every mutant was caught.");
    Ok(())
}

/// The mutants that a checker must catch, by name.
fn list(checker: Checker) -> Result<Vec<Mutant>> {
    let mut mutants = Vec::new();
    for package in workspace::LIBRARIES {
        for home in [LOOM, SHUTTLE] {
            let folder = workspace::root().join(package).join("tests").join(home.name).join("mutants");
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "patch") {
                    let text = fs::read_to_string(&path)?;
                    let mutant = parse(checker, package, path.clone(), &text);
                    mutants.extend(mutant.with_context(|| path.display().to_string())?);
                }
            }
        }
    }
    mutants.sort_by(|a, b| (&a.package, &a.name).cmp(&(&b.package, &b.name)));
    Ok(mutants)
}

/// The mutant in `text`, unless it is none for `checker`.
fn parse(checker: Checker, package: &str, path: PathBuf, text: &str) -> Result<Option<Mutant>> {
    let head = text.split("\n--- ").next().unwrap_or_default();
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let named = |name: &str| format!("the lines before the difference lack `{name}: `");
    let why = field("Why").with_context(|| named("Why"))?.to_owned();
    let tests = [LOOM, SHUTTLE].map(|checker| field(checker.field));
    ensure!(tests.iter().any(Option::is_some), "{}", named(LOOM.field));
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(field(checker.field).map(|test| {
        let (package, model) = test.split_once('/').unwrap_or((package, test));
        Mutant { package: package.to_owned(), model: model.to_owned(), name, path, why }
    }))
}

/// A copy of the files that git knows or would know.
struct Tree {
    root: PathBuf,
    target: PathBuf,
    checker: Checker,
}

impl Tree {
    /// Makes the copy in `folder`, in the place of an older one. What was built there stays.
    fn copy(folder: &Path, checker: Checker) -> Result<Self> {
        let tree = Self { root: folder.join("tree"), target: folder.join(checker.name), checker };
        if tree.root.exists() {
            fs::remove_dir_all(&tree.root).context("the older copy cannot be removed")?;
        }
        fs::create_dir_all(&tree.target)
            .context("the folder of the builds and of their words cannot be made")?;
        for path in workspace::files()? {
            let (from, to) = (workspace::root().join(&path), tree.root.join(&path));
            if from.is_file() {
                fs::create_dir_all(to.parent().context("a file has a folder")?)?;
                fs::copy(&from, &to).with_context(|| format!("{path} cannot be copied"))?;
            }
        }
        Ok(tree)
    }

    /// Applies a mutant, runs its test, and takes the mutant back.
    fn try_mutant(&self, mutant: &Mutant) -> Result<Verdict> {
        if !self.git_apply(mutant, false) {
            return Ok(Verdict::DoesNotApply);
        }
        let (verdict, _) = self.test(mutant)?;
        if !self.git_apply(mutant, true) {
            bail!("{} cannot be taken back: the copy is no longer what it was", mutant.name);
        }
        Ok(verdict)
    }

    fn git_apply(&self, mutant: &Mutant, back: bool) -> bool {
        let path = mutant.path.to_string_lossy();
        let line = CommandLine::new("git", &["apply"]);
        let line = if back { line.arg("--reverse") } else { line };
        // The copy lies within a repository, to which the paths in the patch must not be taken to belong.
        let ceiling = self.root.parent().unwrap_or(&self.root).to_string_lossy();
        line.arg(path).env("GIT_CEILING_DIRECTORIES", ceiling).succeeds(&self.root)
    }

    /// What its test says, and where all of its words are.
    fn test(&self, mutant: &Mutant) -> Result<(Verdict, PathBuf)> {
        let packages = [mutant.package.clone()];
        let line = self.checker.in_target(self.target.to_string_lossy(), &packages);
        let line = line.args(&["--", "--exact", &mutant.model]);
        let log = self.target.join(format!("{}.log", mutant.name));
        let output = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let mut command = line.command(&self.root);
        let mut test = command.stdin(Stdio::null()).stderr(output.try_clone()?).stdout(output).spawn()?;
        let end = test.wait_timeout(LIMIT)?;
        if end.is_none() {
            test.kill()?;
            test.wait()?;
        }
        let words = fs::read_to_string(&log)?;
        Ok((verdict(end, &words), log))
    }
}

/// Only the failure of a test that ran counts: a build that fails has caught nothing. (The checker's report may be the
/// last word: a second panic, of a value that is dropped while the first unwinds, ends the process.)
fn verdict(end: Option<ExitStatus>, words: &str) -> Verdict {
    let ran = words.lines().any(|line| line == "running 1 test");
    match end {
        None => Verdict::Hangs,
        Some(_) if !ran => Verdict::DoesNotBuild,
        Some(status) if status.success() => Verdict::Survived,
        Some(_) => Verdict::Caught,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<(Checker, Mutant)> {
        let of = |checker| list(checker).unwrap().into_iter().map(move |mutant| (checker, mutant));
        [LOOM, SHUTTLE].into_iter().flat_map(of).collect()
    }

    #[test]
    fn every_mutant_of_the_tree_applies_to_it() {
        assert!(!all().is_empty());
        for (_, mutant) in all() {
            let path = mutant.path.to_string_lossy().into_owned();
            let line = CommandLine::new("git", &["apply", "--check", &path]);
            assert!(line.succeeds(workspace::root()), "{path} no longer applies: write it anew");
        }
    }

    #[test]
    fn every_mutant_names_a_test_that_there_is() {
        for (checker, mutant) in all() {
            let (file, function) = mutant.model.split_once("::").expect("module::function");
            let tests = workspace::root().join(&mutant.package).join("tests");
            let path = tests.join(checker.name).join(format!("{file}.rs"));
            let source =
                fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(source.contains(&format!("fn {function}(")), "{}: no test {}", mutant.name, mutant.model);
        }
    }

    #[test]
    fn a_patch_says_who_must_catch_it_and_why() {
        let of = |checker, text: &str| parse(checker, "hel-ring", PathBuf::from("relaxed-tail.patch"), text);
        let text =
            "Model: spsc::wraps\nShuttle: hel/lanes::one\nWhy: not a release.\n\n--- a/x.rs\n+++ b/x.rs\n";
        let mutant = of(LOOM, text).unwrap().unwrap();
        assert_eq!((mutant.name.as_str(), mutant.model.as_str()), ("relaxed-tail", "spsc::wraps"));
        assert_eq!((mutant.package.as_str(), mutant.why.as_str()), ("hel-ring", "not a release."));
        let mutant = of(SHUTTLE, text).unwrap().unwrap();
        assert_eq!((mutant.package.as_str(), mutant.model.as_str()), ("hel", "lanes::one"));
        assert_eq!(of(SHUTTLE, "Model: spsc::wraps\nWhy: no.\n").unwrap(), None);
        let error = of(LOOM, "Why: no.\n\n--- a/x.rs\nModel: late\n").unwrap_err();
        assert!(error.to_string().contains("`Model: `"), "{error}");
    }

    #[test]
    fn only_the_tests_own_failure_is_a_catch() {
        let ran = "Compiling\nrunning 1 test\n";
        let of =
            |argument| CommandLine::cargo(&[argument]).command(workspace::root()).output().unwrap().status;
        let (passed, failed) = (Some(of("--version")), Some(of("no-such-subcommand")));
        assert_eq!(verdict(failed, ran), Verdict::Caught);
        assert_eq!(verdict(failed, "error[E0308]"), Verdict::DoesNotBuild);
        assert_eq!(verdict(passed, ran), Verdict::Survived);
        assert_eq!(verdict(passed, "running 0 tests\n"), Verdict::DoesNotBuild);
        assert_eq!(verdict(None, ran), Verdict::Hangs);
    }
}
