//! What most scenarios need.

pub(super) use std::sync::Arc;
pub(super) use std::time::{Duration, Instant};

pub(super) use super::shape::{
    FAN_IN, FAN_OUT, KEYED, LANES, Lasts, Metric, PLAIN, RATE, ROUND_ROBIN, Rings, SHARED, Scenario, Shape,
    Way, shape,
};
pub(super) use super::{Awaiting, Blocking, Scene};
pub(super) use crate::body::crew::{Outcome, Work, join, run_across, run_tasks, run_threads};
pub(super) use crate::body::flow::{Crew, Tasks, Threads};
pub(super) use crate::body::stream::stream;
pub(super) use crate::body::{Times, Toil};
pub(super) use crate::ends::{
    Channel, CloneTx, Ends, RecvAsync, RecvBlocking, Reply, SendAsync, SendBlocking, Try,
};
pub(super) use crate::load::{Load, Measured, Placement, Sample};
pub(super) use crate::payload::{Payload, Stamp};
pub(super) use crate::runtime::{Runtime, TaskWork};
pub(super) use crate::verify::{Failure, Tally, verify};
pub(super) use crate::wiring::{Layout, Wiring};
pub(super) use crate::{affinity, cpu_time};
