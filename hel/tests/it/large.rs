//! Values that are large beside a stack: how often one is moved on its way counts, above all in a build without optimisation.

#![allow(clippy::large_stack_arrays, reason = "they are what is tested")]

use std::thread;
use std::time::Duration;

use hel::channel::{mpmc, spsc};

const SIZE: usize = 32 * 1024;
type Large = [u8; SIZE];

/// Eight values.
const STACK: usize = 8 * SIZE;

const SOON: Duration = Duration::from_secs(60);

/// Lends `half` to `body` on a thread with little stack.
fn on_a_small_stack<H: Send + 'static>(mut half: H, body: impl FnOnce(&mut H) + Send + 'static) -> H {
    let small = thread::Builder::new().stack_size(STACK).spawn(move || {
        body(&mut half);
        half
    });
    small.unwrap().join().unwrap()
}

/// A test that sends and receives by blocking calls and by those that never wait; `$key` are the arguments that come before a value.
macro_rules! goes_on_a_small_stack {
    ($test:ident, $channel:expr, [$($key:expr),*], [$($batch_key:expr)?]) => {
        #[test]
        fn $test() {
            let (tx, rx) = $channel;
            let tx = on_a_small_stack(tx, |tx| tx.send($($key,)* [1; SIZE]).unwrap());
            let rx = on_a_small_stack(rx, |rx| assert_eq!(rx.recv().unwrap()[0], 1));
            let tx = on_a_small_stack(tx, |tx| tx.send_timeout($($key,)* [2; SIZE], SOON).unwrap());
            let rx = on_a_small_stack(rx, |rx| assert_eq!(rx.recv_timeout(SOON).unwrap()[0], 2));
            let tx = on_a_small_stack(tx, |tx| tx.try_send($($key,)* [3; SIZE]).unwrap());
            let rx = on_a_small_stack(rx, |rx| assert_eq!(rx.try_recv().unwrap()[0], 3));
            let tx = on_a_small_stack(tx, |tx| {
                let mut values = vec![[4; SIZE], [5; SIZE]];
                assert_eq!(tx.send_batch(&mut values $(, $batch_key)?), Ok(2));
            });
            let rx = on_a_small_stack(rx, |rx| {
                let mut values = Vec::new();
                while values.len() < 2 {
                    rx.recv_batch(&mut values, 2).unwrap();
                }
            });

            // One that waits.
            let receiver = thread::spawn(move || on_a_small_stack(rx, |rx| assert_eq!(rx.recv().unwrap()[0], 6)));
            let tx = on_a_small_stack(tx, |tx| tx.send($($key,)* [6; SIZE]).unwrap());
            let rx = receiver.join().unwrap();

            // What is queued goes with the last receiver, and what comes later comes back.
            let tx = on_a_small_stack(tx, |tx| tx.send($($key,)* [7; SIZE]).unwrap());
            let small = thread::Builder::new().stack_size(STACK).spawn(move || drop(rx));
            small.unwrap().join().unwrap();
            #[allow(unused_mut, reason = "a lane's sender is mutable")]
            let mut tx = tx;
            assert!(tx.send($($key,)* [8; SIZE]).is_err());
        }
    };
}

goes_on_a_small_stack!(large_values_in_one_channel, mpmc::bounded::<Large, 4>(), [], []);
goes_on_a_small_stack!(large_values_in_turn, mpmc::round_robin::<Large, 4>(3), [], []);
goes_on_a_small_stack!(large_values_at_home, mpmc::home_shard::<Large, 4>(3), [], []);
goes_on_a_small_stack!(large_values_to_the_emptier_shard, mpmc::least_loaded::<Large, 4>(3), [], []);
goes_on_a_small_stack!(large_values_by_key, mpmc::shard_key::<Large, 4>(3), [7], [|value| value[0]]);
goes_on_a_small_stack!(
    large_values_by_group,
    mpmc::shard_group::<Large, 4, _>([(7, 0), (8, 1)]),
    [&7],
    [|_| 8]
);
goes_on_a_small_stack!(large_values_in_a_lane, spsc::spsc::<Large, 4>(), [], []);
