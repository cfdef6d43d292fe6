//! The channel alone, for comparison: the same reader and the same answers, in one process and without a stream.

use std::thread;

use anyhow::{Result, anyhow};

use crate::answer::{self, Answers};
use crate::flight::Flight;
use crate::message::Message;
use crate::placement::{self, Part, Receiver};
use crate::produce;
use crate::report::Report;
use crate::stop::Stop;

/// Sends all flights from one thread through a keyed channel to a worker thread per shard.
pub fn run(flights: Vec<Flight>, rate: Option<u32>, stop: &Stop) -> Result<(Report, Answers)> {
    let (tx, rx) = placement::channel();
    thread::scope(|scope| {
        let receivers = rx.into_receivers().into_iter();
        let workers: Vec<_> = receivers.map(|rx| scope.spawn(move || work(&rx))).collect();
        produce::read(flights, &tx, Part { index: 0, of: 1 }, rate, stop);
        drop(tx);
        let (mut report, mut answers) = (Report::default(), Answers::new());
        for worker in workers {
            let part = worker.join().map_err(|_| anyhow!("a worker panicked"))?;
            report.merge(part.0);
            answers.extend(part.1);
        }
        Ok((report, answers))
    })
}

fn work(rx: &Receiver<Message>) -> (Report, Answers) {
    let (mut report, mut answers) = (Report::default(), Answers::new());
    for message in rx {
        if let Message::Flight(sent, flight) = message {
            answer::add(&mut answers, flight);
            report.handle(sent);
        }
    }
    (report, answers)
}
