//! One run of a stress: what it says is shown or kept, and one that says nothing any more is ended.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::meter::Meter;
use super::report::{Counts, Line};

/// It says something every second, and its own watchdog is faster than this.
const SILENCE: Duration = Duration::from_secs(120);

/// How a run ended.
#[derive(Debug)]
pub(super) struct End {
    pub(super) status: ExitStatus,
    pub(super) total: Option<Counts>,
    /// The flags that replay what failed.
    pub(super) replay: Option<String>,
}

/// A line of its output, or of its errors.
enum Said {
    Output(String),
    Error(String),
}

/// Runs `program` to its end.
///
/// # Errors
///
/// When it cannot be started, and when it had to be killed.
pub(super) fn run(mut program: Command, meter: &mut Meter) -> Result<End> {
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().with_context(|| format!("{program:?} cannot be started"))?;
    let (lines, said) = channel();
    forward(child.stdout.take().expect("its output is piped"), lines.clone(), Said::Output);
    forward(child.stderr.take().expect("its errors are piped"), lines, Said::Error);
    let Some(heard) = listen(&said, SILENCE, meter) else {
        child.kill().context("it says nothing and cannot be killed")?;
        child.wait().context("the killed stress cannot be waited for")?;
        bail!("it said nothing for {} s and was killed: {program:?}", SILENCE.as_secs())
    };
    let status = child.wait().context("its end cannot be seen")?;
    Ok(End { status, total: heard.total, replay: heard.replay })
}

/// Sends each line of `from` on, until it ends.
fn forward(from: impl Read + Send + 'static, to: Sender<Said>, wrap: fn(String) -> Said) {
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if to.send(wrap(line)).is_err() {
                break;
            }
        }
    });
}

/// What is kept of what was said.
#[derive(Debug, Default)]
struct Heard {
    total: Option<Counts>,
    replay: Option<String>,
}

/// Listens to the end, or until nothing was said for as long as `silence`: then there is no answer.
fn listen(said: &Receiver<Said>, silence: Duration, meter: &mut Meter) -> Option<Heard> {
    let mut heard = Heard::default();
    loop {
        match said.recv_timeout(silence) {
            Ok(Said::Error(line)) => meter.aside(|| eprintln!("{line}")),
            Ok(Said::Output(line)) => match Line::read(&line) {
                Line::Progress(counts) => meter.shows(&counts),
                Line::Total(counts) => heard.total = Some(counts),
                Line::Failed(replay) => heard.replay = Some(replay),
                Line::Other(line) => meter.aside(|| println!("{line}")),
            },
            Err(RecvTimeoutError::Timeout) => return None,
            Err(RecvTimeoutError::Disconnected) => return Some(heard),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::meter;
    use super::*;

    #[test]
    fn the_totals_and_the_replay_are_kept() {
        let (lines, said) = channel();
        for line in ["stress progress: rounds=1", "stress total: rounds=2", "stress failed: --seed 5"] {
            lines.send(Said::Output(line.to_owned())).unwrap();
        }
        drop(lines);
        let heard = listen(&said, SILENCE, &mut meter::silent()).unwrap();
        assert_eq!((heard.total, heard.replay), (Counts::read("rounds=2"), Some("--seed 5".to_owned())));
    }

    #[test]
    fn silence_has_an_end() {
        let (_lines, said) = channel();
        assert!(listen(&said, Duration::ZERO, &mut meter::silent()).is_none());
    }

    #[test]
    fn the_status_is_the_programs() {
        let mut program = Command::new(std::env::current_exe().unwrap());
        program.arg("--list");
        let mut meter = meter::silent();
        let end = run(program, &mut meter).unwrap();
        assert!(end.status.success() && end.total.is_none() && end.replay.is_none());
        assert!(run(Command::new("no-such-program"), &mut meter).is_err());
    }
}
