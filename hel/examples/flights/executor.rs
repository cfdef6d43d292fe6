//! One way to run tasks, on any of three runtimes.

use std::future::Future;

use anyhow::{Context, Result};

use crate::cli::Runtime;

/// A runtime that is up and waits for tasks.
#[derive(Debug)]
pub(crate) enum Executor {
    Tokio(tokio::runtime::Runtime),
    /// It starts by itself, with its first task.
    AsyncStd,
    /// It starts by itself, with its first task.
    Smol,
}

impl Executor {
    /// Brings `runtime` up.
    ///
    /// # Errors
    ///
    /// When its threads cannot be started.
    pub(crate) fn new(runtime: Runtime) -> Result<Self> {
        Ok(match runtime {
            // Neither timers nor I/O are enabled: a channel of hel needs nothing of its runtime but to be polled.
            Runtime::Tokio => Self::Tokio(
                tokio::runtime::Builder::new_multi_thread()
                    .build()
                    .context("cannot start tokio's threads")?,
            ),
            Runtime::AsyncStd => Self::AsyncStd,
            Runtime::Smol => Self::Smol,
        })
    }

    /// Runs each future as a task of its own, blocking this thread until all have ended. Gives their outputs, in order.
    ///
    /// # Panics
    ///
    /// When a task does.
    pub(crate) fn run_all<F>(&self, tasks: Vec<F>) -> Vec<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        match self {
            Self::Tokio(runtime) => {
                let handles: Vec<_> = tasks.into_iter().map(|task| runtime.spawn(task)).collect();
                runtime
                    .block_on(outputs(handles))
                    .into_iter()
                    .map(|output| output.expect("no task panics"))
                    .collect()
            }
            Self::AsyncStd => {
                let handles: Vec<_> = tasks.into_iter().map(async_std::task::spawn).collect();
                async_std::task::block_on(outputs(handles))
            }
            Self::Smol => {
                let handles: Vec<_> = tasks.into_iter().map(smol::spawn).collect();
                smol::block_on(outputs(handles))
            }
        }
    }
}

/// The outputs of tasks that run already, in order.
async fn outputs<H: Future>(handles: Vec<H>) -> Vec<H::Output> {
    let mut outputs = Vec::with_capacity(handles.len());
    for handle in handles {
        outputs.push(handle.await);
    }
    outputs
}
