//! `cargo xtask api`: the public surface of hel, as a listing under review.
//!
//! A change of the surface shows as a difference in `hel/public-api.txt`, next to the change that made it. The listing
//! is read from the sources, with the stable toolchain and nothing to install:
//!
//! 1. [`source`] parses the crates into modules; [`mod@cfg`] drops what a user's build does not have.
//! 2. [`resolve`] follows names through `use`, across the crates.
//! 3. [`walk`] visits what can be reached from outside, and under which paths.
//! 4. [`render`] writes lines, [`pretty`] the text of signatures.
//! 5. [`diff`] compares.

mod cfg;
mod diff;
mod impls;
mod item;
mod pretty;
mod render;
mod resolve;
mod source;
mod walk;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::cli::ApiArgs;
use crate::workspace;

/// Stands at the top of the listing.
const NOTE: &str = "\
# The public surface of hel, one item a line. `cargo xtask api` compares it with the sources, `--bless` writes it.
# Read from the sources without expanding macros (but for pin_project!): impls and items that a macro_rules of ours
# makes are not listed; nor is what the compiler adds (auto traits, blanket impls), what is #[doc(hidden)], impls of
# traits that cannot be reached through hel. Types are written as the source writes them.
# [feature = \"x\"]: only with it. (impl ..): the block of the method, where it is for some instances only.
";

/// Compares the listing with the sources, or with `--bless` writes it.
///
/// # Errors
///
/// When they differ, and when the sources cannot be read.
pub(crate) fn run(args: &ApiArgs) -> Result<()> {
    if !args.bless {
        return compare();
    }
    let listing = current()?;
    fs::write(file(), &listing).with_context(|| format!("{} cannot be written", file().display()))?;
    println!("api: {} lines written to {}", listing.lines().count(), workspace::relative(&file()));
    Ok(())
}

/// Compares the listing with the sources.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn compare() -> Result<()> {
    let current = current()?;
    let place = workspace::relative(&file());
    let Ok(committed) = fs::read_to_string(file()) else {
        bail!("{place} is not there: `cargo xtask api --bless` writes it");
    };
    let difference = diff::lines(&committed, &current);
    if !difference.is_empty() {
        bail!(
            "the public surface is not what {place} says:\n{difference}\n\
             If that is meant, `cargo xtask api --bless` writes it down (and CHANGELOG.md tells users)."
        );
    }
    println!("api: the public surface is what {place} says, {} lines", current.lines().count());
    Ok(())
}

/// The listing that the sources make now.
fn current() -> Result<String> {
    let roots: Vec<(String, PathBuf)> = workspace::LIBRARIES
        .iter()
        .map(|name| (name.replace('-', "_"), workspace::root().join(name).join("src").join("lib.rs")))
        .collect();
    listing(&roots, "hel", &|path| fs::read_to_string(path).ok())
}

/// The listing of `facade`, one of the crates whose names and root files are `roots`.
fn listing(
    roots: &[(String, PathBuf)],
    facade: &str,
    read: &dyn Fn(&Path) -> Option<String>,
) -> Result<String> {
    let sources = source::Sources::load(roots, read)?;
    let surface = walk::surface(&sources, facade)?;
    Ok(format!("{NOTE}{}", render::lines(&sources, &surface)))
}

fn file() -> PathBuf {
    workspace::root().join("hel").join("public-api.txt")
}

#[cfg(test)]
mod tests;
