//! Threads and tasks in one list.

use crate::support::{Hooked, Mailbox, Take, Task, until_waiters, waiting_tasks, wakes};
use futures_lite::future::block_on;
use hel_notify::{wait, wait_deadline};
use std::sync::mpsc::channel;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn threads_and_tasks_are_woken_in_the_order_in_which_they_came() {
    let mailbox = Mailbox::default();
    let (has_place, is_in_place) = channel();
    thread::scope(|scope| {
        let (first, mut first_next) = (Task::default(), mailbox.next());
        assert_eq!(first.poll(&mut first_next), Poll::Pending);
        // It is counted before it has a place, from where it looks once more.
        let second = scope.spawn(|| {
            let looks = |_| _ = (mailbox.arrived.waiters() == 2).then(|| has_place.send(()));
            wait(&mut Hooked::new(&mailbox, looks))
        });
        is_in_place.recv().unwrap();
        let third = waiting_tasks(&mailbox, 1);

        mailbox.post(1);
        assert_eq!((first.wakes(), wakes(&third)), (1, vec![0]));
        assert_eq!(first.poll(&mut first_next), Poll::Ready(1));
        mailbox.post(2);
        assert_eq!(second.join().unwrap(), 2);
        assert_eq!(wakes(&third), [0], "the thread came first");
        mailbox.post(3);
        assert_eq!(wakes(&third), [1]);
    });
}

#[test]
fn a_cancelled_task_passes_its_wakeup_to_a_thread() {
    let mailbox = Mailbox::default();
    thread::scope(|scope| {
        let tasks = waiting_tasks(&mailbox, 1);
        let taker = scope.spawn(|| wait(&mut Take(&mailbox)));
        until_waiters(&mailbox.arrived, 2);
        mailbox.post(6);
        drop(tasks);
        assert_eq!(taker.join().unwrap(), 6);
    });
}

#[test]
fn one_item_at_a_time_reaches_plain_timed_and_async_waiters() {
    let mailbox = Mailbox::default();
    let far = Instant::now() + Duration::from_secs(3600);
    thread::scope(|scope| {
        let plain = scope.spawn(|| wait(&mut Take(&mailbox)));
        let timed = scope.spawn(|| wait_deadline(&mut Take(&mailbox), far).unwrap());
        let task = scope.spawn(|| block_on(mailbox.next()));
        until_waiters(&mailbox.arrived, 3);
        for item in 0..3 {
            mailbox.post(item);
        }
        let mut items: Vec<_> = [plain, timed, task].map(|taker| taker.join().unwrap()).into();
        items.sort_unstable();
        assert_eq!(items, [0, 1, 2]);
    });
}
