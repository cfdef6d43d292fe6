//! The referee: plays the same game alone, on one thread. What the others come to together has to be the same.

use std::collections::VecDeque;

use crate::path::find_path;
use crate::world::{Answer, World};

/// Makes each of `steps` and gives the world as it is then. They may come from a channel: then it plays along.
pub(crate) fn play(mut world: World, steps: impl IntoIterator<Item = u64>) -> World {
    // Each question is answered where it is asked, and the answer laid by until its step.
    let mut answers: VecDeque<Answer> = VecDeque::new();
    for step in steps {
        while let Some(answer) = answers.pop_front_if(|answer| answer.due == step) {
            world.apply(answer);
        }
        for question in world.advance().1 {
            let path = find_path(&world.maze, question.from, &question.food).unwrap_or_default();
            answers.push_back(Answer { due: question.due, agent: question.agent, path });
        }
    }
    world
}
