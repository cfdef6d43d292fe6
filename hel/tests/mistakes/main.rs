//! What the compiler says to a user's mistake: at the user's own line, and with what to do instead.
//!
//! The texts are those of one compiler, for others put some things in other words: `TRYBUILD=overwrite` writes them anew.
#![cfg(not(any(hel_loom, hel_shuttle, miri)))]

use std::process::Command;

/// The compiler whose words stand in the `.stderr` files.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn mistakes_are_told_at_the_users_line_with_what_to_do() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap().stdout;
    if !version.starts_with(COMPILER.as_bytes()) {
        println!("not compared: the texts are those of {COMPILER}");
        return;
    }
    let cases = trybuild::TestCases::new();
    // A wrong capacity is found when code is generated: what passes makes the others be built, and not only checked.
    cases.pass("tests/mistakes/cases/none.rs");
    cases.compile_fail("tests/mistakes/cases/*_*.rs");
}
