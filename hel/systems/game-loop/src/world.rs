//! The world: agents that hunt food in a maze. Whole numbers only, no clock, no thread: the next state follows from the last
//! one, and from the answers that are applied between them.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use fastrand::Rng;

use crate::maze::{Cell, Maze};

pub(crate) const STEPS_PER_SECOND: u32 = 60;
/// An agent gets its answer so many steps after its question, however soon it is known.
const THINKING: u64 = 6;
/// The most agents that fit in.
pub(crate) const MOST_AGENTS: usize = 64;
/// Into how many units a cell is divided. An agent goes one unit a step, ten cells a second.
pub(crate) const UNITS: i32 = 6;
/// Agents that are nearer to each other than this, in units, collide.
const REACH: u32 = 4;
/// For how many steps an agent feels a collision. As long as it does, it collides with nobody, and so gets past.
const DAZED: u32 = 90;
/// While there are more than these steps left of it, the agent cannot move.
const STUNNED: u32 = 60;
/// The first of two gets away so many steps before the second: otherwise both would go on as one.
const LEAD: u32 = 30;

/// An agent wants to know the way to the nearest food. Each has one question open at most.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) due: u64, // the step for which the answer is needed
    pub(crate) agent: usize,
    pub(crate) from: Cell, // where the agent stays until it knows
    pub(crate) food: Vec<Cell>,
}

/// The answer: each cell to go to.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) due: u64,
    pub(crate) agent: usize,
    pub(crate) path: Vec<Cell>,
}

/// Something to be heard: the meal of an agent, or that two ran into each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sound {
    Meal(usize),
    Bump,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Agent {
    pub(crate) meals: u64,
    cell: Cell,           // that it reached last
    path: VecDeque<Cell>, // where it goes, cell by cell
    progress: i32,        // units on the way to the first cell of the path
    due: Option<u64>,     // it has asked, and this is when it needs the answer
    dazed: u32,           // for so many steps it feels its last collision
}

impl Agent {
    /// Where it is, in units from the upper left corner.
    pub(crate) fn position(&self) -> (i32, i32) {
        let (x, y) = (i32::from(self.cell.x), i32::from(self.cell.y));
        let next = self.path.front().unwrap_or(&self.cell);
        let (right, down) = (i32::from(next.x) - x, i32::from(next.y) - y);
        (x * UNITS + right * self.progress, y * UNITS + down * self.progress)
    }

    pub(crate) fn is_stunned(&self) -> bool {
        self.dazed > STUNNED
    }

    fn walk(&mut self) {
        if !self.is_stunned() && !self.path.is_empty() {
            self.progress = (self.progress + 1) % UNITS;
            if self.progress == 0 {
                self.cell = self.path.pop_front().expect("it is not empty");
            }
        }
    }

    fn collides_with(&self, other: &Self) -> bool {
        let ((x, y), (other_x, other_y)) = (self.position(), other.position());
        self.dazed == 0 && other.dazed == 0 && x.abs_diff(other_x) + y.abs_diff(other_y) < REACH
    }
}

/// All there is of the game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct World {
    pub(crate) step: u64, // how many were made
    pub(crate) maze: Arc<Maze>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) food: Vec<Cell>,
    pub(crate) bumps: u64,
    rng: Rng,
}

impl World {
    /// The world before the first step.
    pub(crate) fn new(seed: u64, agents: usize) -> Self {
        let mut rng = Rng::with_seed(seed);
        let maze = Arc::new(Maze::generate(&mut rng));
        let mut taken = Vec::new();
        // Less food than agents: they get into each other's way.
        for _ in 0..agents + agents.div_ceil(2) {
            taken.push(maze.choose(&mut rng, &taken));
        }
        let food = taken.split_off(agents);
        let agents = taken.into_iter().map(|cell| Agent { cell, ..Agent::default() }).collect();
        Self { step: 0, maze, agents, food, bumps: 0, rng }
    }

    /// How many answers the next step needs.
    pub(crate) fn needs(&self) -> usize {
        self.agents.iter().filter(|agent| agent.due == Some(self.step + 1)).count()
    }

    /// Gives an agent the way that it asked for. The answers of one step may come in any order: each concerns one agent.
    pub(crate) fn apply(&mut self, answer: Answer) {
        let agent = &mut self.agents[answer.agent];
        agent.due = None;
        agent.path = answer.path.into();
    }

    /// Makes one step. Gives what is to be heard of it, and what agents ask.
    pub(crate) fn advance(&mut self) -> (Vec<Sound>, Vec<Question>) {
        self.step += 1;
        let (mut sounds, mut questions) = (Vec::new(), Vec::new());
        for (number, agent) in self.agents.iter_mut().enumerate() {
            agent.walk();
            if agent.progress > 0 {
                continue;
            }
            // Food that is reached is eaten, and grows again elsewhere.
            if let Some(place) = self.food.iter().position(|food| *food == agent.cell) {
                agent.meals += 1;
                self.food[place] = self.maze.choose(&mut self.rng, &self.food);
                sounds.push(Sound::Meal(number));
            }
            // Who does not know where to go asks; so does one whose food was eaten by another.
            let has_goal = agent.path.back().is_some_and(|goal| self.food.contains(goal));
            if agent.due.is_none() && !has_goal {
                let due = self.step + THINKING;
                agent.due = Some(due);
                agent.path.clear();
                questions.push(Question { due, agent: number, from: agent.cell, food: self.food.clone() });
            }
        }
        sounds.resize(sounds.len() + self.collide(), Sound::Bump);
        (sounds, questions)
    }

    /// Gives how many collisions there were.
    fn collide(&mut self) -> usize {
        let mut bumps = 0;
        for second in 1..self.agents.len() {
            let (before, after) = self.agents.split_at_mut(second);
            for first in before {
                if first.collides_with(&after[0]) {
                    (first.dazed, after[0].dazed) = (DAZED, DAZED + LEAD);
                    bumps += 1;
                }
            }
        }
        self.bumps += bumps as u64;
        self.agents.iter_mut().for_each(|agent| agent.dazed = agent.dazed.saturating_sub(1));
        bumps
    }

    /// A number that tells states apart.
    pub(crate) fn checksum(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.step, &self.agents, &self.food, self.bumps).hash(&mut hasher);
        hasher.finish()
    }
}
