//! hel with other shapes of waits, for the sweep that chooses them: `cargo xtask bench --wait-shape 's8h1y4 s0y16'`.
//!
//! A shape is written as its numbers: `s8h1y4` is 8 spins of one hint, then 4 yields. What it does not name is as in the
//! library. They come by the environment, since the worker must know them as well.

use std::env;

use hel_notify::sweep::{self, Shape};

use crate::catalog::Library;
use crate::cli::WAIT_SHAPES;

/// One library for each shape, named `hel@SHAPE`, which offers what `hel` does.
///
/// # Panics
///
/// When a shape cannot be read.
pub(super) fn libraries(hel: &Library) -> Vec<Library> {
    let shapes = env::var(WAIT_SHAPES).unwrap_or_default();
    let named = |text: &str| {
        read(text);
        Library { name: format!("hel@{text}").leak(), ..hel.clone() }
    };
    shapes.split_whitespace().map(named).collect()
}

/// From here on, hel waits as the subject's name says.
pub(crate) fn apply(subject: &str) {
    let library = subject.split('/').next().unwrap_or_default();
    sweep::set(library.split_once('@').map_or(sweep::MEASURED, |(_, text)| read(text)));
}

fn read(text: &str) -> Shape {
    let mut shape = sweep::MEASURED;
    let mut rest = text;
    while let Some(key) = rest.chars().next() {
        let end = rest[1..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |end| end + 1);
        let number = rest[1..end].parse();
        match (key, number) {
            ('s', Ok(spins)) => shape.spins = spins,
            ('h', Ok(hints)) => shape.hints = hints,
            ('y', Ok(yields)) => shape.yields = yields,
            _ => panic!("`{text}` is no shape: write spins, hints and yields as in s8h1y4"),
        }
        rest = &rest[end..];
    }
    shape
}
