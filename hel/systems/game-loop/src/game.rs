//! The game: makes the channels, starts who talks over them, and joins them all.

use std::fs;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};
use futures_lite::future::block_on;
use hel::channel::mpmc::{Receiver, bounded, least_loaded, round_robin};
use hel::channel::spsc::spsc;
use indicatif::ProgressBar;

use crate::ai::{self, Brain};
use crate::cli::{Options, Runtime};
use crate::path::find_path;
use crate::physics::{INBOX, Outcome, Physics};
use crate::report::{Flow, Report};
use crate::stop::{Stop, join, spawn};
use crate::world::{Answer, World};
use crate::{audio, main_loop, render, screen, solo};

/// A game that can be played once.
#[derive(Debug)]
pub struct Game {
    /// What finds the ways: A*, unless something else is put here.
    pub(crate) brain: Brain,
    /// Shows how far the game is: hidden, unless another is put here.
    pub progress: ProgressBar,
    options: Options,
    inbox: Receiver<Answer, INBOX>,
    stop: Stop,
}

impl Game {
    /// A game as `options` say.
    pub fn new(options: Options) -> Self {
        let (answers, inbox) = bounded();
        let brain: Brain = |maze, asked| find_path(maze, asked.from, &asked.food).unwrap_or_default();
        Self { brain, progress: ProgressBar::hidden(), options, inbox, stop: Stop(answers) }
    }

    /// What ends the game before its time.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Plays it: the calling thread is the main loop.
    ///
    /// # Errors
    ///
    /// When a file cannot be written, any thread or task panics, or the outcome is not that of the referee.
    pub fn play(self) -> Result<Report> {
        let Self { brain, progress, options, inbox, stop } = self;
        let (dir, wav) = (options.frames.as_deref(), options.wav.as_deref());
        if let Some(dir) = dir {
            fs::create_dir_all(dir)
                .with_context(|| format!("cannot make {}: name another --frames", dir.display()))?;
        }
        let started = Instant::now();
        let (world, length) = (World::new(options.seed, options.agents), options.steps());

        // Needed, so nobody drops them: each question goes to a task that is likely free, all answers to one inbox.
        let (questions, asked) = least_loaded(options.thinkers);
        let (steps, steps_rx) = spsc();
        let (referee, referee_rx) = spsc();
        // For eyes and ears, so the main loop may drop them.
        let (frames, frames_rx) = round_robin(options.renderers);
        let (sounds, sounds_rx) = spsc();
        let (drawings, drawings_rx) = bounded();

        // Neither timers nor I/O: a channel of hel needs nothing of its runtime but to be polled.
        let tokio = (options.runtime == Runtime::Tokio)
            .then(|| tokio::runtime::Builder::new_multi_thread().build().context("cannot start tokio"))
            .transpose()?;
        let think = |asked| ai::think(asked, stop.0.clone(), Arc::clone(&world.maze), brain);
        let tasks = asked.into_workers(options.thinkers).into_iter().map(think);
        let thinkers: Vec<_> = tasks.map(|task| ai::spawn(tokio.as_ref(), stop.clone(), task)).collect();
        let (fast, early, outcome) = (options.fast, Vec::new(), Outcome::new());
        let start = world.clone();
        let physics = Physics { world, inbox, questions, steps, referee, fast, early, outcome };

        thread::scope(|scope| {
            let physics = spawn(scope, "physics", &stop, move || physics.run(length))?;
            let referee = spawn(scope, "referee", &stop, move || solo::play(start, referee_rx))?;
            let audio = spawn(scope, "audio", &stop, move || audio::run(sounds_rx, wav))?;
            let mut renderers = Vec::new();
            for (number, frames) in frames_rx.into_receivers().into_iter().enumerate() {
                let drawings = drawings.clone();
                let work = move || render::run(&frames, &drawings, dir);
                renderers.push(spawn(scope, &format!("render-{number}"), &stop, work)?);
            }
            drop(drawings);
            let (view, to_stop) = (options.view, stop.clone());
            let screen = spawn(scope, "screen", &stop, move || screen::run(&drawings_rx, view, &to_stop))?;

            let (mut seen, mut heard) = main_loop::run(steps_rx, &frames, sounds, &progress);
            drop(frames);

            // All are joined before any error is told. It is the cause: who only lost his partner does not fail.
            let thoughts: Vec<_> = thinkers.into_iter().map(block_on).collect();
            let drawn: Vec<_> = renderers.into_iter().map(join).collect();
            let (screen, audio, physics, referee) = (join(screen), join(audio), join(physics), join(referee));

            let mut answers = Flow::default();
            for thoughts in thoughts {
                let (taken, refused) = thoughts?;
                answers.sent += taken;
                answers.dropped += refused;
            }
            seen.taken = drawn.into_iter().map(|drawn| drawn?).sum::<Result<_>>()?;
            let drawings = Flow { sent: seen.taken, ..screen?.context("cannot draw: leave out --view")? };
            heard.taken = audio?.context("cannot write the sound: name a place with room after --wav")?;
            let ((world, physics), expected) = (physics?, referee?);
            answers.taken = physics.applied;
            answers.dropped += physics.unused;
            let questions = Flow { sent: physics.asked, taken: answers.sent, dropped: 0 };
            let steps = Flow { sent: world.step, taken: expected.step, dropped: 0 };
            let flows = [
                ("questions to the AI", questions),
                ("answers to physics", answers),
                ("frames to the renderers", seen),
                ("drawings to the screen", drawings),
                ("sounds to the audio", heard),
                ("steps to the referee", steps),
            ];
            Report { length, elapsed: started.elapsed(), world, flows, physics }.check(&expected)
        })
    }
}
