//! Where strategies and reporters run: as tasks of an async runtime, or, without one, each on a thread of its own.

use std::panic::AssertUnwindSafe;
use std::{io, thread};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use smol::block_on;
use tokio::runtime::Builder;

/// Who runs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Runtime {
    /// tokio, with a worker thread per core
    Tokio,
    /// tokio, all tasks on one thread
    TokioCurrent,
    /// async-std, with its global pool
    AsyncStd,
    /// smol, with its global executor: one thread, unless `SMOL_THREADS` says otherwise
    Smol,
    /// No runtime: a thread for each, which blocks
    Threads,
}

/// A job for any of them.
pub(crate) type Task<T> = BoxFuture<'static, T>;

impl Runtime {
    /// Runs all tasks at once until each has ended. Gives their outputs, or panics, in order; fails when it cannot start.
    pub(crate) fn run<T: Send + 'static>(self, tasks: Vec<Task<T>>) -> io::Result<Vec<thread::Result<T>>> {
        // Caught here, since each runtime does something else about a panic.
        let tasks = tasks.into_iter().map(|task| AssertUnwindSafe(task).catch_unwind());
        Ok(match self {
            // Neither timers nor I/O are enabled: a channel of hel needs nothing of its runtime but to be polled.
            Self::Tokio | Self::TokioCurrent => {
                let one = self == Self::TokioCurrent;
                let mut setup = if one { Builder::new_current_thread() } else { Builder::new_multi_thread() };
                let runtime = setup.build()?;
                let output = |joined: Result<_, _>| joined.expect("panics are caught, and nobody cancels");
                runtime.block_on(join_all(tasks.map(|task| runtime.spawn(task).map(output))))
            }
            Self::AsyncStd => block_on(join_all(tasks.map(async_std::task::spawn))),
            Self::Smol => block_on(join_all(tasks.map(smol::spawn))),
            Self::Threads => thread::scope(|scope| {
                let threads: Vec<_> = tasks.map(|task| scope.spawn(|| block_on(task))).collect();
                threads.into_iter().map(|thread| thread.join().flatten()).collect()
            }),
        })
    }
}
