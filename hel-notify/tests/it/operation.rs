//! What an operation answers that says nothing of its own, and what one by reference does.

use crate::support::{Mailbox, Take};
use hel_notify::{Notify, Operation, Wait};

/// Answers all that can be asked in its own way.
struct Particular<'a>(&'a Mailbox, u32);

impl Operation for Particular<'_> {
    type Output = u32;

    fn attempt(&mut self) -> Option<u32> {
        self.1 += 1;
        Some(self.1)
    }

    fn only(&self) -> Option<usize> {
        (self.1 > 0).then_some(7)
    }

    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        [3, 4].into_iter().for_each(watch);
    }

    fn event(&self, _key: usize) -> &Notify {
        &self.0.arrived
    }

    fn leaves_more(&self, key: usize) -> bool {
        key == 3
    }

    fn policy(&self) -> Wait {
        Wait::Frugal
    }

    fn is_in_stream(&self) -> bool {
        self.1 == 0
    }
}

fn watched(operation: &impl Operation) -> Vec<usize> {
    let mut keys = Vec::new();
    operation.watch(&mut |key| keys.push(key));
    keys
}

#[test]
fn one_that_says_nothing_has_one_event_and_waits_as_most_do() {
    let mailbox = Mailbox::default();
    let take = Take(&mailbox);
    assert_eq!((take.only(), watched(&take)), (Some(0), vec![0]));
    assert_eq!((take.policy(), take.is_in_stream()), (Wait::Balanced, false));
}

/// Asked through the trait alone, so that no reference is followed on the way.
fn answers<O: Operation<Output = u32>>(mut operation: O, mailbox: &Mailbox) {
    assert_eq!((operation.only(), operation.is_in_stream()), (None, true));
    assert_eq!(operation.attempt(), Some(1));
    assert_eq!((operation.only(), operation.is_in_stream()), (Some(7), false));
    assert_eq!((watched(&operation), operation.policy()), (vec![3, 4], Wait::Frugal));
    assert_eq!([operation.leaves_more(3), operation.leaves_more(4)], [true, false]);
    assert!(std::ptr::eq(operation.event(3), &raw const *mailbox.arrived));
}

#[test]
fn one_by_reference_answers_as_it_does_itself() {
    let mailbox = Mailbox::default();
    answers(Particular(&mailbox, 0), &mailbox);
    answers(&mut Particular(&mailbox, 0), &mailbox);
}
