//! Random numbers that a seed replays.

/// `SplitMix64` (Steele, Lea and Flood, 2014): a counter and a mixing function.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

/// The counter's step: odd, and without a pattern in its bits.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads every bit of `number` over all bits.
pub(crate) const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

impl Rng {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The numbers of one round, which owe nothing to the rounds before it.
    pub(crate) const fn of_round(seed: u64, round: u64) -> Self {
        Self(mix(seed ^ mix(round.wrapping_add(STEP))))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number from 0 up to `end`, which is left out.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        debug_assert!(end > 0);
        // The remainder is less than a millionth off: `end` is small.
        usize::try_from(self.next() % end as u64).expect("less than a usize")
    }

    /// `true` once in `count` times.
    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// A number from 0 to `most`, where small ones are as likely as great ones: first its number of bits is drawn.
    pub(crate) fn of_any_size(&mut self, most: usize) -> usize {
        let bits = self.below((most.ilog2() + 2) as usize);
        self.below(1 << bits).min(most)
    }

    pub(crate) fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    /// Some of `among`, at least one.
    pub(crate) fn some_of<T: Copy>(&mut self, among: &[T]) -> Vec<T> {
        loop {
            let some: Vec<T> = among.iter().copied().filter(|_| self.one_in(2)).collect();
            if !some.is_empty() {
                return some;
            }
        }
    }
}
