//! Batches into a lane that is closed.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use hel_route::errors::{BatchErrorKind, BatchSendError};
use hel_route::spsc::spsc;

const NOTHING_SENT: BatchSendError = BatchSendError { sent: 0, kind: BatchErrorKind::Disconnected };

#[test]
fn a_batch_into_a_lane_without_receiver_is_disconnected_though_there_is_room() {
    let (mut tx, rx) = spsc::<u8, 8>();
    drop(rx);
    let mut buffer = vec![1, 2, 3];
    assert_eq!(tx.try_send_batch(&mut buffer), Err(NOTHING_SENT));
    assert_eq!(tx.send_batch_timeout(&mut buffer, Duration::ZERO), Err(NOTHING_SENT));
    assert_eq!(tx.send_batch(&mut buffer), Err(NOTHING_SENT));
    assert_eq!(buffer, [1, 2, 3]);
}

#[test]
fn a_batch_that_waits_hears_of_the_close_though_there_is_room_by_then() {
    let (mut tx, mut rx) = spsc::<u8, 2>();
    let mut buffer = vec![1, 2, 3, 4];
    let mut sending = tx.send_batch_async(&mut buffer);
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(Pin::new(&mut sending).poll(&mut context), Poll::Pending);
    rx.close();
    assert_eq!((rx.try_recv(), rx.try_recv()), (Ok(1), Ok(2)));
    let cut_short = BatchSendError { sent: 2, kind: BatchErrorKind::Disconnected };
    assert_eq!(Pin::new(&mut sending).poll(&mut context), Poll::Ready(Err(cut_short)));
    drop(sending);
    assert_eq!(buffer, [3, 4]);
}
