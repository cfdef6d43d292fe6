//! The program with a real nats-server. Without one the tests pass and say so, but for where `HEL_COMPLETE` is set.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use std::{fs, iter, thread};

use anyhow::Result;
use async_nats::jetstream::Message as Delivery;
use shard_bridge::answer::{Answer, compare, sequential};
use shard_bridge::batch::{Batch, Message};
use shard_bridge::bridge::{self, Bridge, Link};
use shard_bridge::consume::{self, Consume};
use shard_bridge::flight::{self, Flight, Tail};
use shard_bridge::placement;
use shard_bridge::produce::{self, Produce};
use shard_bridge::report::Report;
use shard_bridge::server::{self, Server};
use shard_bridge::state::Saved;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_shard-bridge");
const STREAM: &str = "test";

/// A server, and an aircraft with six flights. Number 7 of its shard is the end.
struct Fixture {
    server: Server,
    folder: TempDir,
    shard: usize,
    flights: Vec<Flight>,
    runtime: tokio::runtime::Runtime,
}

impl Fixture {
    fn new() -> Option<Self> {
        if let Err(error) = server::find() {
            assert!(std::env::var_os("HEL_COMPLETE").is_none(), "{error}");
            eprintln!("skipped: {error}");
            return None;
        }
        let tail = Tail("N14228".into());
        let shard = placement::channel::<()>().0.shard_for(&tail);
        let flight = |row| Flight { tail: tail.clone(), row, delay: 5 };
        let flights = (1..=6).map(flight).collect();
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(Path::new(PROGRAM), folder.path()).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        Some(Self { server, folder, shard, flights, runtime })
    }

    /// To the stream, of a process that works on the aircraft's shard alone.
    fn link(&self) -> Link {
        Link { url: self.server.url(), stream: STREAM.into(), shards: vec![self.shard], json: false }
    }

    fn bridge(&self) -> Bridge {
        self.runtime.block_on(Bridge::connect(&self.link())).unwrap()
    }

    /// Publishes the messages of these numbers: true when the server had them already.
    fn publish(&self, numbers: RangeInclusive<usize>) -> bool {
        let first = *numbers.start() as u64;
        let flight = |flight: &Flight| Message::Flight(0, flight.clone());
        let message = |number| self.flights.get(number - 1).map_or(Message::End, flight);
        let batch = Batch { first, messages: numbers.map(message).collect() };
        self.runtime.block_on(self.bridge().publish(self.shard, &batch)).unwrap()
    }

    /// A batch as a consumer gets it that does nothing with it, and dies.
    fn deliver(&self) -> Delivery {
        let mut inbox = self.runtime.block_on(self.bridge().inbox(self.shard)).unwrap();
        let next = || self.runtime.block_on(bridge::next(&mut inbox)).unwrap();
        iter::repeat_with(next).flatten().next().unwrap()
    }

    fn saved(&self) -> Saved {
        Saved::open(self.folder.path(), STREAM, self.shard).unwrap()
    }

    /// Runs a consumer of this shard until the shard's end. Then the answers must be right.
    fn consume(&self) -> Result<Report> {
        let options = Consume { link: self.link(), state: self.folder.path().into() };
        let stop = Arc::new(AtomicBool::new(false));
        let limit = Arc::clone(&stop);
        thread::spawn(move || (thread::sleep(Duration::from_secs(30)), limit.store(true, Relaxed))); // rather than for ever
        let report = consume::run(&options, &stop)?;
        compare(&sequential(&self.flights), &self.saved().answers).unwrap();
        Ok(report)
    }
}

