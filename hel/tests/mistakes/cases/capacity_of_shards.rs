use hel::channel::mpmc::shard_key;

fn main() {
    let (tx, rx) = shard_key::<u64, 0>(4);
    tx.send("AAPL", 1).unwrap();
    assert_eq!(rx.recv(), Ok(1));
}
