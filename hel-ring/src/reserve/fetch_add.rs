//! Claims by fetch-add: draw a ticket, and give it back if it was surplus.
//!
//! A fetch-add moves the tail whatever it finds there, so producers never make each other retry. The position before it is the
//! producer's *ticket*. A fetch-add cannot check first, so a ticket may turn out to be void. There are three such cases, and in each
//! the tail is corrected:
//!
//! | the ticket was drawn | so | and the tail |
//! | --- | --- | --- |
//! | while an eviction was in progress | it is void | is set by the evictor, as if such tickets had not been drawn |
//! | from a closed ring | it is void | goes back: the newest ticket is given back first |
//! | when the ring was full, or its slot is not free yet | it waits for the slot | or goes back in the same way, and then the ticket is void |
//!
//! A ticket is *given back* by a compare-exchange that moves the tail from the next position back to the ticket's. That works for the
//! newest ticket only, so it leaves no hole. The holder of an older ticket waits: until its slot is free, and then it uses the ticket
//! after all; or until the newer ones are given back, which happens for the same reason as its own.
//!
//! So these rules hold:
//!
//! * **No producer waits for room.** It waits for peers that are in the middle of a push or a pop, never for a value to be taken:
//!   without a newer ticket, a ticket for a slot that is not free goes back at once.
//! * **No hole.** The tail only goes back over a ticket that is not used, and never over one that is.
//! * **No ticket passes a close.** The word from which it was drawn has the mark.
//! * **No free slot is missed.** After giving its ticket back, the producer looks at the ring again. A slot may have been freed
//!   meanwhile, and a pusher that was woken for it may have got `Full` because of this ticket: then this producer takes the slot. (The
//!   fence orders the look after the give-back.)
//! * **The length stays in bounds.** Each producer that saw the slot at the tail free may draw a surplus ticket, so the tail can be
//!   more than `CAP` past the head for a moment; `len` says `CAP` then. There are never more than `CAP` values, since a value is only
//!   written to a slot that is free for it.

use super::{Claim, Refusal, Reserve, Strategy};
use crate::{
    array::Slots,
    mpmc::{Tail, TailWord},
    prefetch,
    slot::TurnSlot,
    sync::{Ordering, fence},
};
use core::mem;

/// Claims the tail by one fetch-add where the producer may wait for a peer in the middle of its push or pop
/// ([`push_waiting`](crate::mpmc::Ring::push_waiting)), else by compare-exchange.
#[derive(Clone, Copy, Debug)]
pub struct FetchAdd(());

impl Reserve for FetchAdd {}

impl Strategy for FetchAdd {
    #[inline]
    fn claim_waiting<T, const CAP: usize>(
        tail: &Tail,
        slots: &Slots<TurnSlot<T>, CAP>,
        mut relax: impl FnMut(),
    ) -> Result<Claim, Refusal> {
        loop {
            // A look first, so that a full or closed ring is found without drawing a ticket, except in a race.
            let word = tail.load();
            if word.is_closed() {
                return Err(Refusal::Closed);
            }
            let position = word.position();
            if word.is_evicting() || !slots.at(position).is_free_for::<CAP>(position) {
                if tail.load() == word {
                    return Err(Refusal::Full);
                }
                continue;
            }
            prefetch::large_ahead_of(slots, position);
            let ticket = tail.draw();
            let position = ticket.position();
            if ticket.is_unmarked() && slots.at(position).is_free_for::<CAP>(position) {
                return Ok(Claim { position, count: 1 });
            }
            if let Some(claim) = settle(tail, slots, ticket, &mut relax) {
                return Ok(claim);
            }
        }
    }
}

/// Settles a ticket that cannot be used at once: a claim after all; or `None`, and then the ticket was given back, or is left to the
/// evictor.
#[cold]
fn settle<T, const CAP: usize>(
    tail: &Tail,
    slots: &Slots<TurnSlot<T>, CAP>,
    ticket: TailWord,
    relax: &mut impl FnMut(),
) -> Option<Claim> {
    if ticket.is_evicting() {
        // The evictor gives it back.
        return None;
    }
    let position = ticket.position();
    loop {
        if !ticket.is_closed() && slots.at(position).is_free_for::<CAP>(position) {
            return Some(Claim { position, count: 1 });
        }
        if tail.try_give_back(position) {
            // Ordering: SeqCst. The next look at the slot comes after the give-back for all threads: either it sees that the slot was
            // freed, or a thread that learns of that later sees the tail without the ticket.
            fence(Ordering::SeqCst);
            return None;
        }
        let out = TicketOut;
        relax();
        mem::forget(out);
    }
}

/// A ticket that is not settled yet. If a panic left it behind, there would be a hole, or a slot that counts and holds nothing. So the
/// panic in its drop ends the process.
struct TicketOut;

impl Drop for TicketOut {
    fn drop(&mut self) {
        panic!("hel: `relax` panicked while a ticket was out");
    }
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::*;
    use crate::slot::TurnSlot;
    use core::mem::MaybeUninit;
    use std::{env, process::Command, string::String};

