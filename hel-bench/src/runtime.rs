//! Where tasks run: the runtimes by name, and how each is given its tasks.

use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime as Tokio};

/// What a task does.
pub type TaskWork<R> = Pin<Box<dyn Future<Output = R> + Send>>;

/// The variable that tells smol how many threads to start; without it, it starts one.
pub const SMOL_THREADS: &str = "SMOL_THREADS";

/// A runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runtime {
    /// tokio's multi-threaded runtime, a worker for each CPU.
    Tokio,
    /// tokio's current-thread runtime.
    TokioCurrent,
    /// async-std's global executor.
    AsyncStd,
    /// smol's global executor, a thread for each CPU.
    Smol,
}

impl Runtime {
    /// All, the usual one first.
    pub const ALL: [Self; 4] = [Self::Tokio, Self::TokioCurrent, Self::AsyncStd, Self::Smol];

    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tokio => "tokio",
            Self::TokioCurrent => "tokio-current",
            Self::AsyncStd => "async-std",
            Self::Smol => "smol",
        }
    }

    /// The runtime of the other side, where a channel goes from one runtime to another.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Tokio | Self::TokioCurrent => Self::Smol,
            Self::Smol => Self::AsyncStd,
            Self::AsyncStd => Self::Tokio,
        }
    }

    /// Runs each piece of work as a task of its own, and gives their results in the same order when all are done.
    ///
    /// # Panics
    ///
    /// When one of the tasks does, or the runtime cannot be started.
    pub fn run<R: Send + 'static>(self, tasks: Vec<TaskWork<R>>) -> Vec<R> {
        let results: Arc<Mutex<Vec<Option<R>>>> = Arc::new(Mutex::new(tasks.iter().map(|_| None).collect()));
        let tasks = tasks.into_iter().enumerate().map(|(number, task)| {
            let results = Arc::clone(&results);
            async move {
                let result = task.await;
                results.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(result);
            }
        });
        match self {
            Self::Tokio => multi_threaded().block_on(all(tasks, tokio::spawn)),
            Self::TokioCurrent => {
                let runtime = Builder::new_current_thread().build().expect("the runtime can be started");
                runtime.block_on(all(tasks, tokio::spawn));
            }
            Self::AsyncStd => async_std::task::block_on(all(tasks, async_std::task::spawn)),
            Self::Smol => smol::block_on(all(tasks, smol::spawn)),
        }
        let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
        results.drain(..).map(|result| result.expect("every task has ended well")).collect()
    }
}

/// Spawns the tasks, then awaits them.
async fn all<T, H: Future>(tasks: impl Iterator<Item = T>, spawn: fn(T) -> H) {
    for task in tasks.map(spawn).collect::<Vec<_>>() {
        task.await;
    }
}

/// A worker per CPU, started once per process.
fn multi_threaded() -> &'static Tokio {
    static RUNTIME: OnceLock<Tokio> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_multi_thread().build().expect("the runtime's threads can be started"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runtime_gives_the_results_in_the_order_of_the_tasks() {
        for runtime in Runtime::ALL {
            let tasks = (0..20_u64).map(|n| Box::pin(async move { n * n }) as TaskWork<u64>).collect();
            let squares: Vec<u64> = (0..20).map(|n| n * n).collect();
            assert_eq!(runtime.run(tasks), squares, "{runtime:?}");
            assert_ne!(runtime, runtime.other());
        }
    }
}
