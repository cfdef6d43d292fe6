//! A round of the MPMC ring.

use super::{
    alone::{Alone, Ends},
    books::{Fates, Hand, Outcome, Sent, Taken},
    plan::{Ending, Plan, Put, Take},
    round::{PATIENT, Round, Seat, spawn},
    totals::Tally,
    value::{Drops, Value},
};
use hel_ring::{PopError, PushError, Reserve, mpmc};
use std::{collections::VecDeque, sync::Arc, thread};

type Ring<V, const CAP: usize, R> = mpmc::Ring<V, CAP, (), R>;

impl<V, const CAP: usize, R: Reserve> Ends<V> for Arc<Ring<V, CAP, R>> {
    const CAPACITY: usize = CAP;

    fn push(&mut self, value: V) -> Result<(), PushError<V>> {
        Ring::push(self, value)
    }

    fn pop(&mut self) -> Result<V, PopError> {
        Ring::pop(self)
    }

    fn len(&self) -> usize {
        let len = Ring::len(self);
        // A position is two bits narrower than a word.
        let distance = self.pushed().wrapping_sub(self.popped()) & (usize::MAX >> 2);
        assert_eq!(len, distance, "is the length of a quiet ring, but not the distance of its ends");
        assert_eq!(
            (self.is_empty(), self.is_full()),
            (len == 0, len == CAP),
            "of a quiet ring with {len} values"
        );
        len
    }
}

pub(crate) fn run<'r, V: Value<'r>, const CAP: usize, R: Reserve>(plan: &Plan, drops: &'r Drops) -> Tally {
    let mut ring = Ring::<V, CAP, R>::starting_at(plan.start, ());
    let mut alone = Alone::new(plan.main_seed, CAP, drops);
    let round = Round::new(plan, alone.rehearse(&mut ring));
    let (mut sent, mut taken): (Vec<_>, Vec<_>) = thread::scope(|scope| {
        let (ring, round) = (&*ring, &round);
        let producers: Vec<_> = (0..plan.producers.len())
            .map(|index| {
                let hand = Hand::new(index + 1, plan.each, drops);
                spawn(scope, "producer", index, move || produce(ring, round.producer(index), hand))
            })
            .collect();
        let consumers: Vec<_> = (0..plan.consumers.len())
            .map(|index| spawn(scope, "consumer", index, move || consume(ring, round.consumer(index))))
            .collect();
        let end = || {
            if plan.ending == Ending::Finish {
                round.close(|| ring.close());
            }
        };
        round.watch(|| check_len(ring), end);
        // A thread that panics ends the program.
        let sent = producers.into_iter().map(|producer| producer.join().expect("it ends"));
        let taken = consumers.into_iter().map(|consumer| consumer.join().expect("it ends"));
        (sent.collect(), taken.collect())
    });

    assert_eq!(ring.is_closed(), round.is_closed());
    if plan.ending == Ending::Abandon {
        let accepted = alone.hand.accepted() + sent.iter().map(|sent| sent.accepted.len()).sum::<usize>();
        let evicted: usize = sent.iter().map(|sent| sent.evicted.len()).sum();
        let popped = alone.taken.len() + taken.iter().map(Taken::len).sum::<usize>();
        alone.drain(&mut ring, accepted - evicted - popped);
    } else {
        assert_eq!(round.closers(), 1, "calls of close said that they closed the ring");
        check_drained(&ring, &mut alone);
    }
    sent.insert(0, alone.hand.close());
    taken.push(alone.taken);
    let fates = Fates::settle(&sent, &taken);
    let left = if plan.ending == Ending::Abandon { ring.len() } else { 0 };
    assert_eq!(fates.left, left, "values are left, by the books and by the ring");
    if V::COUNTS_DROPS {
        fates.check_drops(drops, false);
    }
    drop(ring);
    if V::COUNTS_DROPS {
        fates.check_drops(drops, true);
    }
    fates.tally(&sent, &taken, drops)
}

