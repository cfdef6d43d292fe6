//! A worker per shard, and all messages of one key with the same worker, in order.
//!
//! So a worker may keep what it knows of its keys in a map of its own: no lock, and no message that overtakes another.
//!
//! ```text
//! cargo run --example keyed_workers
//! ```

use std::collections::HashMap;
use std::thread;

use hel::channel::errors::SendError;
use hel::channel::mpmc::{Receiver, shard_key};

const ACCOUNTS: u32 = 100;
const WORKERS: usize = 4;

/// The `sequence`-th booking of an account, counted from 0.
struct Booking {
    account: u32,
    sequence: u32,
    amount: i64,
}

fn main() -> Result<(), SendError<Booking>> {
    let (tx, rx) = shard_key::<Booking, 64>(WORKERS);
    let workers: Vec<_> =
        rx.into_receivers().into_iter().map(|rx| thread::spawn(move || balances(&rx))).collect();

    for sequence in 0..50 {
        for account in 0..ACCOUNTS {
            let booking = Booking { account, sequence, amount: i64::from(account) - 10 };
            // The key comes from the value; `tx.send(key, value)` takes any other.
            tx.to(booking.account).send(booking)?;
        }
    }
    drop(tx);

    let mut all = HashMap::new();
    for (shard, worker) in workers.into_iter().enumerate() {
        let balances = worker.join().expect("bookings arrive in order");
        println!("worker {shard}: {} accounts", balances.len());
        for (account, balance) in balances {
            assert!(all.insert(account, balance).is_none(), "account {account} belongs to one worker");
        }
    }
    assert_eq!(all.len(), ACCOUNTS as usize);
    assert!(all.iter().all(|(&account, &balance)| balance == 50 * (i64::from(account) - 10)));
    println!("{} balances, all right", all.len());
    Ok(())
}

/// The balance of each account whose bookings come by.
fn balances<const CAP: usize>(rx: &Receiver<Booking, CAP>) -> HashMap<u32, i64> {
    let mut accounts: HashMap<u32, (u32, i64)> = HashMap::new();
    for booking in rx {
        let (next, balance) = accounts.entry(booking.account).or_default();
        assert_eq!(booking.sequence, *next, "account {}", booking.account);
        *next += 1;
        *balance += booking.amount;
    }
    accounts.into_iter().map(|(account, (_, balance))| (account, balance)).collect()
}
