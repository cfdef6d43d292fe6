//! What the threads and tasks of a run do; the same for every library.

mod batch;
mod blocked;
mod crew;
mod ping_pong;
mod stream;

pub use batch::{batch_tasks, batch_threads};
pub use blocked::{blocked_receivers, blocked_senders};
pub use ping_pong::{ping_pong_across, ping_pong_tasks, ping_pong_threads};
pub use stream::{stream_tasks, stream_threads, task_to_thread, thread_to_task};
