use hel::channel::mpmc::shard_key;

fn main() {
    let (tx, rx) = shard_key::<u64, 4>(2);
    tx.send(1.5, 1).unwrap();
    tx.to(1.5_f32).send(2).unwrap();
    drop(rx);
}
