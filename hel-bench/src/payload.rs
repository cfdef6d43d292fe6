//! What is sent: values that know who sent them, and that cannot be lost, doubled or torn unnoticed.

use std::fmt;
use std::sync::LazyLock;

use crate::ends::Message;
use crate::load::Keys;
use crate::verify::Failure;

/// The number of different keys; a key is below it.
pub const KEYS: u64 = 256;

/// The most producers of one run.
pub const MAX_PRODUCERS: usize = 64;

const SEQUENCE_BITS: u32 = 40;
const KEY_BITS: u32 = 8;
const DRAW_BITS: u32 = 12;

/// Who sent a value, as which of its values, and under which key: one word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Stamp(u64);

impl Stamp {
    /// The stamp of value number `sequence` of `producer`. Its key follows from the number: keys come in no regular
    /// order, and all about equally often.
    pub const fn new(producer: usize, sequence: u64) -> Self {
        Self::with_key(producer, scattered(sequence, KEY_BITS), sequence)
    }

    #[inline]
    const fn with_key(producer: usize, key: u64, sequence: u64) -> Self {
        Self(((producer as u64) << (SEQUENCE_BITS + KEY_BITS)) | (key << SEQUENCE_BITS) | sequence)
    }

    /// The same, with the keys as often as `keys` says.
    #[inline]
    pub fn keyed(keys: Keys, producer: usize, sequence: u64) -> Self {
        match keys {
            Keys::Even => Self::new(producer, sequence),
            Keys::Zipf => {
                let key = ZIPF[scattered(sequence, DRAW_BITS) as usize];
                Self::with_key(producer, key.into(), sequence)
            }
        }
    }

    /// Whose value it is.
    pub const fn producer(self) -> usize {
        (self.0 >> (SEQUENCE_BITS + KEY_BITS)) as usize
    }

    /// Which of its producer's values it is, from 0.
    pub const fn sequence(self) -> u64 {
        self.0 & ((1 << SEQUENCE_BITS) - 1)
    }

    /// The key under which it is sent, below [`KEYS`].
    pub const fn key(self) -> u64 {
        (self.0 >> SEQUENCE_BITS) & (KEYS - 1)
    }
}

/// So many bits of a hash of `sequence`.
#[inline]
const fn scattered(sequence: u64, bits: u32) -> u64 {
    sequence.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)
}

/// Keys as a draw finds them: key n in proportion to 1/(n + 1).
static ZIPF: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let weight = |key: u64| 1.0 / (key + 1) as f64;
    let draws = f64::from(1 << DRAW_BITS);
    let of_all: f64 = (0..KEYS).map(weight).sum();
    let mut upto = 0.0;
    let mut table = Vec::new();
    for key in 0..KEYS {
        upto += weight(key) / of_all * draws;
        table.resize(upto.round() as usize, key as u8);
    }
    table
});

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "value {} of producer {}, key {}", self.sequence(), self.producer(), self.key())
    }
}

/// A type of values to send.
pub trait Payload: Message + Copy {
    /// The value that bears `stamp`.
    fn new(stamp: Stamp) -> Self;

    /// Fails unless this is the value that was made with `sent`.
    #[expect(clippy::missing_errors_doc, reason = "there is one error")]
    #[inline]
    fn check(&self, sent: Stamp) -> Result<(), Failure> {
        let received = self.stamp();
        if received == sent { Ok(()) } else { Err(Failure::WrongReply { received, sent }) }
    }

    /// A word that depends on every byte of the value, and not linearly on the stamp, so that sums of it tell which
    /// values were added up.
    fn digest(&self) -> u64;
}

fn mix(word: u64) -> u64 {
    word.wrapping_mul(word ^ 0xA24B_AED4_963E_E407)
}

impl Message for u64 {
    #[inline]
    fn stamp(&self) -> Stamp {
        Stamp(*self)
    }

    fn twin(&self) -> Option<Self> {
        Some(*self)
    }
}

