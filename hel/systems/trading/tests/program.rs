//! The program as its user meets it.
#![allow(missing_docs, reason = "tests")]

use std::io::Read;
use std::process::{Command, Output, Stdio};

fn trading(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trading"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn texts(Output { stdout, stderr, .. }: &Output) -> (String, String) {
    (String::from_utf8_lossy(stdout).into(), String::from_utf8_lossy(stderr).into())
}

#[test]
fn a_run_is_checked_and_no_line_is_wider_than_80() {
    for arguments in [&["--orders", "20000", "--shards", "3", "--check"][..], &["--help"]] {
        let output = trading(arguments).output().unwrap();
        let (text, errors) = texts(&output);
        assert!(output.status.success(), "{errors}");
        assert!(text.contains("Checked: every order") || arguments == ["--help"], "{text}");
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
    let (text, errors) = texts(&trading(&["--check", "--file", path.to_str().unwrap()]).output().unwrap());
    std::fs::remove_file(&path).unwrap();
    let told = |line: &usize| errors.contains(&format!("{name}:{line}: "));
    assert_eq!((2..=10).filter(told).collect::<Vec<_>>(), [3, 4, 5, 6, 9, 10], "{errors}");
    assert!(text.contains("3 passed and reported\n            1 fills\n            1 cancelled"), "{text}");

    let (_, errors) = texts(&trading(&["--file", "no-such-file"]).output().unwrap());
    assert!(errors.contains("no-such-file") && errors.contains("--help"), "{errors}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = trading(&["--orders", "1000"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert!(child.wait().unwrap().success(), "{errors}");
    assert_eq!(errors, "");
}
