//! What each party is at: for the report of a stall.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use super::desk::DESK;
use super::plan::{Form, MOST_PARTIES};

/// The last call of each sender, then of each receiver. Each has a lock of its own, which nobody else takes in time.
static CALLS: [Mutex<Option<Form>>; 2 * MOST_PARTIES] = [const { Mutex::new(None) }; 2 * MOST_PARTIES];

/// One party's place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doing {
    place: usize,
    moved: u64,
}

impl Doing {
    pub(crate) fn sender(index: usize) -> Self {
        Self { place: index, moved: 0 }
    }

    pub(crate) fn receiver(index: usize) -> Self {
        Self { place: MOST_PARTIES + index, moved: 0 }
    }

    /// A call begins.
    pub(crate) fn begins(self, form: Form) {
        *CALLS[self.place].lock().expect("nobody panics with it") = Some(form);
    }

    /// The party is through.
    pub(crate) fn ends(self) {
        *CALLS[self.place].lock().expect("nobody panics with it") = None;
    }

    /// Some value has moved. Told now and then, since it takes a line from all others.
    pub(crate) fn moves(&mut self, round: u64) {
        self.moved += 1;
        if self.moved % 8 == 1 {
            DESK.lives((round << 32) | ((self.place as u64) << 24) | (self.moved / 8));
        }
    }
}

/// Says what each party is at, once nothing moves.
pub(crate) fn tell_when_stalled() {
    thread::spawn(|| {
        while !DESK.is_stalled() {
            thread::sleep(Duration::from_millis(100));
        }
        for (place, call) in CALLS.iter().enumerate() {
            let call = *call.lock().expect("nobody panics with it");
            let (side, index) =
                [("sender", place), ("receiver", place.wrapping_sub(MOST_PARTIES))][place / MOST_PARTIES];
            eprintln!("  {side} {index}: {}", call.map_or("-".to_owned(), |form| format!("{form:?}")));
        }
    });
}
