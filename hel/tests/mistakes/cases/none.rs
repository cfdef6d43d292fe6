use hel::channel::mpmc::bounded;

fn main() {
    let (tx, rx) = bounded::<u64, 128>();
    tx.send(1).unwrap();
    assert_eq!(rx.recv(), Ok(1));
}
