//! The end: nothing is lost, everybody is told, and a failure is one.

use std::process::Stdio;

use event_backend::event::{Answer, Event, Kind};
use event_backend::load;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Running, ack, events, gate, settings, tell, within};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_processes_what_it_took_and_tells_its_subscribers() {
    let (work, open) = gate(|_| true);
    let server = Running::start(settings(), work).await;
    let mut subscriber = server.connect("?subscribe").await.unwrap();
    let mut sender = server.connect("").await.unwrap();
    for kind in Kind::ALL {
        tell(&mut sender, events(kind, 1, 500)).await;
        assert_eq!(ack(&mut sender).await.0, 500);
    }
    server.stop.cancel();
    open.close();
    let mut heard = 0;
    let goodbye = loop {
        match within(load::answer(&mut subscriber)).await {
            Ok(Answer::Notifications { items }) => heard += items.len(),
            Ok(Answer::Ack { .. }) => panic!("it sent nothing"),
            Err(error) => break error.to_string(),
        }
    };
    assert_eq!((heard, goodbye.as_str()), (1500, "1001: the server is shutting down"));
    assert_eq!(server.stop().await.processed.get(), 1500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_processor_that_panics_ends_the_server_with_an_error() {
    let work = |event: &Event| assert!(event.amount.get() != 13, "a bug in the work");
    let server = Running::start(settings(), work).await;
    let mut socket = server.connect("").await.unwrap();
    tell(&mut socket, events(Kind::Payment, 1, 20)).await;
    let error = within(server.task).await.unwrap().unwrap_err();
    assert!(error.to_string().contains("a part of the server failed"), "{error}");
}

fn program(args: &[&str]) -> Child {
    let mut program = Command::new(env!("CARGO_BIN_EXE_event-backend"));
    program.args(args).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_ends_the_program_with_its_totals() {
    let mut program = program(&["serve", "--addr", "127.0.0.1:0"]);
    let mut out = BufReader::new(program.stdout.take().unwrap());
    let mut first = String::new();
    within(out.read_line(&mut first)).await.unwrap();
    let addr = first.split_whitespace().find_map(|word| word.strip_prefix("http://")).unwrap();
    let mut socket = load::connect(&format!("ws://{addr}/ws")).await.unwrap();
    tell(&mut socket, events(Kind::User, 0, 100)).await;
    assert_eq!(ack(&mut socket).await.0, 99);
    Command::new("kill").args(["-INT", &program.id().unwrap().to_string()]).status().await.unwrap();
    let mut rest = String::new();
    within(out.read_to_string(&mut rest)).await.unwrap();
    assert!(rest.contains("100 received = 99 processed + 1 refused"), "{rest}");
    assert!(within(program.wait()).await.unwrap().success());
}

#[tokio::test]
async fn a_demo_whose_output_nobody_reads_does_not_fail() {
    let mut program = program(&["demo", "--addr", "127.0.0.1:0", "--events", "1000"]);
    drop(program.stdout.take());
    assert!(within(program.wait()).await.unwrap().success());
}
