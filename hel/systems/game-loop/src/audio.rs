//! The audio thread: mixes what is to be heard, and writes it into a WAV file.
//!
//! Its time is the game's. A sound says at which step it begins, so one that was dropped is missing, and no other moves.

use std::collections::VecDeque;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use hel::channel::spsc;
use hound::{Result, SampleFormat, WavSpec, WavWriter};

use crate::world::{STEPS_PER_SECOND, Sound};

/// Room for sounds. Hardly ever are there more in one step.
pub(crate) const SOUNDS: usize = 32;

/// Samples of a step, and of a second.
const SAMPLES: i32 = 400;
const RATE: i32 = SAMPLES * STEPS_PER_SECOND.cast_signed();

/// What the main loop tells the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// This is heard from this step on.
    Play { step: u64, sound: Sound },
    /// The game was so many steps long.
    End { steps: u64 },
}

/// Mixes until the game ends, into `wav` if there is one. Gives how many sounds were taken.
pub(crate) fn run(commands: spsc::Receiver<Command, SOUNDS>, wav: Option<&Path>) -> Result<u64> {
    let (sample_rate, bits_per_sample) = (RATE.unsigned_abs(), 16);
    let spec = WavSpec { channels: 1, sample_rate, bits_per_sample, sample_format: SampleFormat::Int };
    let file = wav.map(|path| WavWriter::create(path, spec)).transpose()?;
    let mut mixer = Mixer { file, ahead: VecDeque::new(), steps: 0 };
    let mut taken = 0;
    for command in commands {
        match command {
            Command::Play { step, sound } => {
                taken += 1;
                mixer.write_until(step - 1)?;
                mixer.add(sound);
            }
            Command::End { steps } => mixer.write_until(steps)?,
        }
    }
    mixer.file.map_or(Ok(()), WavWriter::finalize)?;
    Ok(taken)
}

struct Mixer {
    file: Option<WavWriter<BufWriter<File>>>,
    /// The samples that are known but not written, as sounds are longer than steps.
    ahead: VecDeque<i32>,
    /// How many steps are written.
    steps: u64,
}

impl Mixer {
    /// Lets `sound` begin now: a triangle wave that fades.
    fn add(&mut self, sound: Sound) {
        // Each agent has a note of its own, of a scale in which all go together.
        let (hertz, steps) = match sound {
            Sound::Meal(agent) => ([523, 587, 659, 784, 880, 1047][agent % 6], 15),
            Sound::Bump => (110, 20),
        };
        let length = steps * SAMPLES;
        for at in 0..length {
            let triangle = (4 * (at * hertz % RATE) - 2 * RATE).abs() - RATE;
            let sample = triangle / 3 * (length - at) / length;
            match self.ahead.get_mut(at.unsigned_abs() as usize) {
                Some(sum) => *sum += sample,
                None => self.ahead.push_back(sample),
            }
        }
    }

    /// Writes up to the end of step `steps`.
    fn write_until(&mut self, steps: u64) -> Result<()> {
        while self.steps < steps {
            self.steps += 1;
            for _ in 0..SAMPLES {
                let sample = self.ahead.pop_front().unwrap_or(0).clamp(i16::MIN.into(), i16::MAX.into());
                self.file.as_mut().map_or(Ok(()), |file| file.write_sample(sample))?;
            }
        }
        Ok(())
    }
}
