//! What is found out about each aircraft, and the comparison with what a plain loop finds.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use crate::flight::{Flight, Tail};

/// What is known of one aircraft. Integers alone: two answers are equal or they are not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Its flights.
    pub flights: u32,
    /// The sum of its delays, in minutes.
    pub delay: i64,
    /// Depends on each flight and on their order: one flight missing, twice or before its time, and it is another number.
    pub checksum: u64,
}

/// An answer for each aircraft.
pub type Answers = BTreeMap<Tail, Answer>;

/// Adds the next flight of its aircraft.
pub fn add(answers: &mut Answers, flight: Flight) {
    let answer = answers.entry(flight.tail).or_default();
    answer.flights = answer.flights.strict_add(1); // a worker that cannot count must not go on
    answer.delay += i64::from(flight.delay);
    // The step of FNV-1a. That it multiplies after each flight is what makes the order count.
    answer.checksum = (answer.checksum ^ u64::from(flight.row)).wrapping_mul(0x0000_0100_0000_01b3);
}

/// The answers of one loop that does all by itself.
pub fn sequential(flights: &[Flight]) -> Answers {
    flights.iter().cloned().fold(Answers::new(), |mut answers, flight| {
        add(&mut answers, flight);
        answers
    })
}

/// Fails when the answers found are not those expected, and names the first aircraft in question.
pub fn compare(expected: &Answers, found: &Answers) -> Result<()> {
    for tail in expected.keys().chain(found.keys()) {
        let (expected, found) = (expected.get(tail), found.get(tail));
        ensure!(expected == found, "{tail:?}: the sequential pass gives {expected:?}, this one {found:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_lost_repeated_and_foreign_flights_show() {
        let flight = |row| Flight { tail: Tail("N1".into()), row, delay: 5 };
        let answers = |rows: &[u32]| sequential(&rows.iter().map(|row| flight(*row)).collect::<Vec<_>>());
        let right = answers(&[1, 2, 3]);
        compare(&right, &answers(&[1, 2, 3])).unwrap();
        for wrong in [&[1, 3, 2][..], &[1, 2], &[1, 2, 2, 3], &[]] {
            assert!(compare(&right, &answers(wrong)).is_err() && compare(&answers(wrong), &right).is_err());
        }
    }
}
