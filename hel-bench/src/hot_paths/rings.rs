//! hel-ring's rings, bare.

use std::sync::Arc;

use hel_ring::{mpmc, spsc};

use super::{CAP, RingLoopback};

/// [`hel_ring::mpmc::Ring`].
#[derive(Debug)]
pub struct MpmcRing(Arc<mpmc::Ring<u64, CAP>>);

impl Default for MpmcRing {
    fn default() -> Self {
        Self(mpmc::Ring::new())
    }
}

impl RingLoopback for MpmcRing {
    #[inline]
    fn push_pop(&mut self, value: u64) -> Option<u64> {
        self.0.push(value).ok()?;
        self.0.pop().ok()
    }
}

/// [`hel_ring::spsc`]'s two halves.
#[derive(Debug)]
pub struct SpscRing {
    producer: spsc::Producer<u64, CAP>,
    consumer: spsc::Consumer<u64, CAP>,
}

impl Default for SpscRing {
    fn default() -> Self {
        let (producer, consumer) = spsc::ring();
        Self { producer, consumer }
    }
}

impl RingLoopback for SpscRing {
    #[inline]
    fn push_pop(&mut self, value: u64) -> Option<u64> {
        self.producer.push(value).ok()?;
        self.consumer.pop().ok()
    }
}
