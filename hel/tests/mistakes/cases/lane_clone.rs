use hel::channel::spsc::spsc;

fn main() {
    let (tx, rx) = spsc::<u64, 4>();
    let other = tx.clone();
    drop((tx, other, rx));
}
