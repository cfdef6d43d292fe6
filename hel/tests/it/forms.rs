//! The forms of a keyed send: by any key, by a key inside the value, through a handle that was looked up once.

use std::hash::{Hash, Hasher};
use std::time::{Duration, Instant};

use hel::channel::errors::*;
use hel::channel::mpmc::{shard_group, shard_key};

use crate::common::block_on;
use crate::support::ready;

#[derive(Clone, Debug, PartialEq)]
struct Trade {
    symbol: String,
    price: u32,
}

fn trade(symbol: &str, price: u32) -> Trade {
    Trade { symbol: symbol.into(), price }
}

fn symbol(trade: &Trade) -> &str {
    &trade.symbol
}

#[test]
fn a_key_is_anything_that_hashes() {
    struct Venue(u8);
    impl Hash for Venue {
        fn hash<H: Hasher>(&self, state: &mut H) {
            state.write_u8(self.0);
        }
    }
    let (tx, rx) = shard_key::<u32, 16>(4);
    tx.send("AAPL", 1).unwrap();
    tx.send(42_u32, 2).unwrap();
    tx.send(("NYSE", "AAPL"), 3).unwrap();
    let borrowed = String::from("MSFT");
    tx.send(&borrowed, 4).unwrap();
    tx.send(String::from("MSFT"), 5).unwrap();
    tx.send(Venue(3), 6).unwrap();
    tx.send([1_u8, 2, 3].as_slice(), 7).unwrap();
    assert_eq!(rx.try_iter().sum::<u32>(), 28);
}

#[test]
fn the_key_is_not_borrowed_by_the_future() {
    let (tx, rx) = shard_key::<u32, 4>(2);
    let (group, group_rx) = shard_group::<u32, 4, String>([("AAPL".into(), 0)]);
    let (send, group_send) = {
        let key = String::from("AAPL");
        (tx.send_async(&key, 1), group.send_async(key.as_str(), 2))
    };
    assert_eq!(block_on(send), Ok(()));
    assert_eq!(block_on(group_send), Ok(()));
    assert_eq!((rx.recv(), group_rx.recv()), (Ok(1), Ok(2)));
}

#[test]
fn every_form_takes_the_key_from_the_value() {
    let (tx, rx) = shard_key::<Trade, 64>(3);
    let value = || trade("AAPL", 1);
    let later = || Instant::now() + Duration::from_secs(1);
    let to_its_shard = |trade: &Trade| tx.to(&trade.symbol);
    to_its_shard(&value()).send(value()).unwrap();
    to_its_shard(&value()).send_timeout(value(), Duration::from_secs(1)).unwrap();
    to_its_shard(&value()).send_deadline(value(), later()).unwrap();
    to_its_shard(&value()).try_send(value()).unwrap();
    assert_eq!(to_its_shard(&value()).force_send(value()), Ok(None));
    ready(to_its_shard(&value()).send_async(value())).unwrap();
    let mut slot = Some(value());
    ready(to_its_shard(&value()).send_ref_async(&mut slot)).unwrap();
    assert_eq!(slot, None);
    ready(to_its_shard(&value()).clone().into_send_async(value())).unwrap();
    let batch = || vec![value(), value()];
    assert_eq!(tx.send_batch_by(&mut batch(), symbol), Ok(2));

    let of_aapl = rx.receiver(tx.shard_for("AAPL")).unwrap();
    assert_eq!(of_aapl.try_iter().count(), 10);
    assert!(rx.is_empty());
}

#[test]
fn every_form_by_group_takes_the_key_from_the_value() {
    let (tx, rx) = shard_group::<Trade, 64, String>([("AAPL".into(), 1), ("MSFT".into(), 0)]);
    let value = || trade("AAPL", 1);
    let later = || Instant::now() + Duration::from_secs(1);
    let to_its_shard = |trade: &Trade| tx.to(&trade.symbol).unwrap();
    to_its_shard(&value()).send(value()).unwrap();
    to_its_shard(&value()).send_timeout(value(), Duration::from_secs(1)).unwrap();
    to_its_shard(&value()).send_deadline(value(), later()).unwrap();
    to_its_shard(&value()).try_send(value()).unwrap();
    assert_eq!(to_its_shard(&value()).force_send(value()), Ok(None));
    ready(to_its_shard(&value()).send_async(value())).unwrap();
    let mut slot = Some(value());
    ready(to_its_shard(&value()).send_ref_async(&mut slot)).unwrap();
    assert_eq!(slot, None);
    ready(to_its_shard(&value()).clone().into_send_async(value())).unwrap();
    let batch = || vec![value(), value()];
    assert_eq!(tx.send_batch_by(&mut batch(), symbol), Ok(2));
    // Owned keys, for maps whose keys are small.
    assert_eq!(tx.send_batch(&mut batch(), |trade| trade.symbol.clone()), Ok(2));

    assert_eq!(rx.receiver(1).unwrap().try_iter().count(), 12);
    assert!(rx.is_empty());
    assert!(tx.to("DOGE").is_none());
    assert_eq!(tx.try_send("DOGE", trade("DOGE", 0)), Err(GroupSendError::UnknownKey(trade("DOGE", 0))));
}

#[test]
fn a_key_is_looked_up_once_and_used_as_a_plain_sender() {
    let (tx, rx) = shard_group::<u32, 4, _>([("orders", 0), ("fills", 1)]);
    let fills = tx.to("fills").unwrap();
    fills.send(1).unwrap();
    fills.send_batch(&mut vec![2, 3]).unwrap();
    ready(fills.send_async(4)).unwrap();
    assert_eq!(fills.force_send(5), Ok(Some(1)));
    assert!(fills.same_channel(tx.shard(1).unwrap()));
    assert!(!fills.same_channel(tx.shard(0).unwrap()));
    assert_eq!(rx.receiver(1).unwrap().try_iter().collect::<Vec<_>>(), [2, 3, 4, 5]);
    assert_eq!(rx.receiver(0).unwrap().len(), 0);
}

#[test]
fn one_key_keeps_its_order_through_every_form() {
    let (tx, rx) = shard_key::<u32, 64>(5);
    for n in (0..40).step_by(4) {
        tx.send("k", n).unwrap();
        ready(tx.send_async("k", n + 1)).unwrap();
        tx.send_batch(&mut vec![n + 2], |_| "k").unwrap();
        tx.shard(tx.shard_for("k")).unwrap().try_send(n + 3).unwrap();
    }
    assert_eq!(rx.try_iter().collect::<Vec<_>>(), (0..40).collect::<Vec<_>>());
}
