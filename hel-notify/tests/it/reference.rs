//! The order of wakeups, compared with event-listener's: for waiters that come, are woken and leave in any sequence.

use crate::support::{Mailbox, Take, Task};
use event_listener::{Event, EventListener};
use hel_notify::Waiting;
use proptest::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

#[derive(Clone, Debug)]
enum Step {
    /// One more waiter.
    Come,
    /// Wakes this many waiters.
    Notify(usize),
    /// One of the waiters leaves.
    Leave(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Come),
        3 => (0_usize..4).prop_map(Step::Notify),
        2 => (0_usize..8).prop_map(Step::Leave),
    ];
    prop::collection::vec(step, 0..60)
}

/// A waiter of each library, until it is woken or leaves.
struct Pair<'a> {
    id: usize,
    ours: (Task, Waiting<Take<'a>>),
    theirs: EventListener,
}

impl Pair<'_> {
    fn is_woken(&mut self) -> (bool, bool) {
        let mut context = Context::from_waker(Waker::noop());
        (self.ours.0.wakes() > 0, Pin::new(&mut self.theirs).poll(&mut context) == Poll::Ready(()))
    }
}

proptest! {
    #[test]
    fn wakes_the_same_waiters_as_event_listener(steps in steps()) {
        let (mailbox, event) = (Mailbox::default(), Event::new());
        let mut waiting: Vec<Pair<'_>> = Vec::new();
        let mut come = 0;
        for step in steps {
            match step {
                Step::Come => {
                    let ours = (Task::default(), mailbox.next());
                    let mut pair = Pair { id: come, ours, theirs: event.listen() };
                    come += 1;
                    prop_assert!(pair.ours.0.poll(&mut pair.ours.1).is_pending());
                    prop_assert_eq!(pair.is_woken(), (false, false));
                    waiting.push(pair);
                }
                Step::Notify(n) => {
                    mailbox.arrived.notify(n);
                    event.notify_additional(n);
                    for pair in &mut waiting {
                        let (ours, theirs) = pair.is_woken();
                        prop_assert_eq!(ours, theirs, "waiter {}", pair.id);
                    }
                    // A woken waiter has what it came for.
                    let (woken, others): (Vec<_>, Vec<_>) =
                        waiting.into_iter().partition(|pair| pair.ours.0.wakes() > 0);
                    waiting = others;
                    for pair in woken {
                        mailbox.store([0]);
                        let (task, mut next) = pair.ours;
                        prop_assert!(task.poll(&mut next).is_ready());
                    }
                }
                Step::Leave(index) => {
                    if index < waiting.len() {
                        waiting.remove(index);
                    }
                }
            }
            prop_assert_eq!(mailbox.arrived.waiters(), waiting.len());
        }
    }
}
