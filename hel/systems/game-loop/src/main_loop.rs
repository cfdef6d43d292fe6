//! The main loop: hears of each step, and offers it to eyes and ears. It never waits for them: what they have no room for is
//! dropped and counted, and the game goes on.

use hel::channel::mpmc::RoundRobinSender;
use hel::channel::spsc;
use indicatif::ProgressBar;

use crate::audio::{Command, SOUNDS};
use crate::physics::{STEPS, Step};
use crate::render::FRAMES;
use crate::report::Flow;
use crate::world::World;

/// Runs until physics ends. Gives what became of frames and sounds, but for what was taken: only the others know that. A failed
/// `try_send` means that there was no room, or that the other side failed; then it has stopped the game.
pub(crate) fn run(
    steps: spsc::Receiver<Step, STEPS>,
    frames: &RoundRobinSender<Box<World>, FRAMES>,
    mut sounds: spsc::Sender<Command, SOUNDS>,
    progress: &ProgressBar,
) -> (Flow, Flow) {
    let (mut seen, mut heard) = (Flow::default(), Flow::default());
    let mut last = 0;
    for step in steps {
        last = step.world.step;
        for sound in step.sounds {
            heard.count(sounds.try_send(Command::Play { step: last, sound }).is_ok());
        }
        seen.count(frames.try_send(step.world).is_ok());
        progress.set_position(last);
    }
    progress.finish_and_clear();
    // The one command that must arrive; it may wait, as the game is over. If the thread is gone, its error says why.
    let _ = sounds.send(Command::End { steps: last });
    (seen, heard)
}
