//! `cargo xtask api`: the public surfaces of hel and hel-ring, as listings under review.
//!
//! A change of a surface shows as a difference in `public-api.txt`, next to the change that made it. The listing is what rustdoc knows
//! of a crate, written by the crate `public-api`: with all features, without what the compiler derives.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use public_api::Builder;

use crate::cli::ApiArgs;
use crate::process::CommandLine;
use crate::workspace;

/// The packages with a listing, and those whose surface it holds: that of hel is what it lends of hel-route.
const LISTINGS: [(&str, &[&str]); 2] = [("hel", &["hel", "hel-route"]), ("hel-ring", &["hel-ring"])];

/// Compares the listings with the sources, or with `--bless` writes them.
///
/// # Errors
///
/// When one differs, and when the sources do not build.
pub(crate) fn run(args: &ApiArgs) -> Result<()> {
    if !args.bless {
        return compare();
    }
    for (package, parts) in LISTINGS {
        let listing = current(package, parts)?;
        let file = file(package);
        fs::write(&file, &listing).with_context(|| format!("{} cannot be written", file.display()))?;
        println!("api: {} lines written to {}", listing.lines().count(), workspace::relative(&file));
    }
    Ok(())
}

/// Compares the listings with the sources.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn compare() -> Result<()> {
    for (package, parts) in LISTINGS {
        let place = workspace::relative(&file(package));
        let current = current(package, parts)?;
        let Ok(committed) = fs::read_to_string(file(package)) else {
            bail!("{place} is not there: `cargo xtask api --bless` writes it");
        };
        let difference = difference(&committed, &current);
        if !difference.is_empty() {
            bail!(
                "the public surface is not what {place} says:\n{difference}\n\
                 If that is meant, `cargo xtask api --bless` writes it down (and CHANGELOG.md tells users)."
            );
        }
        println!("api: the public surface is what {place} says, {} lines", current.lines().count());
    }
    Ok(())
}

/// The listing that the sources make now: each item once, though it can be reached by several paths.
fn current(package: &str, parts: &[&str]) -> Result<String> {
    let mut listing = format!(
        "# The public surface of {package}, one item a line. `cargo xtask api` compares it with the sources, `--bless` writes it.\n"
    );
    let mut seen = HashSet::new();
    for part in parts {
        let surface = Builder::from_rustdoc_json(rustdoc_json(part)?)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .omit_auto_derived_impls(true)
            .build()
            .with_context(|| {
                format!("the surface of {part} cannot be read: the crate `public-api` and this compiler may be of different ages")
            })?;
        let lines = surface.items().map(ToString::to_string);
        for line in lines.filter(|line| seen.insert(line.clone())) {
            listing.push_str(&line);
            listing.push('\n');
        }
    }
    Ok(listing)
}

/// Lets rustdoc describe a package for programs. That is not stable, and so asked for as by the compiler's own build.
fn rustdoc_json(package: &str) -> Result<PathBuf> {
    let metadata = workspace::metadata()?;
    let folder = workspace::target_folder(&metadata, "api");
    CommandLine::cargo(&["rustdoc", "-q", "-p", package, "--lib", "--all-features"])
        .args(&["--", "-Z", "unstable-options", "--output-format", "json"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &folder)
        .run(workspace::root())?;
    Ok(workspace::root().join(folder).join("doc").join(format!("{}.json", package.replace('-', "_"))))
}

/// The lines that are gone, each behind a `-`, and those that are new, each behind a `+`.
fn difference(before: &str, now: &str) -> String {
    let mut told = String::new();
    for (mark, lines, others) in [("- ", before, now), ("+ ", now, before)] {
        let others: HashSet<_> = others.lines().collect();
        for line in lines.lines().filter(|line| !others.contains(line)) {
            told.extend([mark, line, "\n"]);
        }
    }
    told
}

fn file(package: &str) -> PathBuf {
    workspace::root().join(package).join("public-api.txt")
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn what_is_gone_and_what_is_new_is_told_line_by_line() {
        assert_eq!(difference("a\nb\nc\n", "a\nc\nd\n"), "- b\n+ d\n");
        assert_eq!(difference("a\nb\n", "b\na\n"), "", "the order is rustdoc's");
    }
}
