//! Values by a slot that is lent: a refused one stays in it, and what was in it before is dropped once, whatever its drop does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hel_ring::{CompareExchange, FetchAdd, PopError, PushError, Reserve, mpmc::Ring, spsc};

use crate::counted::{Counted, Drops};

/// A value of `N` words, small or large, that counts its drop, and panics in it if it is told to.
struct Value<const N: usize> {
    words: [usize; N],
    number: usize,
    panics: bool,
    _counted: Counted,
}

impl<const N: usize> Value<N> {
    /// A slot with one.
    #[expect(clippy::unnecessary_wraps, reason = "slots are options")]
    fn new(drops: &Drops, number: usize) -> Option<Self> {
        Some(Self { words: [number; N], number, panics: false, _counted: drops.value() })
    }

    fn that_panics(drops: &Drops) -> Option<Self> {
        Self::new(drops, 1000).map(|mut value| {
            value.panics = true;
            value
        })
    }
}

impl<const N: usize> Drop for Value<N> {
    fn drop(&mut self) {
        assert!(!self.panics, "it was told to");
    }
}

fn number<const N: usize>(slot: Option<&Value<N>>) -> Option<usize> {
    slot.inspect(|value| assert_eq!(value.words, [value.number; N])).map(|value| value.number)
}

fn panics(body: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

fn shared<const N: usize, const CAP: usize, R: Reserve>() {
    let drops = Drops::default();
    let ring = Ring::<Value<N>, CAP, (), R>::with_extra(());
    let mut made = 0;
    let mut value = |number| {
        made += 1;
        Value::<N>::new(&drops, number)
    };
    assert_eq!(ring.push_from(&mut None), Ok(()));
    assert_eq!(ring.push_waiting_from(&mut None, || ()), Ok(()));
    assert_eq!(ring.len(), 0);
    for n in 0..CAP {
        let mut slot = value(n);
        let pushed =
            if n % 2 == 0 { ring.push_from(&mut slot) } else { ring.push_waiting_from(&mut slot, || ()) };
        assert_eq!((pushed, number(slot.as_ref())), (Ok(()), None));
    }

    assert!(ring.force_push_from(&mut None).unwrap().is_none(), "for nothing, nothing is evicted");
    assert_eq!((ring.len(), drops.count()), (CAP, 0));
    let mut slot = value(CAP);
    assert_eq!(ring.push_from(&mut slot), Err(PushError::Full(())));
    assert_eq!(ring.push_waiting_from(&mut slot, || ()), Err(PushError::Full(())));
    assert_eq!(number(slot.as_ref()), Some(CAP));
    let evicted = ring.force_push_from(&mut slot).unwrap();
    assert_eq!((number(evicted.as_ref()), number(slot.as_ref())), (Some(0), None));
    drop(evicted);

    // What was in the slot goes first; where its drop panics, nothing is taken.
    let mut slot = value(500);
    assert_eq!((ring.pop_into(&mut slot), number(slot.as_ref())), (Ok(()), Some(1)));
    assert_eq!(drops.count(), 2);
    slot = Value::that_panics(&drops);
    assert!(panics(|| ring.pop_into(&mut slot).unwrap()));
    assert_eq!((number(slot.as_ref()), ring.len(), drops.count()), (None, CAP - 1, 4));

    let mut popped = Vec::new();
    while ring.pop_into(&mut slot) == Ok(()) {
        popped.extend(number(slot.as_ref()));
    }
    assert!(popped.iter().copied().eq(2..=CAP));
    slot = value(500);
    assert_eq!((ring.pop_into(&mut slot), number(slot.as_ref())), (Err(PopError::Empty), None));

    ring.close();
    slot = value(500);
    assert_eq!(ring.push_from(&mut slot), Err(PushError::Closed(())));
    assert_eq!(ring.push_waiting_from(&mut slot, || ()), Err(PushError::Closed(())));
    assert!(matches!(ring.force_push_from(&mut slot), Err(PushError::Closed(()))));
    assert_eq!(number(slot.as_ref()), Some(500));
    drop((slot, ring));
    assert_eq!(drops.count(), made + 1);
}

fn lane<const N: usize, const CAP: usize>() {
    let drops = Drops::default();
    let (mut tx, mut rx) = spsc::ring::<Value<N>, CAP>();
    assert_eq!((tx.push_from(&mut None), tx.publish_from(&mut None), tx.len()), (Ok(()), Ok(()), 0));
    for n in 0..CAP {
        let mut slot = Value::new(&drops, n);
        assert_eq!((tx.push_from(&mut slot), number(slot.as_ref())), (Ok(()), None));
    }
    let mut slot = Value::new(&drops, CAP);
    assert_eq!((tx.push_from(&mut slot), number(slot.as_ref())), (Err(PushError::Full(())), Some(CAP)));

    let mut got = Value::that_panics(&drops);
    assert!(panics(|| rx.pop_into(&mut got).unwrap()));
    assert_eq!((number(got.as_ref()), rx.len()), (None, CAP));
    assert_eq!((rx.pop_into(&mut got), number(got.as_ref())), (Ok(()), Some(0)));
    assert_eq!(drops.count(), 1);

    rx.close();
    assert_eq!((tx.push_from(&mut slot), number(slot.as_ref())), (Err(PushError::Closed(())), Some(CAP)));
    assert_eq!((tx.publish_from(&mut slot), number(slot.as_ref())), (Ok(()), None));
    // It is taken back into a slot that is empty, or emptied first.
    slot = Value::that_panics(&drops);
    if panics(|| assert!(tx.retract_into(&mut slot))) && slot.is_none() {
        assert!(tx.retract_into(&mut slot));
    }
    assert_eq!(number(slot.as_ref()), Some(CAP));
    assert!(!tx.retract_into(&mut slot));
    assert_eq!(number(slot.as_ref()), Some(CAP));
    drop((tx, rx, slot, got));
    assert_eq!(drops.count(), CAP + 3);
}

#[test]
fn refused_values_stay_and_old_ones_are_dropped_once_in_the_shared_ring() {
    shared::<1, 2, CompareExchange>();
    shared::<1, 8, FetchAdd>();
    shared::<100, 2, FetchAdd>();
    shared::<100, 4, CompareExchange>();
}

#[test]
fn refused_values_stay_and_old_ones_are_dropped_once_in_a_lane() {
    lane::<1, 1>();
    lane::<1, 4>();
    lane::<100, 1>();
    lane::<100, 4>();
}
