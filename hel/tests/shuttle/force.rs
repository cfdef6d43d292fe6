//! Evictions beside everything else: while one is in its middle, others may hear what is no longer so, and sleep over it.

use std::sync::{Arc, Mutex};

use hel::channel::errors::TrySendError;
use hel::channel::mpmc;

use crate::check::check;
use crate::outcome::{Received, Sent};
use crate::plot::{End, FOUR, Plot, Stage};
use crate::senders::{ALL, Way};
use crate::value::{Books, Id, Value};

/// Sends as the producer of this number, by force; what that evicts counts as received by nobody's shard.
fn force<const CAP: usize>(
    tx: mpmc::Sender<Value, CAP>,
    ids: Vec<Id>,
    books: &Books,
    evicted: &Mutex<Received>,
) -> (Sent, mpmc::Sender<Value, CAP>) {
    let mut sent = Sent { all: u32::try_from(ids.len()).expect("few values"), ..Sent::default() };
    for id in ids {
        match tx.force_send(books.value(id)) {
            Ok(old) => {
                sent.ok.push(id);
                if let Some(old) = old {
                    evicted.lock().expect("nobody panics under it").push((None, old.id));
                    books.note_received(1);
                }
            }
            Err(TrySendError::Full(value) | TrySendError::Disconnected(value)) => sent.back.push(value.id),
        }
    }
    (sent, tx)
}

/// A forcing thread beside three senders and four receivers.
fn beside_a_forcing_thread<const CAP: usize>(menu: &'static [Way], end: End) {
    check(move || {
        let (tx, rx) = mpmc::bounded::<Value, CAP>();
        let mut stage = Stage::new(Plot { menu, end, senders: 3, ..FOUR });
        let evicted = Arc::new(Mutex::new(Received::new()));
        for _ in 0..3 {
            stage.add_sender(tx.clone());
        }
        stage.add_sending_thread({
            let evicted = Arc::clone(&evicted);
            move |producer, books| force(tx, vec![(producer, 0), (producer, 1)], books, &evicted)
        });
        for _ in 0..3 {
            stage.add_receiver(rx.clone());
        }
        stage.add_receiver(rx);
        stage.finish_with(|| std::mem::take(&mut evicted.lock().expect("nobody panics under it")));
    });
}

#[test]
fn an_eviction_leaves_nobody_asleep() {
    beside_a_forcing_thread::<1>(&[Way::Plain], End::Drained);
}

#[test]
fn an_eviction_among_two_slots_leaves_nobody_asleep() {
    beside_a_forcing_thread::<2>(ALL, End::Drained);
}

#[test]
fn an_eviction_beside_a_close_leaves_nobody_asleep() {
    beside_a_forcing_thread::<2>(&[Way::Plain], End::Closed);
}
