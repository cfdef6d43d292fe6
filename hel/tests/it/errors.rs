//! The errors: what they say, what they hand back, and that a `match` over one is complete.

use std::error::Error;
use std::fmt::Debug;
use std::time::Duration;

use hel::channel::errors::*;
use hel::channel::mpmc::{Receiver, Sender, bounded};

use crate::common::block_on;

/// A value without any trait of its own.
struct Opaque;

fn sentence<E: Error>(error: &E) -> String {
    let text = error.to_string();
    assert!(text.contains(' '), "{text:?} is a sentence");
    assert!(text.chars().next().unwrap().is_lowercase() || text.starts_with(char::is_numeric), "{text:?}");
    assert!(!text.ends_with('.') && !text.contains("Error") && !text.contains('{'), "{text:?}");
    text
}

#[test]
fn each_displays_as_a_sentence_of_its_own() {
    let sentences = [
        sentence(&TrySendError::Full(Opaque)),
        sentence(&SendError::TimeOut(Opaque)),
        sentence(&AsyncSendError::Disconnected(Opaque)),
        sentence(&TryRecvError::Empty),
        sentence(&RecvError::TimeOut(Duration::from_millis(100))),
        sentence(&AsyncRecvError::Disconnected),
        sentence(&GroupSendError::<_, SendError<Opaque>>::UnknownKey(Opaque)),
    ];
    for (place, text) in sentences.iter().enumerate() {
        assert!(!sentences[..place].contains(text), "{text:?} twice");
    }
    assert!(sentence(&RecvError::TimeOut(Duration::from_millis(100))).contains("100ms"));
    assert_eq!(sentence(&TrySendError::Disconnected(0)), sentence(&SendError::Disconnected(0)));
    assert_eq!(sentence(&AsyncSendRefError::Disconnected), sentence(&SendError::Disconnected(0)));
    assert_eq!(sentence(&TryRecvError::Disconnected), sentence(&RecvError::Disconnected));
    for kind in [BatchErrorKind::Full, BatchErrorKind::TimeOut, BatchErrorKind::Disconnected] {
        assert!(sentence(&BatchSendError { sent: 17, kind }).contains("17"));
    }
    let inner = SendError::TimeOut(0);
    assert_eq!(sentence(&GroupSendError::<i32, _>::Send(inner)), sentence(&inner));
}

#[test]
fn each_has_debug_whatever_it_carries() {
    fn debug(error: impl Debug) -> String {
        format!("{error:?}")
    }
    assert!(debug(TrySendError::Full(Opaque)).contains("Full"));
    assert!(debug(TrySendError::Disconnected(Opaque)).contains("Disconnected"));
    assert!(debug(SendError::TimeOut(Opaque)).contains("TimeOut"));
    assert!(debug(SendError::Disconnected(Opaque)).contains("Disconnected"));
    assert!(debug(AsyncSendError::Disconnected(Opaque)).contains("Disconnected"));
    assert!(debug(GroupSendError::<_, SendError<Opaque>>::UnknownKey(Opaque)).contains("UnknownKey"));
    assert!(debug(GroupSendError::<Opaque, _>::Send(SendError::TimeOut(Opaque))).contains("TimeOut"));
    assert!(debug(TryRecvError::Empty).contains("Empty"));
    assert!(debug(RecvError::TimeOut(Duration::ZERO)).contains("TimeOut"));
    assert!(debug(AsyncRecvError::Disconnected).contains("Disconnected"));
    assert!(debug(BatchSendError { sent: 3, kind: BatchErrorKind::Full }).contains('3'));
}

#[test]
fn each_hands_its_value_back() {
    assert_eq!(TrySendError::Full(1).into_inner(), 1);
    assert_eq!(TrySendError::Disconnected(2).into_inner(), 2);
    assert_eq!(SendError::TimeOut(3).into_inner(), 3);
    assert_eq!(SendError::Disconnected(4).into_inner(), 4);
    assert_eq!(AsyncSendError::Disconnected(5).into_inner(), 5);
    assert_eq!(GroupSendError::<_, SendError<_>>::UnknownKey(6).into_inner(), 6);
    assert_eq!(GroupSendError::Send(TrySendError::Full(7)).into_inner(), 7);
    assert_eq!(GroupSendError::Send(AsyncSendError::Disconnected(8)).into_inner(), 8);
}

