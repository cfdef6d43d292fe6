//! What became of the values, and whether it may be so.

use std::collections::HashMap;

use crate::value::Id;

/// What a sender knows of its values.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// How many it had.
    pub(crate) all: u32,
    pub(crate) ok: Vec<Id>,
    pub(crate) back: Vec<Id>,
}

/// What a receiver got, in order; and from which shard, where the call says so.
pub(crate) type Received = Vec<(Option<usize>, Id)>;

/// Checks that every value that a producer had was sent or handed back, and every sent one received exactly once;
/// with `losses`, for channels whose receivers went, at most once.
pub(crate) fn assert_exactly_once(sent: &[Sent], received: &[Received], losses: bool) {
    for (producer, sent) in sent.iter().enumerate() {
        let mut all: Vec<Id> = sent.ok.iter().chain(&sent.back).copied().collect();
        all.sort_unstable();
        assert_eq!(
            all,
            (0..sent.all).map(|number| (producer, number)).collect::<Vec<_>>(),
            "sent or handed back"
        );
    }
    let mut ok: Vec<Id> = sent.iter().flat_map(|sent| &sent.ok).copied().collect();
    let mut got: Vec<Id> = received.iter().flatten().map(|(_, id)| *id).collect();
    ok.sort_unstable();
    got.sort_unstable();
    if losses {
        assert!(got.windows(2).all(|pair| pair[0] < pair[1]), "received twice: {got:?}");
        assert!(got.iter().all(|id| ok.binary_search(id).is_ok()), "received {got:?}, sent {ok:?}");
    } else {
        assert_eq!(got, ok, "received, and sent");
    }
}

/// Checks that a receiver saw each producer's values of each shard in order.
pub(crate) fn assert_in_order(received: &Received) {
    let mut last = HashMap::new();
    for (shard, (producer, number)) in received {
        let Some(shard) = shard else { continue };
        let before = last.insert((*shard, *producer), *number);
        assert!(before < Some(*number), "number {number} of {producer} after {before:?}, shard {shard}");
    }
}
