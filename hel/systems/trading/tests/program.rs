//! The program as its user meets it.
#![allow(missing_docs, reason = "tests")]

use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_trading");

/// Runs it to its end. Gives whether it ended well, what it said, and what it complained of.
fn trading(arguments: &[&str]) -> (bool, String, String) {
    let Output { status, stdout, stderr } = Command::new(PROGRAM).args(arguments).output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn no_line_is_wider_than_80() {
    for arguments in [&["--orders", "20000", "--shards", "12", "--check"][..], &["--help"]] {
        let (is_well, text, errors) = trading(arguments);
        assert!(is_well, "{errors}");
        assert_eq!(text.lines().find(|line| line.chars().count() > 80), None);
    }
}

#[test]
fn bad_lines_are_told_by_file_and_line_and_the_rest_goes_on() {
    const FILE: &str = "\
kind,id,account,symbol,side,quantity,price
limit,1,7,ACME,buy,100,1250
limit,1,7,ACME,buy,100,1250
limit,2,7,ACME,buy,1e3,1250
short
market,3,8,ACME,sell,0,
limit,4,8,ACME,sell,40,1250
cancel,1,7,ACME,,,
cancel,9,7,ACME,,,
limit,5,8,,sell,40,1250";
    let name = format!("trading-{}.csv", std::process::id());
    let path = std::env::temp_dir().join(&name);
    std::fs::write(&path, FILE).unwrap();
    let (_, text, errors) = trading(&["--check", "--file", path.to_str().unwrap()]);
    std::fs::remove_file(&path).unwrap();
    let told = |line: &usize| errors.contains(&format!("{name}:{line}: "));
    assert_eq!((2..=10).filter(told).collect::<Vec<_>>(), [3, 4, 5, 6, 9, 10], "{errors}");
    for line in [" 3 passed", " 1 fills", " 1 cancelled", "Checked: every order"] {
        assert!(text.contains(line), "{text}");
    }
    let (_, _, errors) = trading(&["--file", "no-such-file"]);
    assert!(errors.contains("no-such-file") && errors.contains("--help"), "{errors}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let command = &mut Command::new(PROGRAM);
    let mut child = command.args(["--orders", "1000"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}
