//! A future that was woken but is never polled again (kept), beside one that is polled (live).

use hel_route::mpmc;
use loom::thread;

use crate::{Task, model};

#[test]
fn a_kept_sender_leaves_no_live_one_asleep_for_long() {
    model(3, || {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        tx.try_send(0).unwrap();
        let mut kept = Task::new(tx.send_async(1));
        kept.poll();
        let mut live = Task::new(tx.send_async(2));
        let receiving = thread::spawn(move || (rx.try_recv(), rx.try_recv(), rx));
        live.poll();
        let (first, _, _rx) = receiving.join().unwrap();
        assert_eq!(first, Ok(0));
        live.finish_if_woken().unwrap();
    });
}

#[test]
fn a_kept_receiver_leaves_no_live_one_asleep_for_long() {
    model(3, || {
        let (tx, rx) = mpmc::bounded::<u32, 1>();
        let mut kept = Task::new(rx.recv_async());
        kept.poll();
        let mut live = Task::new(rx.recv_async());
        let sending = thread::spawn(move || {
            tx.try_send(0).unwrap();
            let _ = tx.try_send(1);
            tx
        });
        live.poll();
        let _tx = sending.join().unwrap();
        live.finish_if_woken().unwrap();
    });
}
