//! Actors: a thousand tasks with a channel each, and tokens that go from one to the next.

use std::sync::atomic::{AtomicUsize, Ordering};

use fastrand::Rng;

use super::prelude::*;

pub(crate) struct Actors;

const ACTORS: usize = 1_000;
const SLOTS: usize = 64;
/// So many others an actor can send to, where hops are random.
const FRIENDS: usize = 16;
/// A token says which it is, and how many hops it has still to go. This one says that all is over.
const OVER: u64 = u64::MAX;
const HOPS: u64 = (1 << 40) - 1;

impl Scene for Actors {
    const SCENARIO: Scenario = Scenario {
        name: "actors",
        about: "1,000 tasks with a channel of 64 slots each pass tokens on: 10 tokens round a ring, or 100 tokens \
                each time to one of 16 others at random",
        metrics: &[Metric::more("rate", "M hops/s")],
        lasts: Lasts::Messages(200.0),
        shapes: &[
            shape("ring", Way::Tasks, LANES, "hel/spsc").crew(ACTORS, ACTORS).extra(10).on(&Runtime::ALL),
            shape("random", Way::Mesh, LANES, "hel/bounded")
                .crew(ACTORS, ACTORS)
                .extra(100)
                .on(&Runtime::ALL),
        ],
        ..PLAIN
    };

    fn tasks<W: Awaiting, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        let (mut txs, rxs) = W::open::<u64, SLOTS>(ACTORS, ACTORS);
        txs.rotate_left(1);
        let tokens = Tokens::new(load);
        let actors = txs.into_iter().zip(rxs).enumerate();
        let actors =
            actors.map(|(number, (tx, rx))| actor::<W::Ends>(number, Arc::clone(&tokens), vec![tx], rx));
        tokens.figures(load, actors.collect())
    }

    fn mesh<C, T: Payload, const CAP: usize>(load: &Load) -> Measured
    where
        C: Channel + CloneTx + SendAsync + RecvAsync,
    {
        let (txs, rxs): (Vec<_>, Vec<_>) = (0..ACTORS).map(|_| C::channel::<u64, SLOTS>()).unzip();
        let mut rng = Rng::with_seed(7);
        let tokens = Tokens::new(load);
        let actors = rxs.into_iter().enumerate().map(|(number, rx)| {
            // The next one first: that is how the word goes round when all is over.
            let friends =
                [(number + 1) % ACTORS].into_iter().chain((0..FRIENDS).map(|_| rng.usize(..ACTORS)));
            let friends = friends.map(|friend| C::clone_tx(&txs[friend])).collect();
            actor::<C>(number, Arc::clone(&tokens), friends, rx)
        });
        let actors = actors.collect();
        drop(txs);
        tokens.figures(load, actors)
    }
}

/// What is to be done in a run.
struct Tokens {
    count: usize,
    /// Of each token.
    hops: u64,
    /// How many have not ended.
    left: AtomicUsize,
}

impl Tokens {
    fn new(load: &Load) -> Arc<Self> {
        let count = load.extra as usize;
        Arc::new(Self { count, hops: (load.messages / load.extra).max(1), left: AtomicUsize::new(count) })
    }

    /// The token that the actor sends first, if it is one that does.
    fn first(&self, actor: usize) -> Option<u64> {
        let apart = ACTORS / self.count;
        let number = actor / apart;
        (actor.is_multiple_of(apart) && number < self.count).then_some((number as u64) << 40 | self.hops)
    }

    /// Runs the actors, and gives the rate if every hop was made once and every token ended.
    fn figures(&self, load: &Load, actors: Vec<TaskWork<u64>>) -> Measured {
        let outcome = run_tasks::<u64, ()>(load, actors, Vec::new())?;
        let (received, sent) = (outcome.producers.iter().sum::<u64>(), self.hops * self.count as u64);
        if received != sent || self.left.load(Ordering::Relaxed) > 0 {
            return Err(Failure::Miscounted { received, sent });
        }
        Ok(vec![sent as f64 / outcome.elapsed.as_secs_f64() / 1e6])
    }
}

/// Passes tokens on until all is over; how many it received. The first of `friends` is the next one of the ring.
fn actor<E: SendAsync + RecvAsync>(
    number: usize,
    tokens: Arc<Tokens>,
    mut friends: Vec<<E as Ends>::Tx<u64, SLOTS>>,
    mut rx: <E as Ends>::Rx<u64, SLOTS>,
) -> TaskWork<u64> {
    Box::pin(async move {
        let mut rng = Rng::with_seed(number as u64);
        let mut pick = move |count: usize| if count == 1 { 0 } else { rng.usize(1..count) };
        let mut received = 0;
        if let Some(token) = tokens.first(number) {
            let friend = pick(friends.len());
            let _ = E::send_async(&mut friends[friend], token).await; // a loss shows in the count
        }
        while let Some(token) = E::recv_async(&mut rx).await {
            if token == OVER {
                // The word goes round once: whoever began finds the next one gone.
                let _ = E::send_async(&mut friends[0], OVER).await;
                break;
            }
            received += 1;
            let (friend, token) = match token & HOPS {
                // Ordering: Relaxed. One of them is the last; the counts come by way of the tasks' ends.
                1 if tokens.left.fetch_sub(1, Ordering::Relaxed) == 1 => (0, OVER),
                1 => continue,
                _ => (pick(friends.len()), token - 1),
            };
            let _ = E::send_async(&mut friends[friend], token).await;
        }
        received
    })
}
