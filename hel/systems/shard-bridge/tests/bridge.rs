//! The program with a real nats-server. Without one the tests pass and say so, but for where `HEL_COMPLETE` is set.

use std::path::Path;
use std::process::{Command, Output};

use shard_bridge::answer::{compare, sequential};
use shard_bridge::bridge::{Address, Bridge};
use shard_bridge::consume::{self, Consume};
use shard_bridge::flight::{Flight, JANUARY, Source, Tail};
use shard_bridge::message::{Batch, Message};
use shard_bridge::placement::{self, Part};
use shard_bridge::produce::{self, Produce};
use shard_bridge::report::Report;
use shard_bridge::server::{self, Server};
use shard_bridge::state::Saved;
use shard_bridge::stop::Stop;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_shard-bridge");

/// Whether there is a server to test with.
fn has_server() -> bool {
    let found = server::find();
    if let Err(error) = &found {
        assert!(std::env::var_os("HEL_COMPLETE").is_none(), "{error}");
        eprintln!("skipped: {error}");
    }
    found.is_ok()
}

/// A server with a stream, and one aircraft's flights in batches on their way to one consumer.
struct Fixture {
    folder: TempDir,
    server: Server,
    shard: usize,
    flights: Vec<Flight>,
    runtime: tokio::runtime::Runtime,
    bridge: Bridge,
}

impl Fixture {
    fn new() -> Option<Self> {
        if !has_server() {
            return None;
        }
        let tail = Tail("N14228".into());
        let flights =
            (1..=6).map(|row| Flight { tail: tail.clone(), row, delay: 5, distance: 100 }).collect();
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(Path::new(PROGRAM), folder.path()).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let bridge = runtime.block_on(Bridge::connect(&address(&server))).unwrap();
        let shard = placement::channel::<()>().0.shard_for(tail);
        Some(Self { folder, server, shard, flights, runtime, bridge })
    }

    /// Publishes the messages of these numbers: true when the server had them already.
    fn publish(&self, numbers: std::ops::RangeInclusive<usize>) -> bool {
        let first = *numbers.start() as u64;
        let message = |number| {
            self.flights
                .get(number - 1)
                .map_or(Message::End, |flight: &Flight| Message::Flight(0, flight.clone()))
        };
        let batch = Batch { first, messages: numbers.map(message).collect() };
        self.runtime.block_on(self.bridge.publish(self.shard, &batch)).unwrap()
    }

    /// The number of the end.
    fn end(&self) -> usize {
        self.flights.len() + 1
    }

    fn consume(&self) -> anyhow::Result<Report> {
        // The part of this shard alone: nobody ends the others.
        let part = Part { index: self.shard, of: placement::SHARDS };
        let state = self.folder.path().into();
        consume::run(&Consume { address: address(&self.server), part, state, json: false }, &Stop::default())
    }

    fn check(&self) {
        let saved = Saved::open(self.folder.path(), self.shard).unwrap();
        compare(&sequential(&self.flights), &saved.state.answers).unwrap();
    }
}

fn address(server: &Server) -> Address {
    Address { url: server.url(), stream: "test".into() }
}

fn source(rows: u32) -> Source {
    Source { file: JANUARY.into(), rows }
}

