//! A round of the SPSC ring.

use super::{
    alone::{Alone, Ends},
    books::{Fates, Hand, Outcome, Sent, Taken},
    plan::{Ending, Plan, Put, Take},
    round::{PATIENT, Round, Seat, spawn},
    totals::Tally,
    value::{Drops, Id, Value},
};
use hel_ring::{
    PopError, PushError,
    spsc::{self, Consumer, Producer, ReadChunk},
};
use std::{
    iter,
    sync::atomic::{Ordering, fence},
    thread,
};

impl<V, const CAP: usize> Ends<V> for (Producer<V, CAP>, Consumer<V, CAP>) {
    const CAPACITY: usize = CAP;

    fn push(&mut self, value: V) -> Result<(), PushError<V>> {
        self.0.push(value)
    }

    fn pop(&mut self) -> Result<V, PopError> {
        self.1.pop()
    }

    fn len(&self) -> usize {
        let (tx, rx) = self;
        let len = rx.len();
        assert_eq!(tx.len(), len, "the halves of a quiet ring disagree");
        assert_eq!(
            (tx.is_empty(), rx.is_full()),
            (len == 0, len == CAP),
            "of a quiet ring with {len} values"
        );
        len
    }
}

pub(crate) fn run<'r, V: Value<'r>, const CAP: usize>(plan: &Plan, drops: &'r Drops) -> Tally {
    let mut ends = spsc::starting_at::<V, CAP, ()>(plan.start, ());
    let mut alone = Alone::new(plan.main_seed, CAP, drops);
    let round = Round::new(plan, alone.rehearse(&mut ends));
    let (tx, rx) = ends;
    let (produced, consumed) = thread::scope(|scope| {
        let round = &round;
        let hand = Hand::new(1, plan.each, drops);
        let producer = spawn(scope, "producer", 0, move || produce(tx, round.producer(0), hand));
        let consumer = spawn(scope, "consumer", 0, move || consume(rx, round.consumer(0)));
        round.watch(|| {}, || {});
        // A thread that panics ends the program.
        (producer.join().expect("it ends"), consumer.join().expect("it ends"))
    });

    assert!(round.closers() <= 1, "{} calls of close said that they closed the ring", round.closers());
    let mut ends = None;
    if let (Some(tx), Some(rx)) = (produced.tx, consumed.rx) {
        let ends = ends.insert((tx, rx));
        let accepted = alone.hand.accepted() + produced.sent.accepted.len();
        alone.drain(ends, accepted - alone.taken.len() - consumed.taken.len());
    }
    let mut rng = alone.rng;
    let sent = [alone.hand.close(), produced.sent];
    let taken = [alone.taken, consumed.taken];
    let fates = Fates::settle(&sent, &taken);
    match plan.ending {
        Ending::Finish => assert_eq!(fates.left, 0, "values are left in a ring that was drained"),
        Ending::Close if produced.is_settled => {
            assert_eq!(fates.left, 0, "values are left after a close, and a producer that was exact");
        }
        _ => assert!(fates.left <= CAP, "{} values are left in a ring of {CAP}", fates.left),
    }
    if let Some((tx, rx)) = ends {
        assert_eq!(fates.left, rx.len(), "values are left, by the books and by the ring");
        if V::COUNTS_DROPS {
            fates.check_drops(drops, false);
        }
        if rng.one_in(2) {
            drop(tx);
        } else {
            drop(rx);
        }
    }
    if V::COUNTS_DROPS {
        fates.check_drops(drops, true);
    }
    fates.tally(&sent, &taken, drops)
}

/// What a producer leaves.
struct Produced<V, const CAP: usize> {
    sent: Sent,
    /// Its half of the ring, if it was not dropped.
    tx: Option<Producer<V, CAP>>,
    /// Whether every value that its book has as sent was counted by the ring.
    is_settled: bool,
}

