//! A wait that shares its core with others may hold out for more, but not for ever.

use hel_notify::{Notify, Operation, wait};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Takes one of the items, and never finds that worth while.
struct Grudging<'a>(&'a AtomicUsize, &'a Notify);

impl Operation for Grudging<'_> {
    type Output = ();

    fn attempt(&mut self) -> Option<()> {
        let less = |items: usize| items.checked_sub(1);
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).ok().map(drop)
    }
    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        watch(0);
    }
    fn event(&self, _key: usize) -> &Notify {
        self.1
    }
    fn leaves_more(&self, _key: usize) -> bool {
        self.0.load(Ordering::Acquire) > 0
    }
    fn is_worth_while(&self) -> bool {
        false
    }
}

#[test]
fn a_wait_that_is_never_worth_while_takes_what_is_there_all_the_same() {
    const WAITERS: usize = 4;
    const EACH: usize = 200;
    let (items, arrived, done) = (AtomicUsize::new(0), Notify::new(), AtomicBool::new(false));
    thread::scope(|scope| {
        // Company for every core: threads that do nothing but offer it.
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    thread::yield_now();
                }
            });
        }
        let waiters: Vec<_> = (0..WAITERS)
            .map(|_| scope.spawn(|| (0..EACH).for_each(|_| wait(&mut Grudging(&items, &arrived)))))
            .collect();
        for _ in 0..WAITERS * EACH {
            items.fetch_add(1, Ordering::AcqRel);
            arrived.notify(1);
        }
        for waiter in waiters {
            waiter.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(items.load(Ordering::Relaxed), 0);
}
