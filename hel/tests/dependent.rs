//! A crate that depends on hel and on nothing else: it locks few packages, and may test itself under a checker's `cfg`.
#![cfg(not(any(hel_loom, hel_shuttle, miri)))]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

const PROGRAM: &str = "
fn main() {
    let (tx, rx) = hel::channel::mpmc::bounded::<u32, 4>();
    let taker = std::thread::spawn(move || rx.iter().sum::<u32>());
    (1..=100).for_each(|n| tx.send(n).unwrap());
    drop(tx);
    assert_eq!(taker.join().unwrap(), 5050);
}
";

#[test]
fn a_crate_that_is_tested_under_loom_can_use_hel_and_locks_few_packages() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dependent");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/main.rs"), PROGRAM).unwrap();
    let manifest = format!(
        "[package]\nname = 'dependent'\nedition = '2024'\n[dependencies]\nhel = {{ path = '{}' }}\n[workspace]\n",
        package.display()
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The versions that are here already: what is not needed is left out of it.
    fs::copy(package.parent().unwrap().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let cargo = env::var_os("CARGO").unwrap();
    let run = Command::new(cargo)
        .args(["run", "--offline", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTFLAGS", "--cfg loom --cfg shuttle")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));

    let lock = fs::read_to_string(folder.join("Cargo.lock")).unwrap();
    let names: Vec<_> = lock.lines().filter_map(|line| line.strip_prefix("name = ")).collect();
    assert!(names.contains(&r#""hel-ring""#) && names.len() < 30, "{names:?}");
    assert!(!names.contains(&r#""loom""#) && !names.contains(&r#""shuttle""#), "{names:?}");
}
