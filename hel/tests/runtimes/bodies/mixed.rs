//! Threads and tasks on one channel, on either side.

use std::thread;

use hel::channel::{mpmc, spsc};

use super::{Message, Runtime, assert_exactly_once, assert_in_order, key, messages};
use crate::common::{Kind, Rx, Tx, block_on};

const COUNT: u32 = 2000;

/// Even producers and consumers are threads, odd ones are tasks; then the other way round.
pub(crate) async fn threads_and_tasks_share_a_channel<R: Runtime, K: Kind>() {
    for shift in 0..2 {
        let (txs, rxs) = K::open_many::<Message>(key, 2, 2);
        let mut threads = Vec::new();
        let mut tasks = Vec::new();
        for (producer, mut tx) in (0..).zip(txs) {
            if producer % 2 == shift {
                threads.push(thread::spawn(move || {
                    for message in messages(producer, COUNT) {
                        tx.send(message).expect("the receivers are there");
                    }
                    Vec::new()
                }));
            } else {
                tasks.push(R::spawn(async move {
                    for message in messages(producer, COUNT) {
                        R::send(&mut tx, message).await.expect("the receivers are there");
                    }
                    Vec::new()
                }));
            }
        }
        for (consumer, mut rx) in (0..).zip(rxs) {
            // In a lane the two sides are of different sorts; elsewhere there is one of each.
            if consumer % 2 == shift {
                tasks.push(R::spawn(async move {
                    let mut seen = Vec::new();
                    while let Ok(received) = R::recv(&mut rx).await {
                        seen.push(received);
                    }
                    in_order(seen)
                }));
            } else {
                threads.push(thread::spawn(move || {
                    in_order(std::iter::from_fn(|| rx.recv_any().ok()).collect())
                }));
            }
        }
        let mut received = Vec::new();
        for task in tasks {
            received.extend(task.await);
        }
        for thread in threads {
            received.extend(thread.join().expect("a thread that ends"));
        }
        assert_exactly_once(received, 2, COUNT);
    }
}

fn in_order(seen: Vec<(usize, Message)>) -> Vec<Message> {
    assert_in_order(&seen);
    seen.into_iter().map(|(_, message)| message).collect()
}

/// A thread asks, a task answers, over a lane each way; and a task asks, a thread answers, over a shared channel.
pub(crate) async fn a_request_and_its_reply_cross_between_thread_and_task<R: Runtime>() {
    let (mut ask, mut asked) = spsc::spsc::<Message, 1>();
    let (mut answer, mut answered) = spsc::spsc::<Message, 1>();
    let thread = thread::spawn(move || {
        for message in messages(0, COUNT) {
            ask.send(message).expect("the task is there");
            assert_eq!(answered.recv(), Ok(message));
        }
    });
    R::spawn(async move {
        while let Ok((_, message)) = R::recv(&mut asked).await {
            R::send(&mut answer, message).await.expect("the thread is there");
        }
    })
    .await;
    thread.join().expect("a thread that ends");

    let (mut ask, asked) = mpmc::bounded::<Message, 1>();
    let (answer, mut answered) = mpmc::bounded::<Message, 1>();
    let thread = thread::spawn(move || {
        for message in asked {
            block_on(answer.send_async(message)).expect("the task is there");
        }
    });
    R::spawn(async move {
        for message in messages(0, COUNT) {
            R::send(&mut ask, message).await.expect("the thread is there");
            assert_eq!(R::recv(&mut answered).await, Ok((0, message)));
        }
    })
    .await;
    thread.join().expect("a thread that ends");
}