/// Full, timed out, disconnected.
macro_rules! is {
    ($error:expr) => {{
        let error = $error;
        (error.is_full(), error.is_timeout(), error.is_disconnected())
    }};
}

#[test]
fn each_answers_the_same_questions() {
    let (full, timeout, disconnected) = ((true, false, false), (false, true, false), (false, false, true));
    assert_eq!(is!(TrySendError::Full(0)), full);
    assert_eq!(is!(TrySendError::Disconnected(0)), disconnected);
    assert_eq!(is!(SendError::TimeOut(0)), timeout);
    assert_eq!(is!(SendError::Disconnected(0)), disconnected);
    assert_eq!(is!(AsyncSendError::Disconnected(0)), disconnected);
    assert_eq!(is!(AsyncSendRefError::Disconnected), disconnected);
    assert_eq!(is!(TryRecvError::Empty), (false, false, false));
    assert!(TryRecvError::Empty.is_empty());
    assert_eq!(is!(TryRecvError::Disconnected), disconnected);
    assert_eq!(is!(RecvError::TimeOut(Duration::ZERO)), timeout);
    assert_eq!(is!(RecvError::Disconnected), disconnected);
    assert_eq!(is!(AsyncRecvError::Disconnected), disconnected);
    assert_eq!(is!(BatchSendError { sent: 0, kind: BatchErrorKind::Full }), full);
    assert_eq!(is!(BatchSendError { sent: 0, kind: BatchErrorKind::TimeOut }), timeout);
    assert_eq!(is!(BatchSendError { sent: 0, kind: BatchErrorKind::Disconnected }), disconnected);
    assert_eq!(is!(GroupSendError::<_, SendError<_>>::UnknownKey(0)), (false, false, false));
    assert_eq!(is!(GroupSendError::Send(TrySendError::Full(0))), full);
    assert_eq!(is!(GroupSendError::Send(SendError::TimeOut(0))), timeout);
    assert_eq!(is!(GroupSendError::Send(AsyncSendError::Disconnected(0))), disconnected);
}

#[test]
fn a_match_over_each_is_complete() {
    fn name<T>(errors: &(TrySendError<T>, SendError<T>, AsyncSendError<T>)) -> [&'static str; 3] {
        let first = match errors.0 {
            TrySendError::Full(_) => "full",
            TrySendError::Disconnected(_) => "disconnected",
        };
        let second = match errors.1 {
            SendError::TimeOut(_) => "timed out",
            SendError::Disconnected(_) => "disconnected",
        };
        let AsyncSendError::Disconnected(_) = &errors.2;
        [first, second, "disconnected"]
    }
    fn name_recv(errors: (TryRecvError, RecvError, AsyncRecvError)) -> [&'static str; 3] {
        let first = match errors.0 {
            TryRecvError::Empty => "empty",
            TryRecvError::Disconnected => "disconnected",
        };
        let second = match errors.1 {
            RecvError::TimeOut(_) => "timed out",
            RecvError::Disconnected => "disconnected",
        };
        let AsyncRecvError::Disconnected = errors.2;
        [first, second, "disconnected"]
    }
    fn name_batch(error: GroupSendError<usize, BatchSendError>) -> &'static str {
        match error {
            GroupSendError::UnknownKey(_) => "unknown",
            GroupSendError::Send(BatchSendError { sent: _, kind }) => match kind {
                BatchErrorKind::Full => "full",
                BatchErrorKind::TimeOut => "timed out",
                BatchErrorKind::Disconnected => "disconnected",
            },
        }
    }
    let sends =
        (TrySendError::Full(Opaque), SendError::TimeOut(Opaque), AsyncSendError::Disconnected(Opaque));
    assert_eq!(name(&sends), ["full", "timed out", "disconnected"]);
    let receives = (TryRecvError::Empty, RecvError::Disconnected, AsyncRecvError::Disconnected);
    assert_eq!(name_recv(receives), ["empty", "disconnected", "disconnected"]);
    assert_eq!(name_batch(GroupSendError::UnknownKey(0)), "unknown");
}

