//! Leaves the compiler's version in the instrument: figures are worth little without it.

use std::env;
use std::process::Command;

fn main() {
    // Cargo runs this again when the compiler changes, by itself.
    println!("cargo::rerun-if-changed=build.rs");
    let rustc = env::var_os("RUSTC").expect("cargo names the compiler to a build script");
    let output = Command::new(rustc).arg("--version").output().expect("the compiler can be started");
    println!("cargo::rustc-env=HEL_BENCH_RUSTC={}", String::from_utf8_lossy(&output.stdout).trim());
}
