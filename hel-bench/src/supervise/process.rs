//! The worker as a process: started when it is first asked, ended when it can no longer be trusted.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::worker::{Reply, Request};

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// It was answered.
    Reply(Reply),
    /// It was not answered in time.
    Late,
    /// It will not be answered: the worker ended, or it wrote something that is no reply. And what is known of it.
    Ended(String),
}

/// Who does the runs.
pub(super) trait Worker {
    /// Asks, and waits for the answer until the limit is over; an error when no worker can be started. After anything but a
    /// good answer, the next request goes to a new worker.
    fn ask(&mut self, request: &Request, limit: Duration) -> anyhow::Result<Answer>;

    /// Has the next request go to a new worker.
    fn dismiss(&mut self);
}

/// A process that a command starts.
#[derive(Debug)]
pub(super) struct WorkerProcess {
    command: Command,
    running: Option<Running>,
}

impl WorkerProcess {
    pub(super) fn new(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { command, running: None }
    }
}

impl Worker for WorkerProcess {
    fn ask(&mut self, request: &Request, limit: Duration) -> anyhow::Result<Answer> {
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(Running::start(&mut self.command)?),
        };
        let answer = running.ask(&serde_json::to_string(request)?, limit);
        if !matches!(&answer, Answer::Reply(Reply::Sample(_) | Reply::NotHere(_) | Reply::Vitals { .. })) {
            self.dismiss();
        }
        Ok(answer)
    }

    fn dismiss(&mut self) {
        self.running = None;
    }
}

/// One process. Dropping it ends it, whatever it is doing.
#[derive(Debug)]
struct Running {
    child: Child,
    requests: ChildStdin,
    heard: Receiver<Heard>,
    last_words: String,
}

/// A line that the process wrote: a reply, or a complaint.
type Heard = Result<String, String>;

impl Running {
    fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command.spawn().context("the process that measures cannot be started")?;
        let (tell, heard) = mpsc::channel();
        let requests = child.stdin.take().context("the worker has no standard input")?;
        // A thread each: a pipe that nobody reads would stop the worker once it is full.
        listen(child.stdout.take(), &tell, Ok);
        listen(child.stderr.take(), &tell, Err);
        Ok(Self { child, requests, heard, last_words: String::new() })
    }

    fn ask(&mut self, request: &str, limit: Duration) -> Answer {
        let deadline = Instant::now() + limit;
        // Where this fails the process has ended already, and what follows hears its last words.
        let _ = writeln!(self.requests, "{request}");
        loop {
            match self.heard.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Err(line)) if line.trim().is_empty() => {}
                Ok(Err(line)) => self.last_words = line,
                Ok(Ok(line)) => {
                    return serde_json::from_str(&line)
                        .map_or_else(|_| Answer::Ended(format!("the worker wrote {line:?}")), Answer::Reply);
                }
                Err(RecvTimeoutError::Timeout) => return Answer::Late,
                Err(RecvTimeoutError::Disconnected) => return Answer::Ended(self.obituary()),
            }
        }
    }

    /// Why a process that has closed its outputs ended.
    fn obituary(&mut self) -> String {
        let status = self.end().map_or_else(|error| error.to_string(), |status| status.to_string());
        match self.last_words.trim() {
            "" => format!("the worker ended: {status}"),
            words => format!("{words} ({status})"),
        }
    }

    /// Kills it. A process that has ended by itself keeps its own status.
    fn end(&mut self) -> io::Result<ExitStatus> {
        self.child.kill()?;
        self.child.wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It fails for a process that is gone already, and that is what is wanted.
        let _ = self.end();
    }
}

/// Passes the lines of `stream` on until its end. The thread ends with the process, or when nobody listens.
fn listen(stream: Option<impl Read + Send + 'static>, tell: &Sender<Heard>, as_heard: fn(String) -> Heard) {
    let tell = tell.clone();
    thread::spawn(move || {
        for line in stream.into_iter().flat_map(|stream| BufReader::new(stream).split(b'\n')) {
            let Ok(line) = line else { break };
            if tell.send(as_heard(String::from_utf8_lossy(&line).into_owned())).is_err() {
                break;
            }
        }
    });
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(100);
    /// Longer than any of these tests may take.
    const NEVER: Duration = Duration::from_secs(60);

    /// A worker that is a shell script. It is asked for its vitals, as those need no load.
    fn worker(script: &str) -> WorkerProcess {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        WorkerProcess::new(command)
    }

    fn ask(worker: &mut WorkerProcess, limit: Duration) -> Answer {
        worker.ask(&Request::Vitals, limit).unwrap()
    }

    /// Answers each request with the number of its process.
    const ANSWERING: &str = r#"while read request; do echo "{\"Sample\":[$$]}"; done"#;

    #[test]
    fn one_process_answers_until_it_is_dismissed() {
        let mut worker = worker(ANSWERING);
        let first = ask(&mut worker, NEVER);
        assert!(matches!(&first, Answer::Reply(Reply::Sample(_))), "{first:?}");
        assert_eq!(ask(&mut worker, NEVER), first);
        worker.dismiss();
        assert_ne!(ask(&mut worker, NEVER), first);
    }

    #[test]
    fn a_failure_and_a_silence_are_followed_by_a_new_worker() {
        // The second request of a process would be answered otherwise.
        let failing = r#"read first; echo '{"Failed":"why"}'; read second; echo '{"Sample":[]}'"#;
        let silent = r#"read first; read second; echo '{"Sample":[]}'"#;
        let failed = Answer::Reply(Reply::Failed("why".to_owned()));
        for (script, limit, answer) in [(failing, NEVER, failed), (silent, SOON, Answer::Late)] {
            let (mut worker, start) = (worker(script), Instant::now());
            assert_eq!([(); 2].map(|()| ask(&mut worker, limit)), [answer.clone(), answer]);
            assert!(start.elapsed() < NEVER / 4, "{:?}", start.elapsed());
        }
    }

    #[test]
    fn an_end_tells_the_last_complaint_and_the_status_and_what_is_no_reply_is_shown() {
        for (script, told) in [
            ("read request; echo first >&2; echo last >&2; echo >&2; exit 7", "last (exit status: 7)"),
            ("read request; exit 7", "the worker ended: exit status: 7"),
            ("kill -SEGV $$", "signal: 11"),
            ("read request; echo hello; exec sleep 600", "the worker wrote \"hello\""),
        ] {
            let answer = ask(&mut worker(script), NEVER);
            assert!(matches!(&answer, Answer::Ended(why) if why.contains(told)), "{script}: {answer:?}");
        }
    }

    #[test]
    fn more_complaints_than_a_pipe_holds_stop_nobody() {
        let script = r#"read request; i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789 >&2; i=$((i+1)); done; echo '{"Sample":[]}'"#;
        assert_eq!(ask(&mut worker(script), NEVER), Answer::Reply(Reply::Sample(Vec::new())));
    }

    #[test]
    fn a_dropped_worker_is_dead() {
        let mut worker = worker(r#"read request; echo "{\"Sample\":[$$]}"; exec sleep 600"#);
        let Answer::Reply(Reply::Sample(pid)) = ask(&mut worker, NEVER) else { panic!() };
        drop(worker);
        let alive = Command::new("sh").args(["-c", &format!("kill -0 {} 2>&-", pid[0])]).status().unwrap();
        assert!(!alive.success());
    }
}
