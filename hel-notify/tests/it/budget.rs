//! A task that always finds work lets others run.

use crate::support::{Mailbox, Task};
use std::task::Poll;
use std::thread;

const READY_IN_A_ROW: u32 = 128;

/// Each thread has its own budget: each test takes a fresh thread.
fn on_a_fresh_thread(test: impl FnOnce() + Send) {
    thread::scope(|scope| scope.spawn(test).join().unwrap());
}

#[test]
fn one_poll_yields_after_a_row_of_ready_ones() {
    on_a_fresh_thread(|| {
        let (mailbox, task) = (Mailbox::default(), Task::default());
        mailbox.store(0..1000);
        for row in 0..3 {
            for item in 0..READY_IN_A_ROW {
                assert_eq!(task.poll(&mut mailbox.next()), Poll::Ready(row * READY_IN_A_ROW + item));
            }
            let mut next = mailbox.next();
            assert_eq!(task.poll(&mut next), Poll::Pending);
            assert_eq!(task.wakes(), row as usize + 1, "woken at once");
            assert_eq!(mailbox.arrived.waiters(), 0, "and not registered");
        }
        assert_eq!(mailbox.take(), Some(3 * READY_IN_A_ROW), "nothing was taken by the polls that yielded");
    });
}

#[test]
fn a_pending_poll_starts_a_new_row() {
    on_a_fresh_thread(|| {
        let (mailbox, empty, task) = (Mailbox::default(), Mailbox::default(), Task::default());
        mailbox.store(0..1000);
        for _ in 0..3 {
            for _ in 1..READY_IN_A_ROW {
                assert!(task.poll(&mut mailbox.next()).is_ready());
            }
            assert_eq!(task.poll(&mut empty.next()), Poll::Pending);
        }
        assert_eq!(task.wakes(), 0);
    });
}

#[test]
fn a_loop_of_ready_operations_lets_its_neighbour_run() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mailbox, other) = (Mailbox::forever(), Mailbox::forever());
    runtime.block_on(async {
        // Without a yield the loop would end before the neighbour has begun.
        mailbox.store(0..1_000_000);
        let neighbour = tokio::spawn(async { other.post(1) });
        while other.is_empty() {
            assert!(mailbox.next().await < 1_000, "the neighbour has not run");
        }
        neighbour.await.unwrap();
    });
}
