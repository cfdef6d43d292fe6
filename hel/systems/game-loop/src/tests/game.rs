//! The outcome depends on seed and length alone; and the game ends, whatever happens.

use hel::channel::{mpmc::round_robin, spsc::spsc};
use indicatif::ProgressBar;

use super::{end_of, game, play};
use crate::maze::Cell;
use crate::path::find_path;
use crate::world::{Sound, World};
use crate::{main_loop, physics::Step, report::Flow, solo};

#[test]
fn end_is_the_same_with_any_workers_and_runtime_and_on_one_thread() {
    for (seed, agents, thinkers, renderers) in [(1, 8, 1, 1), (2, 1, 3, 2), (3, 64, 2, 3), (4, 30, 8, 1)] {
        let rest = format!("--agents {agents} --thinkers {thinkers} --renderers {renderers} --seconds 5");
        let [one, other] = ["tokio", "smol"].map(|name| play(seed, &format!("--runtime {name} {rest}")));
        assert_eq!(one.world, other.world, "seed {seed}");
        assert_eq!(one.world, solo::play(World::new(seed, agents), 1..=300), "seed {seed}");
        assert!(one.flows[1].1.taken > agents as u64, "they found food, and asked again");
    }
    assert_ne!(World::new(1, 8), World::new(2, 8));
}

#[test]
fn clock_keeps_to_its_time_and_changes_nothing() {
    let report = end_of(game("--seed 7 --seconds 1")).unwrap();
    assert!(report.elapsed.as_millis() >= 999, "sixty steps take a second: {:?}", report.elapsed);
}

#[test]
fn brain_that_dawdles_changes_nothing() {
    let mut game = game("--fast --seed 8 --agents 32 --thinkers 4 --seconds 3");
    // Agents that think for different times: answers come in another order than they were asked for, and after their step.
    game.brain = |maze, question| {
        for _ in 0..question.agent % 4 * 20 {
            find_path(maze, question.from, &question.food).unwrap();
        }
        find_path(maze, question.from, &question.food).unwrap()
    };
    let report = end_of(game).unwrap();
    assert!(report.physics.waits > 0, "physics waited for what it needs");
}

#[test]
fn main_loop_drops_and_counts_what_nobody_takes() {
    let (mut steps, steps_rx) = spsc();
    for _ in 0..6 {
        steps.send(Step { world: Box::new(World::new(1, 1)), sounds: vec![Sound::Bump] }).unwrap();
    }
    drop(steps);
    let ((frames, _slow), (sounds, _)) = (round_robin(1), spsc());
    let (seen, heard) = main_loop::run(steps_rx, &frames, sounds, &ProgressBar::hidden());
    assert_eq!(seen, Flow { sent: 6, taken: 0, dropped: 2 });
    assert_eq!(heard, Flow { sent: 6, taken: 0, dropped: 6 });
}

#[test]
fn panic_of_a_task_or_a_thread_ends_the_game() {
    let play = |arguments: &str, brain| {
        let mut game = game(&format!("--fast --seconds 3600 {arguments}"));
        game.brain = brain;
        end_of(game).unwrap_err().to_string()
    };
    for runtime in ["--runtime tokio", "--runtime smol"] {
        let error = play(runtime, |_, question| panic!("no way from {:?}", question.from));
        assert_eq!(error, "an AI task panicked");
    }
    // Through the walls and out of the maze: no renderer can draw that.
    let error = play("--renderers 3", |_, question| vec![Cell { x: question.from.x, y: 200 }]);
    assert!(error.starts_with("the render-") && error.ends_with(" thread panicked"), "{error}");
}
