//! Who runs when within a round.

/// The order in which `count` subjects run in `round`: a balanced Latin square (Williams' design).
///
/// A run leaves warm caches, a heated CPU and a scheduler's opinion behind for whoever comes next. So each round begins
/// with another subject, and nobody comes after the same one time and again: with an even count, not twice in as many
/// rounds as there are subjects; with an odd count, at most twice in twice as many.
pub(super) fn order(count: usize, round: usize) -> Vec<usize> {
    // 0, 1, -1, 2, -2, ... modulo the count: the steps between neighbours are all different.
    let zigzag = |place: usize| if place % 2 == 1 { place.div_ceil(2) } else { count - place / 2 };
    let mut order: Vec<usize> = (0..count).map(zigzag).collect();
    if count % 2 == 1 && round % 2 == 1 {
        order.reverse();
    }
    let Some(&first) = order.first() else { return order };
    let shift = round + count - first;
    order.into_iter().map(|number| (number + shift) % count).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn everybody_runs_once_a_round_and_each_round_begins_with_the_next_subject() {
        assert!(order(0, 3).is_empty());
        for (count, round) in (1..20).flat_map(|count| (0..40).map(move |round| (count, round))) {
            let mut order = order(count, round);
            assert_eq!(order[0], round % count);
            order.sort_unstable();
            assert_eq!(order, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn everybody_comes_after_everybody_else_equally_often() {
        for count in 2..20 {
            let times = 1 + count % 2;
            let mut after = HashMap::new();
            for round in 0..times * count {
                order(count, round)
                    .windows(2)
                    .for_each(|pair| *after.entry([pair[0], pair[1]]).or_insert(0) += 1);
            }
            assert_eq!(after.len(), count * (count - 1), "{count} subjects");
            assert!(after.values().all(|seen| *seen == times), "{count} subjects: {after:?}");
        }
    }
}
