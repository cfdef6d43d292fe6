//! The AI: tasks that find ways for the agents, on either of two runtimes.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use futures_lite::FutureExt;
use hel::channel::mpmc::{Sender, ShardReceiver, Spread};

use crate::maze::{Cell, Maze};
use crate::physics::{INBOX, QUESTIONS};
use crate::stop::{EndsGame, Stop};
use crate::world::{Answer, Question};

/// What finds the way: each cell to go to. The same question must get the same answer.
pub(crate) type Brain = fn(&Maze, &Question) -> Vec<Cell>;

/// Answers questions until physics asks no more. Gives how many there were, and how many answers came back, as the game was over.
///
/// A search looks at a few hundred cells and takes microseconds. One that took longer would have to give way to other tasks.
pub(crate) async fn think(
    questions: ShardReceiver<Question, QUESTIONS, Spread>,
    answers: Sender<Answer, INBOX>,
    maze: Arc<Maze>,
    brain: Brain,
) -> (u64, u64) {
    let (mut taken, mut refused) = (0, 0);
    while let Ok(question) = questions.recv_async().await {
        taken += 1;
        let answer = Answer { due: question.due, agent: question.agent, path: brain(&maze, &question) };
        refused += u64::from(answers.send_async(answer).await.is_err());
    }
    (taken, refused)
}

/// Starts a task on `tokio` if there is one, else on smol, which starts by itself. When it ends, so does the game.
pub(crate) fn spawn<T: Send + 'static>(
    tokio: Option<&tokio::runtime::Runtime>,
    stop: Stop,
    task: impl Future<Output = T> + Send + 'static,
) -> Pin<Box<dyn Future<Output = Result<T>>>> {
    let task = async {
        let _guard = EndsGame(stop);
        AssertUnwindSafe(task).catch_unwind().await.map_err(|_| anyhow!("an AI task panicked"))
    };
    let Some(tokio) = tokio else { return Box::pin(smol::spawn(task)) };
    let handle = tokio.spawn(task);
    Box::pin(async { handle.await? })
}
