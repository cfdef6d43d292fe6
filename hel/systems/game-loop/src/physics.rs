//! The physics thread: makes a step when it is due, and takes answers until then. What it needs, it waits for; what others
//! may miss, it leaves to the main loop.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use hel::channel::errors::RecvError;
use hel::channel::mpmc::{LeastLoadedSender, Receiver};
use hel::channel::spsc;

use crate::world::{Answer, MOST_AGENTS, Question, STEPS_PER_SECOND, Sound, World};

/// Room for questions, of each task, and for answers. An agent has one question open at most: these are never full.
pub(crate) const QUESTIONS: usize = MOST_AGENTS;
pub(crate) const INBOX: usize = MOST_AGENTS;
/// Room for steps on their way to the main loop and the referee. Neither waits for others, so they are hardly ever behind.
pub(crate) const STEPS: usize = 16;

/// How long a step is.
const STEP: Duration = Duration::from_nanos(1_000_000_000 / STEPS_PER_SECOND as u64);

/// What the main loop is told of a step. The world is in a box: a large value is better not copied.
pub(crate) struct Step {
    pub(crate) world: Box<World>,
    pub(crate) sounds: Vec<Sound>,
}

pub(crate) struct Physics {
    pub(crate) world: World,
    pub(crate) inbox: Receiver<Answer, INBOX>,
    pub(crate) questions: LeastLoadedSender<Question, QUESTIONS>,
    pub(crate) steps: spsc::Sender<Step, STEPS>,
    pub(crate) referee: spsc::Sender<u64, STEPS>,
    pub(crate) fast: bool,
    /// Answers that wait for their step. So an answer has its effect at a step that depends on that of the question alone.
    pub(crate) early: Vec<Answer>,
    pub(crate) outcome: Outcome,
}

/// What the thread did. Times are in microseconds.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) between: Histogram<u64>, // from the beginning of one step to that of the next
    pub(crate) work: Histogram<u64>,    // from the beginning of a step until it was handed on
    pub(crate) late: u64,               // steps that were not done when the next one was due
    pub(crate) waits: u64,              // steps that had to wait for an answer
    pub(crate) asked: u64,
    pub(crate) applied: u64,
    pub(crate) unused: u64, // answers for a step that was not made any more
}

impl Outcome {
    pub(crate) fn new() -> Self {
        // What takes longer than a minute counts as a minute.
        let micros = Histogram::new_with_bounds(1, 60_000_000, 3).expect("these bounds are allowed");
        Self { between: micros.clone(), work: micros, late: 0, waits: 0, asked: 0, applied: 0, unused: 0 }
    }
}

/// The inbox was closed, or nobody is left to talk to: no further step is to be made.
struct GameOver;

impl Physics {
    /// Makes steps until there were `length`, or the game is stopped. Gives the world as it is then.
    pub(crate) fn run(mut self, length: u64) -> (World, Outcome) {
        let mut due = Instant::now();
        let mut last = due;
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        while self.world.step < length {
            // Counted on from the start, so that no error adds up: after a late step the next ones come sooner.
            due = if self.fast { Instant::now() } else { due + STEP };
            let Ok(begun) = self.make_step(due) else { break };
            self.outcome.between.saturating_record(micros(begun - last));
            self.outcome.work.saturating_record(micros(begun.elapsed()));
            self.outcome.late += u64::from(!self.fast && due.elapsed() > STEP);
            last = begun;
        }
        // From here on each answer is either in the inbox or handed back to its task: none is on the way.
        self.inbox.close();
        self.outcome.unused = (self.inbox.iter().count() + self.early.len()) as u64;
        (self.world, self.outcome)
    }

    /// Makes a step when it is `due`. Gives when it began.
    fn make_step(&mut self, due: Instant) -> Result<Instant, GameOver> {
        self.take_answers_until(due)?;
        let begun = Instant::now();
        self.apply_answers(self.world.step + 1)?;
        let (sounds, questions) = self.world.advance();
        for question in questions {
            self.outcome.asked += 1;
            self.questions.send(question).map_err(|_| GameOver)?;
        }
        let world = Box::new(self.world.clone());
        self.steps.send(Step { world, sounds }).map_err(|_| GameOver)?;
        self.referee.send(self.world.step).map_err(|_| GameOver)?;
        Ok(begun)
    }

    /// The receive is the clock: it ends with an answer, or when the step is due.
    fn take_answers_until(&mut self, due: Instant) -> Result<(), GameOver> {
        loop {
            // Past its time it still takes what is there, and says `TimeOut` when there is nothing.
            match self.inbox.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(answer) => self.early.push(answer),
                Err(RecvError::TimeOut(_)) => return Ok(()),
                Err(RecvError::Disconnected) => return Err(GameOver),
            }
        }
    }

    /// Applies what `step` needs. If an answer has not come, the step is late, not wrong.
    fn apply_answers(&mut self, step: u64) -> Result<(), GameOver> {
        let missing =
            |early: &[Answer]| self.world.needs() > early.iter().filter(|answer| answer.due == step).count();
        self.outcome.waits += u64::from(missing(&self.early));
        while missing(&self.early) {
            self.early.push(self.inbox.recv().map_err(|_| GameOver)?);
        }
        for answer in self.early.extract_if(.., |answer| answer.due == step) {
            self.world.apply(answer);
            self.outcome.applied += 1;
        }
        Ok(())
    }
}
