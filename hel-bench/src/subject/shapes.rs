//! hel with other numbers for its waits, for the sweep that chooses them:
//! `cargo xtask bench --wait-shape 'hints=8 looking=2000,yielding=0 rest=128'`.
//!
//! A shape is a list of numbers by the names in `hel-notify/src/policy.rs` and `hel-route/src/channel/pacing/numbers.rs`, times in nanoseconds.
//! What it does not name is as in the library. They come by the environment, since the worker must know them as well.

use std::env;

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
        set(text);
        let mut library = hel.clone();
        library.name = format!("hel@{text}").leak();
        library
    };
    shapes.split_whitespace().map(named).collect()
}

/// From here on, hel waits as the subject's name says.
pub(crate) fn apply(subject: &str) {
    let library = subject.split('/').next().unwrap_or_default();
    set(library.split_once('@').map_or("", |(_, text)| text));
}

fn set(text: &str) {
    hel_notify::sweep::reset();
    hel_route::sweep::reset();
    for number in text.split(',').filter(|number| !number.is_empty()) {
        let known = number.split_once('=').is_some_and(|(name, value)| {
            value
                .parse()
                .is_ok_and(|value| hel_notify::sweep::set(name, value) || hel_route::sweep::set(name, value))
        });
        assert!(known, "`{number}` is no number of a wait: write as in hints=8,yielding=10000");
    }
}