#[test]
fn those_without_a_value_are_copy_and_eq() {
    fn check<E: Copy + Eq + Debug + Send + Sync + 'static>(error: E) {
        let copy = error;
        assert_eq!(error, copy);
    }
    check(TryRecvError::Empty);
    check(RecvError::TimeOut(Duration::ZERO));
    check(AsyncRecvError::Disconnected);
    check(BatchSendError { sent: 0, kind: BatchErrorKind::Full });
    check(BatchErrorKind::Full);
}

#[test]
fn each_is_a_std_error_that_goes_through_a_question_mark() {
    fn boxed(n: u32) -> Result<(), Box<dyn Error + Send + Sync>> {
        match n {
            0 => Err(TrySendError::Full(0))?,
            1 => Err(SendError::TimeOut(0))?,
            2 => Err(AsyncSendError::Disconnected(0))?,
            3 => Err(TryRecvError::Empty)?,
            4 => Err(RecvError::Disconnected)?,
            5 => Err(AsyncRecvError::Disconnected)?,
            6 => Err(BatchSendError { sent: 0, kind: BatchErrorKind::Full })?,
            7 => Err(GroupSendError::<i32, _>::Send(SendError::TimeOut(0)))?,
            _ => Ok(()),
        }
    }
    assert!((0..8).all(|n| boxed(n).is_err()));
}

#[test]
fn a_question_mark_takes_each_into_a_wider_one() {
    fn at_once<T>(tx: &Sender<T, 1>, value: T) -> Result<(), SendError<T>> {
        Ok(tx.try_send(value)?)
    }
    fn in_time<T>(tx: &Sender<T, 1>, value: T) -> Result<(), TrySendError<T>> {
        Ok(tx.send_timeout(value, Duration::ZERO)?)
    }
    async fn by_task<T>(tx: &Sender<T, 1>, value: T) -> Result<(), TrySendError<T>> {
        Ok(tx.send_async(value).await?)
    }
    async fn what_is_there<T>(rx: &Receiver<T, 1>) -> Result<T, TryRecvError> {
        Ok(rx.recv_async().await?)
    }
    fn by_group<T>(tx: &Sender<T, 1>, value: T) -> Result<(), GroupSendError<T, TrySendError<T>>> {
        Ok(tx.try_send(value)?)
    }
    let (tx, rx) = bounded::<_, 1>();
    tx.send(0).unwrap();
    assert_eq!(at_once(&tx, 1), Err(SendError::TimeOut(1)));
    assert_eq!(in_time(&tx, 1), Err(TrySendError::Full(1)));
    drop(rx);
    assert_eq!(at_once(&tx, 1), Err(SendError::Disconnected(1)));
    assert_eq!(in_time(&tx, 1), Err(TrySendError::Disconnected(1)));
    assert_eq!(block_on(by_task(&tx, 1)), Err(TrySendError::Disconnected(1)));
    assert_eq!(by_group(&tx, 1), Err(GroupSendError::Send(TrySendError::Disconnected(1))));
    let (tx, rx) = bounded::<u8, 1>();
    drop(tx);
    assert_eq!(block_on(what_is_there(&rx)), Err(TryRecvError::Disconnected));
}

#[test]
fn without_its_value_each_is_the_same_error() {
    assert_eq!(TrySendError::Full(Opaque).without_value(), TrySendError::Full(()));
    assert_eq!(TrySendError::Disconnected(Opaque).without_value(), TrySendError::Disconnected(()));
    assert_eq!(SendError::TimeOut(Opaque).without_value(), SendError::TimeOut(()));
    assert_eq!(SendError::Disconnected(Opaque).without_value(), SendError::Disconnected(()));
    assert_eq!(AsyncSendError::Disconnected(Opaque).without_value(), AsyncSendError::Disconnected(()));
    let unknown = GroupSendError::<_, SendError<_>>::UnknownKey(Opaque);
    assert_eq!(unknown.without_value(), GroupSendError::UnknownKey(()));
    let failed = GroupSendError::<_, SendError<_>>::Send(SendError::TimeOut(Opaque));
    assert_eq!(failed.without_value(), GroupSendError::Send(SendError::TimeOut(())));
}
