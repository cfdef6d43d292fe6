//! A channel between a thread and a task, and between the tasks of two runtimes.

use super::{Lasts, RATE, Rings, Scenario, Scene, Shape, Way, shape};
use crate::body::stream::{task_to_thread, thread_to_task};
use crate::ends::{RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::Payload;
use crate::verify::Failure;
use crate::wiring::{Layout, Wiring};

pub(crate) struct Mixed;

const LANES: &[Layout] = &[Layout::Lanes];

/// What `extra` says: the values go from the task to the thread.
const TO_THREAD: u64 = 1;

impl Scene for Mixed {
    const SCENARIO: Scenario = Scenario {
        name: "mixed",
        about: "a thread streams to a task, a task to a thread, and a task to a task of another runtime",
        metrics: RATE,
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Messages(80.0),
        shapes: &[
            shape("thread-to-task", Way::Across, LANES, "hel/spsc"),
            shape("task-to-thread", Way::Across, LANES, "hel/spsc").extra(TO_THREAD),
            Shape {
                elsewhere: true,
                ..shape("task-to-task", Way::Tasks, LANES, "hel/spsc").about(
                    "the sender runs on the runtime that is named, the receiver on another: tokio's go to smol, smol's to \
                     async-std, async-std's to tokio",
                )
            },
        ],
    };

    fn across<There, Back, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        There: Wiring<Ends: SendBlocking + RecvAsync>,
        Back: Wiring<Ends: SendAsync + RecvBlocking>,
    {
        if load.extra == TO_THREAD {
            task_to_thread::<Back, T, CAP>(load)
        } else {
            thread_to_task::<There, T, CAP>(load)
        }
    }
}