fn check_len<V, const CAP: usize, R: Reserve>(ring: &Ring<V, CAP, R>) {
    let len = ring.len();
    assert!(len <= CAP, "the length is {len}, and the capacity {CAP}");
}

/// Nothing is in a closed ring that was drained, and nothing gets into it.
fn check_drained<'r, V: Value<'r>, const CAP: usize, R: Reserve>(
    ring: &Ring<V, CAP, R>,
    alone: &mut Alone<'r, V>,
) {
    assert!(ring.is_drained(), "a ring is not drained after Closed was said: {ring:?}");
    assert_eq!(ring.pop().err(), Some(PopError::Closed));
    assert_eq!(ring.pop_batch(&mut Vec::new(), usize::MAX), Err(PopError::Closed));
    let nobody = || panic!("a push waits for nobody");
    assert_eq!(alone.hand.push(|value| ring.push(value)), Outcome::Closed);
    assert_eq!(alone.hand.push(|value| ring.push_waiting(value, nobody)), Outcome::Closed);
    assert_eq!(alone.hand.force_push(|value| ring.force_push(value)), Outcome::Closed);
    assert_eq!(alone.hand.push_batch(2, |items| ring.push_batch(items)), Outcome::Closed);
    assert!(ring.push_batch(&mut VecDeque::new()).is_err(), "an empty batch did not hear of the close");
}

fn produce<'r, V: Value<'r>, const CAP: usize, R: Reserve>(
    ring: &Ring<V, CAP, R>,
    mut seat: Seat<'_, Put>,
    mut hand: Hand<'r, V>,
) -> Sent {
    seat.start();
    let mut heard_closed = 0;
    while heard_closed < PATIENT && !hand.is_done() && !seat.is_over() {
        seat.close_in_time(false, || ring.close());
        let known = seat.known();
        let outcome = match seat.call() {
            Put::PushWaiting => hand.push(|value| ring.push_waiting(value, || seat.wait(ring))),
            Put::PushBatch => {
                let count = 1 + seat.rng.of_any_size(2 * CAP);
                hand.push_batch(count, |items| ring.push_batch(items))
            }
            Put::ForcePush => hand.force_push(|value| ring.force_push(value)),
            _ => hand.push(|value| ring.push(value)),
        };
        seat.check(outcome, &known, hand.accepted());
        match outcome {
            Outcome::Moved(_) => seat.dawdle(),
            Outcome::Closed => heard_closed += 1,
            Outcome::Refused if seat.is_abandoned() => break,
            Outcome::Refused => {
                if seat.rng.one_in(64) {
                    hand.give_up();
                }
                check_len(ring);
                seat.wait(ring);
            }
        }
    }
    seat.close_in_time(true, || ring.close());
    seat.leave();
    hand.close()
}

fn consume<'r, V: Value<'r>, const CAP: usize, R: Reserve>(
    ring: &Ring<V, CAP, R>,
    mut seat: Seat<'_, Take>,
) -> Taken {
    seat.start();
    let mut taken = Taken::default();
    let mut buffer = Vec::new();
    let mut heard_closed = 0;
    let mut is_last = false;
    while heard_closed < PATIENT {
        seat.close_in_time(false, || ring.close());
        if !is_last && seat.is_to_leave() {
            is_last = seat.goes_last() && seat.round.plan.ending == Ending::Leave;
            if !is_last {
                break;
            }
            seat.round.close(|| ring.close());
        }
        let known = seat.known();
        let outcome = if seat.call() == Take::PopBatch {
            let most = if seat.rng.one_in(4) { usize::MAX } else { 1 + seat.rng.of_any_size(CAP) };
            taken.pop_batch(most, &mut buffer, |into| ring.pop_batch(into, most))
        } else {
            taken.pop(|| ring.pop())
        };
        seat.check(outcome, &known, taken.len());
        match outcome {
            Outcome::Moved(_) => seat.dawdle(),
            Outcome::Closed => heard_closed += 1,
            Outcome::Refused => {
                check_len(ring);
                seat.wait(ring);
            }
        }
    }
    seat.close_in_time(true, || ring.close());
    seat.leave();
    taken
}
