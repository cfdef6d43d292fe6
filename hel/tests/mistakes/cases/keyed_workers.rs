use hel::channel::mpmc::shard_key;

fn main() {
    let (_tx, rx) = shard_key::<u64, 4>(2);
    let workers = rx.into_workers(4);
    drop(workers);
}