/// What a consumer leaves.
struct Consumed<V, const CAP: usize> {
    taken: Taken,
    rx: Option<Consumer<V, CAP>>,
}

fn produce<'r, V: Value<'r>, const CAP: usize>(
    mut tx: Producer<V, CAP>,
    mut seat: Seat<'_, Put>,
    mut hand: Hand<'r, V>,
) -> Produced<V, CAP> {
    seat.start();
    let is_exact = seat.worker.is_exact;
    let mut heard_closed = 0;
    while heard_closed < PATIENT && !hand.is_done() && !seat.is_over() {
        seat.close_in_time(false, || tx.close());
        let len = tx.len();
        assert!(len <= CAP, "the length is {len}, and the capacity {CAP}");
        let known = seat.known();
        let call = seat.call();
        let outcome = put(&mut tx, call, &mut seat, &mut hand);
        let publishes = matches!(call, Put::Publish | Put::PublishBatch | Put::WriteChunk);
        let outcome = if is_exact || publishes {
            if is_exact {
                fence(Ordering::SeqCst);
            }
            less(outcome, retract(&mut tx, &mut hand))
        } else {
            outcome
        };
        assert!(outcome != Outcome::Refused || len == CAP, "a push said Full, with {len} of {CAP} values");
        seat.check(outcome, &known, hand.accepted());
        match outcome {
            Outcome::Moved(_) => seat.dawdle(),
            Outcome::Closed => heard_closed += 1,
            Outcome::Refused if seat.is_abandoned() => break,
            Outcome::Refused => {
                if seat.rng.one_in(64) {
                    hand.give_up();
                }
                seat.wait(&tx);
            }
        }
    }
    seat.close_in_time(true, || tx.close());
    let is_settled = is_exact || seat.rng.one_in(2);
    if is_settled {
        fence(Ordering::SeqCst);
        retract(&mut tx, &mut hand);
    }
    let tx = if seat.round.plan.ending == Ending::Abandon {
        Some(tx)
    } else {
        if seat.rng.one_in(2) {
            seat.round.close(|| tx.close());
        }
        seat.round.close(|| {
            drop(tx);
            false
        });
        None
    };
    seat.leave();
    Produced { sent: hand.close(), tx, is_settled }
}

/// Makes one call.
fn put<'r, V: Value<'r>, const CAP: usize>(
    tx: &mut Producer<V, CAP>,
    call: Put,
    seat: &mut Seat<'_, Put>,
    hand: &mut Hand<'r, V>,
) -> Outcome {
    let count = 1 + seat.rng.of_any_size(2 * CAP);
    match call {
        Put::PushBatch => hand.push_batch(count, |items| tx.push_batch(items)),
        Put::PushSlice => hand.push_batch(count, |items| V::push_slice(tx, items)),
        Put::PublishBatch => hand.push_batch(count, |items| tx.publish_batch(items)),
        Put::WriteChunk => hand.push_batch(count, |items| {
            let mut chunk = tx.write_chunk(count)?;
            // Not always all of it.
            let most = chunk.vacant() - chunk.vacant().min(seat.rng.below(4)) / 2;
            let filled = chunk.fill(iter::from_fn(|| items.pop_front()).take(most));
            assert_eq!(chunk.commit(), filled, "is what a chunk committed");
            Ok(filled)
        }),
        Put::Publish => hand.push(|value| tx.publish(value)),
        _ => hand.push(|value| tx.push(value)),
    }
}

/// Takes back what a close did not count; says how many values.
fn retract<'r, V: Value<'r>, const CAP: usize>(tx: &mut Producer<V, CAP>, hand: &mut Hand<'r, V>) -> usize {
    iter::from_fn(|| tx.retract()).map(|value| hand.take_back(value)).count()
}

/// What a call did of which so many values, or older ones, were taken back.
fn less(outcome: Outcome, taken_back: usize) -> Outcome {
    match outcome {
        Outcome::Moved(count) if count <= taken_back => Outcome::Closed,
        Outcome::Moved(count) => Outcome::Moved(count - taken_back),
        other => other,
    }
}

