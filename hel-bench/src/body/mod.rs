//! What several scenarios do alike: crews of threads and tasks, flows, batches, times and arrivals.

/// Writes a text twice: as the module `threads`, whose threads block, and as the module `tasks`, whose tasks await.
///
/// The text comes after the words in it that differ, always the same: `$Send`, `$send` and their like are what a half calls
/// the traits of [`crate::ends`] and their methods, `$Work` and `$work!` are its work, `$run` runs it, and `$wait!` stands
/// around what it waits for.
macro_rules! halves {
    ([$($dollar:tt $word:ident)+] $($text:tt)*) => {
        macro_rules! half {
            ($($dollar $word:tt)+) => { $($text)* };
        }

        #[allow(unused_imports, clippy::wildcard_imports, reason = "no text uses every word")]
        pub(crate) mod threads {
            use super::*;
            use crate::body::crew::{Work, run_threads};
            use crate::body::{blocking, sleep_until, thread};
            use crate::ends::{Batch, RecvBlocking, SendBlocking};

            half! {
                threads SendBlocking RecvBlocking Batch send recv send_batch recv_batch sleep_until true
                Work run_threads thread blocking
            }
        }

        #[allow(unused_imports, clippy::wildcard_imports, reason = "no text uses every word")]
        pub(crate) mod tasks {
            use super::*;
            use crate::body::crew::run_tasks;
            use crate::body::{awaited, sleep_until_async, task};
            use crate::ends::{BatchAsync, RecvAsync, SendAsync};
            use crate::runtime::TaskWork;

            half! {
                tasks SendAsync RecvAsync BatchAsync send_async recv_async send_batch_async recv_batch_async
                sleep_until_async false TaskWork run_tasks task awaited
            }
        }
    };
}
pub(crate) use halves;

/// What a thread does.
macro_rules! thread {
    ($body:block) => {
        Box::new(move || $body)
    };
}

/// What a task does.
macro_rules! task {
    ($body:block) => { Box::pin(async move $body) };
}

/// An operation that blocks.
macro_rules! blocking {
    ($operation:expr) => {
        $operation
    };
}

/// An operation that is awaited.
macro_rules! awaited {
    ($operation:expr) => {
        $operation.await
    };
}
pub(crate) use {awaited, blocking, task, thread};

pub(crate) mod batch;
pub(crate) mod crew;
pub(crate) mod flow;
mod pace;
pub(crate) mod party;
pub(crate) mod stream;
mod times;

pub(crate) use pace::{Arrivals, Toil, sleep_exactly, sleep_until, sleep_until_async};
pub(crate) use times::Times;
