//! The smallest use: a thread sends, another receives, and the end of the one is the end of the other.
//!
//! ```text
//! cargo run --example hello
//! ```

use std::thread;

use hel::channel::errors::SendError;
use hel::channel::mpmc::bounded;

fn main() -> Result<(), SendError<&'static str>> {
    // Room for four words. The number is part of the type, and must be a power of two.
    let (tx, rx) = bounded::<&str, 4>();

    let receiver = thread::spawn(move || {
        let mut words = Vec::new();
        // Sleeps while there is nothing, and ends when the sender is gone and all is received.
        for word in rx {
            words.push(word);
        }
        words.join(" ")
    });

    for word in ["one", "two", "three", "four", "five", "six"] {
        // Waits while four words are queued. An error would mean that the receiver is gone, and would hold the word.
        tx.send(word)?;
    }
    drop(tx);

    let words = receiver.join().expect("the receiver does not panic");
    println!("received: {words}");
    assert_eq!(words, "one two three four five six");
    Ok(())
}
