//! Fan-in: many senders, many shards, one receiver of them all.

use super::paced::{METRICS, paced_tasks, paced_threads};
use super::{Lasts, RATE, Rings, Scenario, Scene, Way, shape};
use crate::body::stream::{stream_tasks, stream_threads};
use crate::ends::{RecvAsync, RecvBlocking, SendAsync, SendBlocking};
use crate::load::{Load, Sample};
use crate::payload::Payload;
use crate::verify::Failure;
use crate::wiring::{Layout, Wiring};

pub(crate) struct FanIn;

const ANY: &[Layout] = &[Layout::AnyShard, Layout::FanIn];
const HEL: &str = "hel/any shard";

impl Scene for FanIn {
    const SCENARIO: Scenario = Scenario {
        name: "fan-in",
        about: "8 senders and one receiver: each sender has a shard and the receiver takes from any, or all share \
                one channel; flat out, and at 100,000 messages a second that arrive at random",
        metrics: RATE,
        rings: Rings::Absent,
        sized: false,
        lasts: Lasts::Messages(120.0),
        shapes: &[
            shape("threads", Way::Threads, ANY, HEL).crew(8, 1),
            shape("tasks", Way::Tasks, ANY, HEL).crew(8, 1),
            shape("threads-100k", Way::Threads, ANY, HEL).crew(8, 1).offered("threads", 100_000).giving(METRICS),
            shape("tasks-100k", Way::Tasks, ANY, HEL).crew(8, 1).offered("tasks", 100_000).giving(METRICS),
        ],
    };

    fn threads<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendBlocking + RecvBlocking>,
    {
        if load.offered > 0 { paced_threads::<W, T, CAP>(load) } else { stream_threads::<W, T, CAP>(load) }
    }

    fn tasks<W, T: Payload, const CAP: usize>(load: &Load) -> Result<Sample, Failure>
    where
        W: Wiring<Ends: SendAsync + RecvAsync>,
    {
        if load.offered > 0 { paced_tasks::<W, T, CAP>(load) } else { stream_tasks::<W, T, CAP>(load) }
    }
}
