//! Streaming: every producer sends its share as fast as it can, consumers receive until the end.
//!
//! It is no case of [`Crew::send`]: its loops are as plain as can be, so that they cost next to nothing beside a fast channel.

use super::crew::share;
use super::flow::Crew;
use crate::ends::Ends;
use crate::load::{Load, Measured};
use crate::payload::{Payload, Stamp};
use crate::verify::Tally;

/// Streams, and gives the rate.
pub(crate) fn stream<C: Crew<T>, T: Payload>(load: &Load) -> Measured {
    let send = |producer, tx| C::send_share(load, producer, tx);
    C::flow(load, C::open(load), send, C::receive_all)?.rate::<T>(load)
}

halves! { [$half $Send $Recv $Batch $send $recv $send_batch $recv_batch $sleep $blocks $Work $run $work $wait]
    /// Sends the producer's share of the run's messages.
    pub(crate) fn send_share<E: $Send, T: Payload, const CAP: usize>(
        load: &Load,
        producer: usize,
        mut tx: E::Tx<T, CAP>,
    ) -> $Work<()> {
        let (keys, share) = (load.keys, share(load, producer));
        $work!({
            for sequence in 0..share {
                if $wait!(E::$send(&mut tx, T::new(Stamp::keyed(keys, producer, sequence)))).is_err() {
                    // The count will tell.
                    break;
                }
            }
        })
    }

    /// Receives until the end.
    pub(crate) fn receive_all<E: $Recv, T: Payload, const CAP: usize>(
        mut rx: <E as Ends>::Rx<T, CAP>,
    ) -> $Work<Tally> {
        $work!({
            let mut tally = Tally::default();
            while let Some(value) = $wait!(E::$recv(&mut rx)) {
                tally.note(&value);
            }
            tally
        })
    }
}