fn consume<'r, V: Value<'r>, const CAP: usize>(
    mut rx: Consumer<V, CAP>,
    mut seat: Seat<'_, Take>,
) -> Consumed<V, CAP> {
    seat.start();
    let mut taken = Taken::default();
    let mut buffer = Vec::new();
    let mut heard_closed = 0;
    let is_dropped = loop {
        seat.close_in_time(false, || rx.close());
        if heard_closed == PATIENT {
            break true;
        }
        if seat.is_to_leave() {
            break seat.round.plan.ending == Ending::Leave;
        }
        let len = rx.len();
        assert!(len <= CAP, "the length is {len}, and the capacity {CAP}");
        let known = seat.known();
        let outcome = take(&mut rx, &mut seat, &mut taken, &mut buffer);
        assert!(
            len == 0 || matches!(outcome, Outcome::Moved(_)),
            "a pop said {outcome:?}, with {len} values"
        );
        seat.check(outcome, &known, taken.len());
        match outcome {
            Outcome::Moved(_) => seat.dawdle(),
            Outcome::Closed => {
                heard_closed += 1;
                assert!(rx.is_closed() && rx.is_drained() && rx.is_empty(), "Closed was said of {rx:?}");
            }
            Outcome::Refused => seat.wait(&rx),
        }
    };
    seat.close_in_time(true, || rx.close());
    let rx = if is_dropped {
        seat.round.close(|| {
            drop(rx);
            false
        });
        None
    } else {
        Some(rx)
    };
    seat.leave();
    Consumed { taken, rx }
}

/// Makes one call.
fn take<'r, V: Value<'r>, const CAP: usize>(
    rx: &mut Consumer<V, CAP>,
    seat: &mut Seat<'_, Take>,
    taken: &mut Taken,
    buffer: &mut Vec<V>,
) -> Outcome {
    let most = 1 + seat.rng.of_any_size(2 * CAP);
    match seat.call() {
        Take::PopBatch => taken.pop_batch(most, buffer, |into| rx.pop_batch(into, most)),
        Take::PopSlice => taken.pop_batch(most, buffer, |into| V::pop_slice(rx, into, most)),
        call @ (Take::ReadChunk | Take::Discard) => match rx.read_chunk(most) {
            Ok(chunk) => take_chunk(chunk, call == Take::Discard, seat, taken),
            Err(error) => error.into(),
        },
        Take::Peek => match rx.peek().map(V::id) {
            Ok(id) => taken.pop(|| {
                let popped = rx.pop();
                assert_eq!(popped.as_ref().map(V::id), Ok(id), "is what a pop gave after a peek");
                popped
            }),
            Err(error) => error.into(),
        },
        Take::Pop => taken.pop(|| rx.pop()),
    }
}

/// Takes a part of a chunk.
fn take_chunk<'r, V: Value<'r>, const CAP: usize>(
    mut chunk: ReadChunk<'_, V, CAP>,
    discards: bool,
    seat: &mut Seat<'_, Take>,
    taken: &mut Taken,
) -> Outcome {
    let (first, second) = chunk.as_slices();
    let ids: Vec<Id> = first.iter().chain(second).map(V::id).collect();
    assert_eq!(ids.len(), chunk.len(), "are the values of a chunk, and its length");
    let ids = &ids[..=seat.rng.below(ids.len())];
    if discards {
        for &id in ids {
            taken.note(id);
        }
        assert_eq!(chunk.discard(ids.len()), ids.len(), "values were discarded");
    } else {
        for id in ids {
            let value = chunk.next().expect("a chunk has as many values as it said");
            assert_eq!(value.id(), *id, "is what a chunk gave after a look at it");
            taken.take(&value);
        }
    }
    Outcome::Moved(ids.len())
}
