//! Streaming in batches: every producer sends 64 values at a time, every consumer takes up to 64.

use super::crew::share;
use crate::load::{Load, Measured};
use crate::payload::{Payload, Stamp};
use crate::verify::Tally;
use crate::wiring::Wiring;

/// How many values make a batch.
const BATCH: usize = 64;

halves! { [$half $Send $Recv $Batch $send $recv $send_batch $recv_batch $sleep $blocks $Work $run $work $wait]
    /// This half on both sides: the rate.
    pub(crate) fn batch<W: Wiring<Ends: $Batch>, T: Payload, const CAP: usize>(load: &Load) -> Measured {
        let (txs, rxs) = W::open::<T, CAP>(load.producers, load.consumers);
        let producers = txs.into_iter().enumerate().map(|(producer, mut tx)| -> $Work<()> {
            let (keys, share) = (load.keys, share(load, producer));
            $work!({
                let (mut buffer, mut sent) = (Vec::with_capacity(BATCH), 0);
                loop {
                    let upto = share.min(sent + BATCH as u64);
                    let stamp = |sequence| Stamp::keyed(keys, producer, sequence);
                    buffer.extend((sent..upto).map(|sequence| T::new(stamp(sequence))));
                    sent = upto;
                    if buffer.is_empty() || $wait!(<W::Ends>::$send_batch(&mut tx, &mut buffer)).is_err() {
                        break;
                    }
                }
            })
        });
        let consumers = rxs.into_iter().map(|mut rx| -> $Work<Tally> {
            $work!({
                let (mut buffer, mut tally) = (Vec::with_capacity(BATCH), Tally::default());
                while $wait!(<W::Ends>::$recv_batch(&mut rx, &mut buffer, BATCH)) > 0 {
                    buffer.drain(..).for_each(|value| tally.note(&value));
                }
                tally
            })
        });
        $run(load, producers.collect(), consumers.collect())?.rate::<T>(load)
    }
}
