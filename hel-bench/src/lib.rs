//! The bodies that the benches share: moving values between threads, with proof that all arrived.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

/// Moves `0..count` from a thread that calls `send` for each to this one, which takes them from `received`.
///
/// `send` owns the sending side, so that the channel ends when it is done.
///
/// # Panics
///
/// When a value was lost, doubled or out of order.
pub fn stream(count: u64, mut send: impl FnMut(u64) + Send, received: impl IntoIterator<Item = u64>) {
    std::thread::scope(|scope| {
        scope.spawn(move || (0..count).for_each(&mut send));
        let mut expected = 0;
        for value in received {
            assert_eq!(value, expected, "a value was lost, doubled or out of order");
            expected += 1;
        }
        assert_eq!(expected, count, "values were lost at the end");
    });
}

#[cfg(test)]
mod tests {
    use super::stream;

    #[test]
    fn a_whole_stream_passes() {
        let (mut tx, rx) = hel::channel::spsc::spsc::<u64, 16>();
        stream(1000, move |value| tx.send(value).unwrap(), rx);
    }

    #[test]
    #[should_panic(expected = "a value was lost, doubled or out of order")]
    fn a_lost_value_is_noticed() {
        let (mut tx, rx) = hel::channel::spsc::spsc::<u64, 1024>();
        let send = move |value| {
            if value != 500 {
                tx.send(value).unwrap();
            }
        };
        stream(1000, send, rx);
    }
}
