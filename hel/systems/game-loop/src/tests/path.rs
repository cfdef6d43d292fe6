//! A* against a search that is too simple to be wrong.

use std::collections::{HashMap, VecDeque};
use std::iter;

use proptest::prelude::*;

use crate::maze::{Cell, HEIGHT, Maze, WIDTH};
use crate::path::find_path;

/// How many moves each cell is away from `from`, by a breadth-first search.
fn distances(maze: &Maze, from: Cell) -> HashMap<Cell, usize> {
    let mut known = HashMap::from([(from, 0)]);
    let mut queue = VecDeque::from([from]);
    while let Some(cell) = queue.pop_front() {
        for next in maze.neighbours(cell) {
            if !known.contains_key(&next) {
                known.insert(next, known[&cell] + 1);
                queue.push_back(next);
            }
        }
    }
    known
}

fn place() -> impl Strategy<Value = Cell> {
    (0..WIDTH, 0..HEIGHT).prop_map(|(x, y)| Cell { x, y })
}

proptest! {
    #[test]
    fn way_is_a_shortest_one_to_the_nearest_goal(
        walls in prop::collection::hash_set(place(), 0..400),
        from in place(),
        goals in prop::collection::vec(place(), 0..4),
    ) {
        let maze = Maze::from_fn(|cell| cell == from || !walls.contains(&cell));
        let known = distances(&maze, from);
        let nearest = goals.iter().filter_map(|goal| known.get(goal)).min();
        let path = find_path(&maze, from, &goals);
        prop_assert_eq!(path.as_ref().map(Vec::len), nearest.copied());
        let Some(path) = path else { return Ok(()) };
        for (here, next) in iter::once(&from).chain(&path).zip(&path) {
            let moves = here.x.abs_diff(next.x) + here.y.abs_diff(next.y);
            prop_assert!(moves == 1 && maze.is_open(*next), "{:?} to {:?}", here, next);
        }
        prop_assert!(goals.contains(path.last().unwrap_or(&from)));
    }
}
