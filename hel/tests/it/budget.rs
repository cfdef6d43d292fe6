//! A task that always finds work lets others run.

use hel::channel::mpmc::{bounded, round_robin};
use hel::channel::spsc::spsc;

use crate::common::within;
use crate::support::Task;

/// How many ready operations in a row a thread may see.
const READY_IN_A_ROW: usize = 128;

#[test]
fn after_128_ready_operations_one_poll_yields() {
    within(|| {
        let (tx, rx) = bounded::<usize, 1>();
        for row in 0..3 {
            for n in 0..READY_IN_A_ROW / 2 {
                assert!(Task::new(tx.send_async(n)).poll().is_ready(), "send {n} of row {row}");
                assert!(Task::new(rx.recv_async()).poll().is_ready(), "receive {n} of row {row}");
            }
            let mut yields = Task::new(tx.send_async(7));
            assert!(yields.poll().is_pending(), "after 128");
            assert_eq!(yields.wakes(), 1, "woken already");
            assert!(rx.is_empty(), "the value is untouched");
            assert!(yields.poll().is_ready());
            assert_eq!(rx.try_recv(), Ok(7));
            // The row that has begun with this send has one less to go.
            for _ in 1..READY_IN_A_ROW {
                let mut into = Vec::new();
                assert!(Task::new(rx.recv_batch_async(&mut into, 0)).poll().is_ready());
            }
            assert!(Task::new(rx.recv_async()).poll().is_pending());
        }
    });
}

#[test]
fn the_row_counts_over_all_channels_and_forms() {
    within(|| {
        let (tx, rx) = round_robin::<usize, 2>(2);
        let (mut lane_tx, mut lane_rx) = spsc::<usize, 2>();
        for n in 0..READY_IN_A_ROW / 4 {
            assert!(Task::new(tx.send_async(n)).poll().is_ready());
            assert!(Task::new(rx.recv_any_async()).poll().is_ready());
            assert!(Task::new(lane_tx.send_async(n)).poll().is_ready());
            assert!(Task::new(lane_rx.recv_async()).poll().is_ready());
        }
        let mut yields = Task::new(lane_tx.send_async(1));
        assert!(yields.poll().is_pending());
        assert!(yields.is_woken());
        assert!(yields.poll().is_ready());
    });
}

#[test]
fn a_real_wait_begins_a_new_row() {
    within(|| {
        let (tx, rx) = bounded::<usize, 128>();
        for _ in 0..3 {
            for n in 0..100 {
                assert!(Task::new(tx.send_async(n)).poll().is_ready());
            }
            assert_eq!(rx.try_iter().count(), 100);
            let waits = Task::waiting(rx.recv_async());
            assert!(!waits.is_woken(), "it waits for a value");
            tx.try_send(0).unwrap();
            assert!(waits.is_woken());
            drop(waits);
            assert_eq!(rx.try_recv(), Ok(0));
        }
    });
}

#[test]
fn a_wakeup_that_comes_during_a_yield_is_not_lost() {
    within(|| {
        let (tx, rx) = bounded::<usize, 256>();
        let mut waiting = Task::waiting(rx.recv_async());
        for n in 0..READY_IN_A_ROW {
            assert!(Task::new(tx.send_async(n)).poll().is_ready());
        }
        assert!(waiting.is_woken());
        assert!(waiting.poll().is_pending(), "the poll yields");
        assert!(waiting.wakes() >= 2, "and comes again");
        assert_eq!(waiting.ready(), Ok(0));
    });
}

#[test]
fn blocking_operations_do_not_yield() {
    within(|| {
        let (tx, rx) = bounded::<usize, 1>();
        for n in 0..10 * READY_IN_A_ROW {
            tx.send(n).unwrap();
            assert_eq!(rx.recv(), Ok(n));
        }
        assert!(Task::new(tx.send_async(1)).poll().is_ready());
    });
}
