//! Finding a way: A* to the nearest of several goals.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::iter;

use crate::maze::{Cell, Maze};

/// A shortest way from `from` to the nearest of `goals`: every cell to go to, the goal last, and none when `from` is a goal.
/// `None` when no goal can be reached.
///
/// The same question gets the same answer always: of ways of the same length, the order of the cells decides.
pub(crate) fn find_path(maze: &Maze, from: Cell, goals: &[Cell]) -> Option<Vec<Cell>> {
    // Never too long, whichever goal is meant; so the first goal that is taken from the heap is a nearest one.
    let distance = |a: Cell, b: &Cell| u32::from(a.x.abs_diff(b.x)) + u32::from(a.y.abs_diff(b.y));
    let estimate = |cell| goals.iter().map(|goal| distance(cell, goal)).min();

    let mut reached = HashMap::from([(from, (0, from))]);
    let mut open = BinaryHeap::from([Reverse((estimate(from)?, 0, from))]);
    while let Some(Reverse((_, moves, cell))) = open.pop() {
        if goals.contains(&cell) {
            let before = |cell: &Cell| Some(reached[cell].1).filter(|before| before != cell);
            let mut path: Vec<_> = iter::successors(Some(cell), before).collect();
            path.pop(); // `from`, before which is itself
            path.reverse();
            return Some(path);
        }
        for next in maze.neighbours(cell) {
            let moves = moves + 1;
            if reached.get(&next).is_none_or(|(known, _)| moves < *known) {
                reached.insert(next, (moves, cell));
                open.push(Reverse((moves + estimate(next)?, moves, next)));
            }
        }
    }
    None
}
