use hel::channel::{Options, Wait};

fn main() {
    let lanes = Options::new().wait(Wait::Latency).shard_spsc::<u64, 3>(4);
    drop(lanes);
}
