//! What errors say and give back.

use hel_ring::{Closed, PopError, PushError};

struct NoDebug(u8);

#[test]
fn a_push_error_gives_the_value_back() {
    assert_eq!(PushError::Full(NoDebug(1)).into_inner().0, 1);
    assert_eq!(PushError::Closed(NoDebug(2)).into_inner().0, 2);
}

#[test]
fn errors_tell_which_they_are() {
    let (full, closed) = (PushError::Full(()), PushError::Closed(()));
    assert_eq!((full.is_full(), full.is_closed()), (true, false));
    assert_eq!((closed.is_full(), closed.is_closed()), (false, true));
    assert_eq!((PopError::Empty.is_empty(), PopError::Empty.is_closed()), (true, false));
    assert_eq!((PopError::Closed.is_empty(), PopError::Closed.is_closed()), (false, true));
}

#[test]
fn errors_print_without_the_value() {
    assert_eq!(format!("{:?}", PushError::Full(NoDebug(1))), "Full(..)");
    assert_eq!(format!("{:?}", PushError::Closed(NoDebug(1))), "Closed(..)");
    assert_eq!(PushError::Full(NoDebug(1)).to_string(), "pushing into a full ring");
    assert_eq!(PushError::Closed(NoDebug(1)).to_string(), "pushing into a closed ring");
    assert_eq!(PopError::Empty.to_string(), "popping from an empty ring");
    assert_eq!(PopError::Closed.to_string(), "popping from a closed and drained ring");
    assert_eq!(Closed.to_string(), "pushing a batch into a closed ring");
}