    /// Set for the process that is to be aborted.
    const DOOMED: &str = "HEL_RING_DOOMED";

    /// The slot of a ring for one value, free for position 0.
    fn one_slot() -> Slots<TurnSlot<u8>, 1> {
        let mut slots = MaybeUninit::<Slots<TurnSlot<u8>, 1>>::uninit();
        // SAFETY: each slot is made in the place that is given, and then all of them are there.
        unsafe {
            Slots::place(slots.as_mut_ptr(), 0, |slot, position| TurnSlot::place_free::<1>(slot, position));
            slots.assume_init()
        }
    }

    /// What becomes of a ticket when its holder need not wait: the position that it claims, if it does.
    fn settle_at_once(tail: &Tail, slots: &Slots<TurnSlot<u8>, 1>, ticket: TailWord) -> Option<usize> {
        settle(tail, slots, ticket, &mut || panic!("there is nothing to wait for"))
            .map(|claim| claim.position)
    }

    #[test]
    fn a_ticket_for_a_slot_that_is_not_free_goes_back() {
        let (tail, slots) = (Tail::new(0), one_slot());
        tail.draw();
        let surplus = tail.draw();
        assert_eq!(settle_at_once(&tail, &slots, surplus), None);
        assert_eq!(tail.load().position(), 1);
    }

    #[test]
    fn an_older_ticket_waits_until_the_newer_one_is_back() {
        let (tail, slots) = (Tail::new(0), one_slot());
        tail.draw();
        let (older, newer) = (tail.draw(), tail.draw());
        let mut waits = 0;
        let settled = settle(&tail, &slots, older, &mut || {
            waits += 1;
            assert_eq!(settle_at_once(&tail, &slots, newer), None);
        });
        assert!(settled.is_none());
        assert_eq!((waits, tail.load().position()), (1, 1));
    }

    #[test]
    fn a_ticket_whose_slot_is_freed_while_it_waits_claims_it_after_all() {
        let (tail, slots) = (Tail::new(0), one_slot());
        let first = tail.draw().position();
        let (ticket, _newer) = (tail.draw(), tail.draw());
        let settled = settle(&tail, &slots, ticket, &mut || {
            let value = 7;
            // SAFETY: nobody else has drawn this position, for which the slot is free, and after that full.
            let taken = unsafe {
                slots.at(first).fill::<1>(first, &raw const value);
                slots.at(first).take::<1, _>(first, |value| value.read())
            };
            assert_eq!(taken, 7);
        });
        assert_eq!(settled.map(|claim| claim.position), Some(1));
        assert_eq!(tail.load().position(), 3);
    }

    #[test]
    fn a_ticket_of_a_closed_ring_goes_back_though_there_is_room() {
        let (tail, slots) = (Tail::new(0), one_slot());
        tail.close();
        let void = tail.draw();
        assert_eq!(settle_at_once(&tail, &slots, void), None);
        assert!(tail.load().is_final());
        assert_eq!(tail.load().position(), 0);
    }

    #[test]
    fn a_ticket_that_is_drawn_in_an_eviction_is_left_to_the_evictor() {
        let (tail, slots) = (Tail::new(0), one_slot());
        tail.draw();
        assert!(tail.try_begin_eviction(tail.load()));
        let void = tail.draw();
        assert_eq!(settle_at_once(&tail, &slots, void), None);
        assert_eq!(tail.load().position(), 2, "it has not gone back");
        tail.end_eviction(1);
        assert!(tail.load().is_unmarked());
        assert_eq!(tail.load().position(), 1);
    }

    /// A ticket with a newer one behind it cannot go back at once; its holder relaxes, and that panics.
    fn relax_in_panic() {
        let (tail, slots) = (Tail::new(0), one_slot());
        tail.draw();
        let ticket = tail.draw();
        tail.draw();
        settle(&tail, &slots, ticket, &mut || panic!("relaxing"));
    }

    /// This test program, run the way cargo runs it: another architecture's needs an emulator.
    fn this_program() -> Command {
        let arch = env::consts::ARCH.to_uppercase();
        let is_ours = |name: &str| {
            name.strip_prefix("CARGO_TARGET_").is_some_and(|target| target.starts_with(&arch))
                && name.ends_with("_RUNNER")
        };
        let program = env::current_exe().unwrap();
        let Some((_, runner)) = env::vars().find(|(name, _)| is_ours(name)) else {
            return Command::new(program);
        };
        let mut words = runner.split_whitespace();
        let mut command = Command::new(words.next().unwrap());
        command.args(words).arg(program);
        command
    }

    #[test]
    fn a_panic_with_a_ticket_out_ends_the_process() {
        if env::var_os(DOOMED).is_some() {
            let _ = std::panic::catch_unwind(relax_in_panic);
            return;
        }
        let name = "reserve::fetch_add::tests::a_panic_with_a_ticket_out_ends_the_process";
        let doomed = this_program().args(["--exact", "--nocapture", name]).env(DOOMED, "1").output().unwrap();
        assert!(!doomed.status.success());
        assert!(String::from_utf8_lossy(&doomed.stderr).contains("while a ticket was out"));
    }
}
