//! A counting semaphore with blocking, timed and async acquire: `cargo run -p hel-notify --example semaphore`.

use hel_notify::{Notify, Operation, Waiting, wait, wait_deadline};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Hands out up to a fixed number of permits at a time.
struct Semaphore {
    free: AtomicUsize,
    freed: Notify,
}

impl Semaphore {
    fn new(permits: usize) -> Self {
        Self { free: AtomicUsize::new(permits), freed: Notify::new() }
    }

    fn acquire(&self) -> Permit<'_> {
        wait(&mut Acquire(self))
    }

    fn acquire_timeout(&self, timeout: Duration) -> Option<Permit<'_>> {
        match Instant::now().checked_add(timeout) {
            Some(deadline) => wait_deadline(&mut Acquire(self), deadline),
            None => Some(self.acquire()),
        }
    }

    fn acquire_async(&self) -> Waiting<Acquire<'_>> {
        Waiting::new(Acquire(self))
    }
}

/// The right to go on. When dropped, it goes to the oldest waiter.
struct Permit<'a>(&'a Semaphore);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.free.fetch_add(1, Ordering::Release);
        self.0.freed.notify(1);
    }
}

struct Acquire<'a>(&'a Semaphore);

impl<'a> Operation for Acquire<'a> {
    type Output = Permit<'a>;

    fn attempt(&mut self) -> Option<Permit<'a>> {
        let taken =
            self.0.free.fetch_update(Ordering::Acquire, Ordering::Relaxed, |free| free.checked_sub(1));
        taken.ok().map(|_| Permit(self.0))
    }
    fn event(&self, _key: usize) -> &Notify {
        &self.0.freed
    }
    fn leaves_more(&self, _key: usize) -> bool {
        self.0.free.load(Ordering::Relaxed) > 0
    }
}

fn main() {
    let semaphore = Semaphore::new(2);
    std::thread::scope(|scope| {
        scope.spawn(|| drop(semaphore.acquire()));
        scope.spawn(|| drop(semaphore.acquire_timeout(Duration::from_secs(1)).expect("others are quick")));
        scope.spawn(|| drop(futures_lite::future::block_on(semaphore.acquire_async())));
    });
    let (_first, _second) = (semaphore.acquire(), semaphore.acquire());
    assert!(semaphore.acquire_timeout(Duration::from_millis(10)).is_none());
    println!("five permits given, one refused");
}
