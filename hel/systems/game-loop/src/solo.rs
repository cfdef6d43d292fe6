//! The same game on one thread, with no channel: what the other one has to come to.

use std::collections::VecDeque;

use crate::path::find_path;
use crate::world::{Answer, World};

/// Plays `steps` steps and gives the world as it is then.
pub(crate) fn play(seed: u64, agents: usize, steps: u64) -> World {
    let mut world = World::new(seed, agents);
    // Each question is answered where it is asked, and the answer laid by until its step.
    let mut answers: VecDeque<Answer> = VecDeque::new();
    while world.step < steps {
        while let Some(answer) = answers.pop_front_if(|answer| answer.due == world.step + 1) {
            world.apply(answer);
        }
        for question in world.advance().1 {
            let path = find_path(&world.maze, question.from, &question.food).unwrap_or_default();
            answers.push_back(Answer { due: question.due, agent: question.agent, path });
        }
    }
    world
}
