//! Claims by fetch-add: draw a ticket, and give it back if it was one too many.
//!
//! A fetch-add moves the tail whatever it finds there, so that producers never make each other try again. The
//! position before it is the producer's *ticket*. What it cannot do is look first, so that a ticket may turn out to
//! be void. There are three ways to that, and for each somebody who puts the tail right:
//!
//! | the ticket was drawn | so | and the tail |
//! | --- | --- | --- |
//! | while an eviction was on its way | it is void | is set by the evictor, to what is right without such tickets |
//! | from a closed ring | it is void | goes back: the last of those that drew gives back first |
//! | when the ring was full, or its slot is not free yet | it waits for the slot | or goes back in the same way, and then the ticket is void |
//!
//! A ticket is *given back* by a compare-exchange of the tail from right behind it to it. That works for the newest
//! ticket only, so that no hole can come into being. Whoever has an older one waits: until its slot is free, and then
//! it claims it after all; or until the newer ones are given back, which happens for the same reason as its own.
//!
//! Thus the rules for tickets hold:
//!
//! * **No sender is tied to a stuck ring.** It waits for peers that are in the middle of a push or a pop, never for a
//!   value to be taken: with no other ticket behind it, a ticket for a slot that is not free goes back at once.
//! * **No hole.** The tail only goes back over a ticket that nobody uses, and a used one is never gone back over.
//! * **No ticket passes a close.** It tells by the word that it came from.
//! * **No slot is swallowed.** After a ticket was given back the producer looks at the ring anew: a slot that was
//!   freed meanwhile, and whose news may have reached a pusher that was told `Full` because of this ticket, is taken
//!   then. (The fence orders the look after the give-back.)
//! * **The length stays in bounds.** A ticket too many may be drawn by each producer that saw the slot at the tail
//!   free, so that the tail can be more than `CAP` past the head for a moment; `len` says `CAP` then, and no more
//!   than `CAP` values are ever there, since a value is only written to a slot that is free for it.

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
/// ([`push_in_turn`](crate::mpmc::Ring::push_in_turn)), else by compare-exchange.
#[derive(Clone, Copy, Debug)]
pub struct FetchAdd(());

impl Reserve for FetchAdd {}

impl Strategy for FetchAdd {
    #[inline]
    fn claim_in_turn<T, const CAP: usize>(
        tail: &Tail,
        slots: &Slots<TurnSlot<T>, CAP>,
        mut relax: impl FnMut(),
    ) -> Result<Claim, Refusal> {
        loop {
            // A look first, so that a full or closed ring is found without a ticket, but for a race.
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

/// What becomes of a ticket that cannot be used at once: a claim after all; or nothing, and then it is given back.
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
            // Ordering: SeqCst. The look at the slot that follows comes after the give-back for everybody: either it
            // sees that the slot was freed, or whoever hears of that later sees the tail without the ticket.
            fence(Ordering::SeqCst);
            return None;
        }
        let out = TicketOut;
        relax();
        mem::forget(out);
    }
}

/// A ticket that nobody has settled yet. Were it left behind by a panic, there would be a hole, or a slot that counts and
/// holds nothing: so the panic in its drop ends the process.
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

    /// A ticket with a newer one behind it cannot go back at once; its holder relaxes, and that panics.
    fn relax_in_panic() {
        let mut slots = MaybeUninit::<Slots<TurnSlot<u8>, 1>>::uninit();
        // SAFETY: each slot is made in the place that is given, and then all of them are there.
        let slots = unsafe {
            Slots::place(slots.as_mut_ptr(), 0, |slot, position| TurnSlot::place_free::<1>(slot, position));
            slots.assume_init()
        };
        let tail = Tail::new(0);
        tail.draw();
        let ticket = tail.draw();
        tail.draw();
        settle(&tail, &slots, ticket, &mut || panic!("relaxing"));
    }

    /// The tests' program, by whatever cargo has it run by: another architecture's needs an emulator.
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
