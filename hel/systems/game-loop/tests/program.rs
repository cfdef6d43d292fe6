//! The program, as a shell runs it.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Starts the program, and waits until it plays. Gives what else it will write.
fn start(arguments: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_game-loop"));
    let mut child = program.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("Seed "), "{line}");
    (child, out)
}

#[test]
fn ctrl_c_ends_it_with_totals_and_a_whole_wav() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("game.wav");
    let (mut child, mut out) = start(&["--seconds", "20", "--wav", path.to_str().unwrap()]);
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGINT).unwrap();
    let mut report = String::new();
    out.read_to_string(&mut report).unwrap();
    assert!(child.wait().unwrap().success(), "{report}");
    assert!(report.contains("stopped before the 1,200th"), "{report}");
    assert!(report.contains("is that of the referee"), "{report}");
    let steps: u32 = report.split(' ').next().unwrap().replace(',', "").parse().unwrap();
    assert_eq!(hound::WavReader::open(path).unwrap().duration(), steps * 400);
}

#[test]
fn closed_pipe_is_no_failure() {
    let (child, out) = start(&["--seconds", "1", "--fast"]);
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}
