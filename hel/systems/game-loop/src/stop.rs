//! How the game ends before its time, and how threads are started and joined.
//!
//! Physics cannot go on without its inbox, so there is no flag: whoever wants the game to end closes that. Physics ends after
//! the step that it is at, and lets go of its channels; each of the others ends when what it listens to has ended.

use std::thread::{Builder, Scope, ScopedJoinHandle};

use anyhow::{Context, Result, anyhow};
use hel::channel::mpmc::Sender;

use crate::physics::INBOX;
use crate::world::Answer;

/// Ends a game, from anywhere.
#[derive(Clone, Debug)]
pub struct Stop(pub(crate) Sender<Answer, INBOX>);

impl Stop {
    /// Ends the game. It never waits.
    pub fn now(&self) {
        self.0.close();
    }
}

/// Ends the game when it is dropped. Whoever works in it holds one: nobody is done before physics is, unless he failed.
pub(crate) struct EndsGame(pub(crate) Stop);

impl Drop for EndsGame {
    fn drop(&mut self) {
        self.0.now();
    }
}

/// Starts a thread. When it ends, so does the game.
pub(crate) fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    stop: &Stop,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>> {
    let guard = EndsGame(stop.clone());
    let work = move || {
        let _guard = guard;
        work()
    };
    let thread = Builder::new().name(name.into()).spawn_scoped(scope, work);
    thread.with_context(|| format!("cannot start the {name} thread"))
}

/// What a thread came to; its panic is an error.
pub(crate) fn join<T>(thread: ScopedJoinHandle<'_, T>) -> Result<T> {
    let name = thread.thread().name().unwrap_or_default().to_owned();
    thread.join().map_err(|_| anyhow!("the {name} thread panicked"))
}