impl Payload for u64 {
    #[inline]
    fn new(stamp: Stamp) -> Self {
        stamp.0
    }

    #[inline]
    fn digest(&self) -> u64 {
        mix(*self)
    }
}

/// A trade as an exchange reports it, 80 bytes as a feed handler would pass on: symbol, price, quantity, bid, ask, the numbers of
/// execution and order, and two times.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Trade {
    stamp: u64,
    fields: [u64; 9],
}

const _: () = assert!(size_of::<Trade>() == 80, "the payload is called an 80-byte trade");

impl Message for Trade {
    #[inline]
    fn stamp(&self) -> Stamp {
        Stamp(self.stamp)
    }

    fn twin(&self) -> Option<Self> {
        Some(*self)
    }
}

impl Payload for Trade {
    #[inline]
    fn new(stamp: Stamp) -> Self {
        Self { stamp: stamp.0, fields: std::array::from_fn(|number| stamp.0 ^ number as u64) }
    }

    #[inline]
    fn digest(&self) -> u64 {
        let rotated = self.fields.iter().zip(0..).map(|(field, by)| field.rotate_left(by));
        let fields = rotated.fold(0, u64::wrapping_add);
        // The stamp and the rest in one product: two values that swap their ends do not add up to the same.
        mix(self.stamp ^ fields.rotate_left(32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_gives_back_what_it_was_made_of() {
        for producer in [0, 1, MAX_PRODUCERS - 1] {
            for sequence in [0, 1, 999_999, (1 << SEQUENCE_BITS) - 1] {
                let stamp = Stamp::new(producer, sequence);
                assert_eq!((stamp.producer(), stamp.sequence()), (producer, sequence));
                assert!(stamp.key() < KEYS);
                assert_eq!(u64::new(stamp).stamp(), stamp);
                assert_eq!(Trade::new(stamp).stamp(), stamp);
            }
        }
    }

    #[test]
    fn keys_are_as_frequent_as_they_should_be() {
        let counts = |keys| {
            let mut counts = [0_u32; KEYS as usize];
            (0..400 * KEYS).for_each(|number| counts[Stamp::keyed(keys, 3, number).key() as usize] += 1);
            counts
        };
        let even = counts(Keys::Even);
        assert!(even.iter().all(|count| (320..=480).contains(count)), "{even:?}");

        let zipf = counts(Keys::Zipf);
        let [first, second, tenth] = [0, 1, 9].map(|key| f64::from(zipf[key]));
        assert!((1.8..2.2).contains(&(first / second)) && (8.5..11.5).contains(&(first / tenth)), "{zipf:?}");
        assert!(zipf.iter().all(|count| *count > 0), "{zipf:?}");
    }

    #[test]
    fn a_change_of_any_field_changes_the_digest() {
        let trade = Trade::new(Stamp::new(2, 77));
        assert_ne!(Trade { stamp: trade.stamp + 1, ..trade }.digest(), trade.digest());
        for number in 0..9 {
            let mut other = trade;
            other.fields[number] = 9;
            assert_ne!(other.digest(), trade.digest(), "{other:?}");
        }
    }

    #[test]
    fn digests_tell_which_values_were_added_up() {
        let sum = |a: Trade, b: Trade| a.digest().wrapping_add(b.digest());
        let (a, b) = (Trade::new(Stamp::new(2, 77)), Trade::new(Stamp::new(2, 78)));
        assert_ne!(sum(Trade { fields: b.fields, ..a }, Trade { fields: a.fields, ..b }), sum(a, b));
        assert_ne!(sum(Trade { stamp: b.stamp, ..a }, Trade { stamp: a.stamp, ..b }), sum(a, b));

        let digest = |sequence| u64::new(Stamp::new(0, sequence)).digest();
        assert_ne!(digest(1).wrapping_add(digest(3)), digest(2).wrapping_add(digest(2)));
    }
}
