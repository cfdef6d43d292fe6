//! The program as its user meets it.
#![allow(missing_docs, reason = "tests")]

use std::fs;
use std::process::{Child, Command, Output, Stdio};

/// Of these lines three are good: 2, 7 and 8.
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
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/bad.csv");
    fs::write(path, FILE).unwrap();
    let (_, text, errors) = trading(&["--check", "--file", path]);
    let told = |line: &usize| errors.contains(&format!("{path}:{line}: "));
    assert_eq!((2..=10).filter(told).collect::<Vec<_>>(), [3, 4, 5, 6, 9, 10], "{errors}");
    for line in [" 3 passed", " 1 fills", " 1 cancelled", "Checked: every order"] {
        assert!(text.contains(line), "{text}");
    }
    let (_, _, errors) = trading(&["--file", "no-such-file"]);
    assert!(errors.contains("no-such-file") && errors.contains("--help"), "{errors}");
}

/// Starts it with a file of its own that has many bad lines, and pipes at both outputs.
fn start(file: &str) -> Child {
    let path = format!("{}/{file}", env!("CARGO_TARGET_TMPDIR"));
    fs::write(&path, format!("{FILE}{}", "\nbad".repeat(100_000))).unwrap();
    let command = &mut Command::new(PROGRAM);
    command.args(["--check", "--file", &path]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn closed_pipes_are_no_error() {
    let mut child = start("closed.csv");
    drop((child.stdout.take(), child.stderr.take()));
    assert!(child.wait().unwrap().success());
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it_with_its_totals() {
    let mut child = start("ctrl-c.csv");
    // It runs, and cannot end: its complaints are more than the pipe holds.
    std::io::Read::read_exact(child.stderr.as_mut().unwrap(), &mut [0]).unwrap();
    Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    let Output { status, stdout, .. } = child.wait_with_output().unwrap();
    let text = String::from_utf8(stdout).unwrap();
    assert!(text.contains("not sent: stopped") && !text.contains("Checked"), "{text}");
    assert_eq!(status.code(), Some(130));
}
