//! What is kept of the flights: integers alone, so that two answers are equal or they are not.

use std::collections::HashMap;

use crate::record::{Carrier, Flight, Leg, Tail};

/// How punctual an aircraft or a carrier was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Punctuality {
    /// Flights that departed.
    pub(crate) legs: u64,
    /// Flights that did not.
    pub(crate) cancelled: u64,
    /// Legs with a known arrival delay. The others were diverted, or nobody wrote it down.
    pub(crate) arrivals: u64,
    /// Sum of the arrival delays, in minutes.
    pub(crate) delay: i64,
}

impl Punctuality {
    fn record(&mut self, leg: &Leg) {
        if leg.is_cancelled() {
            self.cancelled += 1;
            return;
        }
        self.legs += 1;
        if let Some(delay) = leg.arrival_delay {
            self.arrivals += 1;
            self.delay += i64::from(delay);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.legs += other.legs;
        self.cancelled += other.cancelled;
        self.arrivals += other.arrivals;
        self.delay += other.delay;
    }
}

/// One aircraft's month. The last three depend on the order of its flights: one that overtook another would show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Aircraft {
    pub(crate) punctuality: Punctuality,
    /// The most that the running sum of its arrival delays came to, in minutes; 0 when it never was above.
    pub(crate) peak_delay: i64,
    /// The longest time between a landing and the next departure, in minutes; 0 when no such time is known.
    ///
    /// The file knows the departures from New York alone, so an aircraft's way back is in its gap too. The gap is from
    /// `departure + air_time`, all on New York's clock, to the next departure. It is left out where the flight before has no
    /// air time, and where it is negative: a flight delayed past midnight stands under the day for which it was planned, before
    /// flights that really left earlier.
    pub(crate) longest_gap: i32,
    /// When it landed last, in minutes since the year began; None before the first landing and when it is not known.
    pub(crate) landed: Option<i32>,
}

impl Aircraft {
    fn record(&mut self, leg: &Leg) {
        self.punctuality.record(leg);
        self.peak_delay = self.peak_delay.max(self.punctuality.delay);
        // A cancelled flight leaves the aircraft where it is.
        let Some(departure) = leg.departure else { return };
        if let Some(landed) = self.landed {
            self.longest_gap = self.longest_gap.max(departure - landed);
        }
        self.landed = leg.air_time.map(|minutes| departure + minutes);
    }
}

/// The tally of some flights: of one shard's, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) aircraft: HashMap<Tail, Aircraft>,
    pub(crate) carriers: HashMap<Carrier, Punctuality>,
}

impl Tally {
    pub(crate) fn record(&mut self, flight: &Flight) {
        self.aircraft.entry(flight.tail).or_default().record(&flight.leg);
        self.carriers.entry(flight.leg.carrier).or_default().record(&flight.leg);
    }

    /// The sum over all carriers.
    pub(crate) fn total(&self) -> Punctuality {
        self.carriers.values().fold(Punctuality::default(), |mut total, carrier| {
            total.merge(carrier);
            total
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(departure: Option<i32>, arrival_delay: Option<i32>, air_time: Option<i32>) -> Leg {
        Leg { carrier: Carrier::new("UA").unwrap(), departure, arrival_delay, air_time }
    }

    fn aircraft(legs: &[Leg]) -> Aircraft {
        let mut aircraft = Aircraft::default();
        for leg in legs {
            aircraft.record(leg);
        }
        aircraft
    }

    #[test]
    fn peak_is_that_of_the_running_sum() {
        let late_then_early = [leg(Some(0), Some(30), Some(60)), leg(Some(100), Some(-50), Some(60))];
        let mut early_then_late = late_then_early;
        early_then_late.reverse();
        assert_eq!(aircraft(&late_then_early).peak_delay, 30);
        assert_eq!(aircraft(&early_then_late).peak_delay, 0);
        assert_eq!(aircraft(&late_then_early).punctuality, aircraft(&early_then_late).punctuality);
    }

    #[test]
    fn gap_is_from_landing_to_departure() {
        let short = [leg(Some(0), Some(0), Some(60)), leg(Some(100), Some(0), Some(60))];
        assert_eq!(aircraft(&short).longest_gap, 40);
        let negative = [leg(Some(0), Some(0), Some(60)), leg(Some(50), Some(0), Some(60))];
        assert_eq!(aircraft(&negative).longest_gap, 0);
    }

    #[test]
    fn diverted_leg_hides_the_next_gap_and_has_no_delay() {
        let legs = [
            leg(Some(0), Some(5), Some(60)),
            leg(Some(100), None, None),
            leg(Some(900), Some(7), Some(60)),
            leg(Some(970), Some(0), Some(60)),
        ];
        let aircraft = aircraft(&legs);
        assert_eq!(aircraft.longest_gap, 40);
        assert_eq!(aircraft.punctuality, Punctuality { legs: 4, cancelled: 0, arrivals: 3, delay: 12 });
    }

    #[test]
    fn cancelled_flight_is_no_leg_and_ends_no_gap() {
        let legs =
            [leg(Some(0), Some(5), Some(60)), leg(None, None, None), leg(Some(900), Some(0), Some(60))];
        let aircraft = aircraft(&legs);
        assert_eq!(aircraft.longest_gap, 840);
        assert_eq!(aircraft.punctuality, Punctuality { legs: 2, cancelled: 1, arrivals: 2, delay: 5 });
    }
}