#[test]
fn answers_survive_the_deaths_of_the_server_and_of_a_consumer() {
    if !has_server() {
        return;
    }
    let Output { status, stdout, stderr } =
        Command::new(PROGRAM).args(["demo", "--rows", "3000", "--rate", "3000"]).output().unwrap();
    let (told, errors) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{told}\n{errors}");
    for event in ["the server is killed", "the consumer is killed", "is that of the sequential pass"] {
        assert!(told.contains(event), "no {event:?} in {told}");
    }
    let wide: Vec<_> = told.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn producer_that_repeats_makes_no_duplicates() {
    let Some(fixture) = Fixture::new() else { return };
    assert!(!fixture.publish(1..=3));
    assert!(fixture.publish(1..=3), "the server knows the batch by its id");
    // A producer that starts again, whose first batch ends elsewhere. The server cannot know it; the receiver does.
    assert!(!fixture.publish(1..=2));
    assert!(!fixture.publish(1..=4));
    assert!(!fixture.publish(5..=fixture.end()));
    let report = fixture.consume().unwrap();
    assert_eq!(report.dropped_by_receiver, 1);
    assert_eq!(report.handled.len(), fixture.flights.len());
    fixture.check();
}

#[test]
fn batch_whose_acknowledgement_was_lost_comes_again_and_is_dropped() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.publish(1..=2);
    fixture.publish(3..=fixture.end());
    // A consumer that dies after it saved the first batch, and before it acknowledged it.
    fixture.runtime.block_on(async {
        let mut inbox = fixture.bridge.inbox(fixture.shard).await.unwrap();
        while inbox.next().await.unwrap().is_none() {}
    });
    let mut saved = Saved::open(fixture.folder.path(), fixture.shard).unwrap();
    fixture.flights[..2].iter().for_each(|flight| saved.add(flight.clone()));
    saved.save(2, false).unwrap();

    let report = fixture.consume().unwrap();
    assert_eq!((report.redelivered, report.dropped_by_receiver), (1, 1));
    assert_eq!(report.handled.len(), fixture.flights.len() - 2);
    fixture.check();
}

#[test]
fn batch_that_was_delivered_and_not_saved_comes_again_before_newer_ones() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.publish(1..=2);
    fixture.publish(3..=fixture.end());
    fixture.runtime.block_on(async {
        let mut inbox = fixture.bridge.inbox(fixture.shard).await.unwrap();
        while inbox.next().await.unwrap().is_none() {}
    });
    let report = fixture.consume().unwrap();
    assert_eq!((report.redelivered, report.dropped_by_receiver), (1, 0));
    fixture.check();
}

#[test]
fn reordered_batches_are_refused() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.publish(3..=fixture.end());
    fixture.publish(1..=2);
    let error = format!("{:#}", fixture.consume().unwrap_err());
    assert!(error.contains("messages 1 to 2 are neither in the stream nor in the saved state"), "{error}");
}

#[test]
fn acknowledgement_before_the_answers_are_saved_is_found_out() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.publish(1..=2);
    fixture.publish(3..=fixture.end());
    fixture.runtime.block_on(async {
        let mut inbox = fixture.bridge.inbox(fixture.shard).await.unwrap();
        loop {
            if let Some(delivery) = inbox.next().await.unwrap() {
                break delivery.double_ack().await.unwrap();
            }
        }
    });
    let error = format!("{:#}", fixture.consume().unwrap_err());
    assert!(error.contains("messages 1 to 2 are neither"), "{error}");
}

#[test]
fn flight_on_the_shard_of_another_placement_is_refused() {
    let Some(mut fixture) = Fixture::new() else { return };
    fixture.shard = (fixture.shard + 1) % placement::SHARDS;
    fixture.publish(1..=2);
    let error = format!("{:#}", fixture.consume().unwrap_err());
    assert!(error.contains("its producer places otherwise"), "{error}");
}

#[test]
fn stopped_producer_goes_on_where_it_was() {
    let Some(fixture) = Fixture::new() else { return };
    let part = Part { index: fixture.shard, of: placement::SHARDS };
    let produce = |rows, stop: &Stop| {
        let options = Produce {
            address: address(&fixture.server),
            source: source(rows),
            part,
            rate: None,
            json: false,
        };
        produce::run(&options, stop).unwrap()
    };
    let stop = Stop::default();
    stop.set();
    assert_eq!(produce(3000, &stop).stored, 0, "and no end");
    produce(3000, &Stop::default());
    fixture.consume().unwrap();
    let saved = Saved::open(fixture.folder.path(), fixture.shard).unwrap();
    let mut flights = source(3000).read().unwrap();
    let (tx, _rx) = placement::channel::<()>();
    flights.retain(|flight| tx.shard_for(&flight.tail) == fixture.shard);
    compare(&sequential(&flights), &saved.state.answers).unwrap();
}
