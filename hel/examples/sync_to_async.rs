//! From a thread to a task and back: one kind of channel, blocking on one side and async on the other.
//!
//! There is no bridge: `send` and `recv_async` are methods of the two ends of the same channel, and each side may change its
//! mind from call to call.
//!
//! ```text
//! cargo run --example sync_to_async
//! ```

use std::thread;

use hel::channel::errors::AsyncSendError;
use hel::channel::mpmc::{Receiver, Sender, bounded};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (questions, asked) = bounded::<u64, 16>();
    let (answers, answered) = bounded::<u64, 16>();

    // The task lives on a runtime. hel needs neither its timers nor its I/O.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build()?;
    let task = runtime.spawn(square(asked, answers));

    // The questions come from a thread that blocks when the task falls behind.
    let thread = thread::spawn(move || (1..=1000).try_for_each(|number| questions.send(number)));

    // The answers come back to this thread, which blocks too. It ends when the task drops its sender.
    let sum: u64 = answered.iter().sum();

    thread.join().expect("the thread does not panic")?;
    runtime.block_on(task)??;
    println!("sum of the squares of 1 to 1000: {sum}");
    assert_eq!(sum, 333_833_500);
    Ok(())
}

/// Waits as a task on both sides, and never blocks the runtime's thread.
async fn square(asked: Receiver<u64, 16>, answers: Sender<u64, 16>) -> Result<(), AsyncSendError<u64>> {
    while let Ok(number) = asked.recv_async().await {
        answers.send_async(number * number).await?;
    }
    Ok(())
}
