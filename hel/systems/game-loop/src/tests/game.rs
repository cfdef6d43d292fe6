//! The outcome depends on seed and length alone; and the game ends, whatever happens.

use std::sync::OnceLock;
use std::thread;

use super::{game, play};
use crate::maze::{Cell, Maze};
use crate::path::find_path;
use crate::solo;
use crate::stop::Stop;
use crate::world::Question;

fn think(maze: &Maze, question: &Question) -> Vec<Cell> {
    find_path(maze, question.from, &question.food).unwrap()
}

#[test]
fn end_is_that_of_one_thread_with_any_seed_workers_and_runtime() {
    for runtime in ["tokio", "smol"] {
        for (seed, agents, thinkers, renderers) in [(1, 8, 1, 1), (2, 1, 3, 2), (3, 64, 2, 3), (4, 30, 8, 1)]
        {
            let workers = format!("--runtime {runtime} --thinkers {thinkers} --renderers {renderers}");
            let report = play(seed, &format!("{workers} --agents {agents} --seconds 8"));
            assert_eq!(report.world, solo::play(seed, agents, 480), "{runtime}, seed {seed}");
            assert!(report.flows[1].1.taken > agents as u64, "they found food, and asked again");
        }
    }
}

#[test]
fn same_seed_is_the_same_game_and_another_seed_is_another() {
    let [one, same, other] = [5, 5, 6].map(|seed| play(seed, "--seconds 5").world);
    assert_eq!(one, same);
    assert_ne!(one.checksum(), other.checksum());
}

#[test]
fn clock_keeps_to_its_time_and_changes_nothing() {
    let report = game("--seed 7 --seconds 1").play().unwrap();
    report.check(7).unwrap();
    assert!(report.elapsed.as_millis() >= 999, "sixty steps take a second: {:?}", report.elapsed);
}

#[test]
fn brain_that_dawdles_changes_nothing() {
    let mut game = game("--fast --seed 8 --agents 32 --thinkers 4 --seconds 5");
    // Agents that think for different times: answers come in another order than they were asked for, and after their step.
    game.brain = |maze, question| {
        (0..question.agent % 4 * 500).for_each(|_| thread::yield_now());
        think(maze, question)
    };
    let report = game.play().unwrap();
    report.check(8).unwrap();
    assert!(report.physics.waits > 0, "physics waited for what it needs");
}

#[test]
fn stop_ends_the_game_early_and_the_sums_are_right() {
    static STOP: OnceLock<Stop> = OnceLock::new();
    let mut game = game("--fast --seed 10 --seconds 3600");
    STOP.set(game.stop()).unwrap();
    game.brain = |maze, question| {
        if question.due > 100 {
            STOP.get().unwrap().now();
        }
        think(maze, question)
    };
    let report = game.play().unwrap();
    report.check(10).unwrap();
    assert!((90..216_000).contains(&report.world.step), "stopped at {}", report.world.step);
}

#[test]
fn panic_of_a_task_ends_the_game() {
    for runtime in ["tokio", "smol"] {
        let mut game = game(&format!("--fast --runtime {runtime} --seconds 3600"));
        game.brain = |_, question| panic!("no way from {:?}", question.from);
        assert_eq!(game.play().unwrap_err().to_string(), "an AI task panicked", "{runtime}");
    }
}

#[test]
fn panic_of_a_thread_ends_the_game() {
    let mut game = game("--fast --seconds 3600 --renderers 3");
    // Through the walls and out of the maze: no renderer can draw that.
    game.brain = |_, question| vec![Cell { x: question.from.x, y: 200 }];
    let text = game.play().unwrap_err().to_string();
    assert!(text.starts_with("the render-") && text.ends_with(" thread panicked"), "{text}");
}