#[test]
fn answers_survive_the_deaths_of_the_server_and_of_a_consumer() {
    let Some(_) = Fixture::new() else { return };
    let output = Command::new(PROGRAM).args(["demo", "--rows", "3000", "--rate", "3000"]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    for event in ["the server is killed", "the consumer is killed", "is that of the sequential pass"] {
        assert!(told.contains(event), "no {event:?} in {told}");
    }
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
}

#[test]
fn producer_that_repeats_makes_no_duplicates() {
    let Some(fixture) = Fixture::new() else { return };
    assert!(!fixture.publish(1..=3));
    assert!(fixture.publish(1..=3), "the server knows the batch by its id");
    // As from a producer that was started again and cuts its batches elsewhere. The server knows none, the receiver all.
    assert!(!fixture.publish(1..=2));
    assert!(!fixture.publish(1..=4));
    fixture.publish(5..=7);
    let report = fixture.consume().unwrap();
    assert!(report.dropped_by_receiver >= 1);
    assert_eq!(report.handled.len(), 6);
}

#[test]
fn batch_that_was_saved_and_not_acknowledged_comes_again_before_newer_ones_and_is_dropped() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.publish(1..=2);
    fixture.deliver();
    fixture.publish(3..=7);
    let mut saved = fixture.saved();
    fixture.flights[..2].iter().cloned().for_each(|flight| saved.add(flight));
    saved.save(2, false).unwrap();
    let report = fixture.consume().unwrap();
    assert!(report.redelivered >= 1 && report.dropped_by_receiver >= 1, "{report:?}");
    assert_eq!(report.handled.len(), 4);
}

#[test]
fn batch_whose_worker_dies_is_not_acknowledged() {
    let Some(fixture) = Fixture::new() else { return };
    let full = Answer { flights: u32::MAX, ..Answer::default() };
    let mut saved = fixture.saved();
    saved.add(fixture.flights[0].clone());
    saved.answers.values_mut().for_each(|answer| *answer = full);
    saved.save(0, false).unwrap();
    fixture.publish(1..=2);
    fixture.publish(3..=7);
    for _consumer in 0..2 {
        assert_eq!(fixture.consume().unwrap_err().to_string(), "a worker panicked");
    }
}

/// Out of order in the stream, or acknowledged before they were saved.
#[test]
fn batch_is_refused_when_messages_before_it_are_missing() {
    for acknowledged in [false, true] {
        let Some(fixture) = Fixture::new() else { return };
        if acknowledged {
            fixture.publish(1..=2);
            fixture.runtime.block_on(fixture.deliver().double_ack()).unwrap();
        }
        fixture.publish(3..=7);
        fixture.publish(1..=2);
        let refusal = fixture.consume().unwrap_err().to_string();
        assert!(refusal.starts_with("messages 1 to 2 are neither in the stream nor"), "{refusal}");
    }
}

#[test]
fn stopped_producer_sends_no_end_and_goes_on_later() {
    let Some(mut fixture) = Fixture::new() else { return };
    let rows = Some(1000);
    fixture.flights = flight::read(rows).unwrap();
    let (tx, _rx) = placement::channel::<()>();
    fixture.flights.retain(|flight| tx.shard_for(&flight.tail) == fixture.shard);
    let options = Produce { link: fixture.link(), rows, rate: None };
    let run = |stop| produce::run(&options, &AtomicBool::new(stop)).unwrap().stored;
    assert_eq!([run(true), run(false)], [0, fixture.flights.len() as u64 + 1]);
    fixture.consume().unwrap();
}

/// All its processes have the demo's stderr: where that ends, the last one did.
#[test]
fn demo_that_is_killed_or_interrupted_leaves_nothing_behind() {
    let Some(_) = Fixture::new() else { return };
    let signals = if cfg!(target_os = "linux") { &["INT", "KILL"][..] } else { &["INT"] };
    for signal in signals {
        let folder = tempfile::tempdir().unwrap();
        let mut demo = Command::new(PROGRAM);
        demo.args(["demo", "--rows", "5000"]).env("TMPDIR", folder.path());
        let mut demo = demo.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut told, mut errors) = (BufReader::new(demo.stdout.take().unwrap()).lines(), String::new());
        told.by_ref().map(Result::unwrap).find(|line| line.contains("over the bridge, paced")).unwrap();
        let kill = format!("kill -{signal} {}", demo.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        demo.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "{errors}");
        assert!(!demo.wait().unwrap().success());
        let totals = told.map(Result::unwrap).any(|line| line.contains("flights saved"));
        assert_eq!(totals, *signal == "INT");
    }
}
