//! What a stress says on its standard output, line by line.
//!
//! ```text
//! stress progress: rounds=6 values=9814 errors=0        once a second, with what else it counts
//! stress failed: --seed 5 --round 7 --only spsc         the flags that replay it
//! stress total: seed=5 rounds=12 values=20051 errors=0  at the end
//! ```

/// A line, understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Progress(Counts),
    Failed(String),
    Total(Counts),
    /// For the user.
    Other(String),
}

/// Numbers with names, in the order in which they were said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts(Vec<(String, u64)>);

impl Line {
    pub(super) fn read(line: &str) -> Self {
        let counts = |prefix| line.strip_prefix(prefix).and_then(Counts::read);
        if let Some(counts) = counts("stress progress: ") {
            Self::Progress(counts)
        } else if let Some(counts) = counts("stress total: ") {
            Self::Total(counts)
        } else if let Some(flags) = line.strip_prefix("stress failed: ") {
            Self::Failed(flags.to_owned())
        } else {
            Self::Other(line.to_owned())
        }
    }
}

impl Counts {
    /// Reads `name=count` pairs with blanks between them. The seed is not counted: it is told already.
    pub(super) fn read(text: &str) -> Option<Self> {
        let pair = |word: &str| {
            let (name, count) = word.split_once('=')?;
            Some((name.to_owned(), count.parse().ok()?))
        };
        let mut counts = text.split_whitespace().map(pair).collect::<Option<Vec<_>>>()?;
        counts.retain(|(name, _)| name != "seed");
        Some(Self(counts))
    }

    /// The count of this name; 0 if there is none.
    pub(super) fn get(&self, name: &str) -> u64 {
        self.0.iter().find(|(other, _)| other == name).map_or(0, |(_, count)| *count)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, u64)> {
        self.0.iter().map(|(name, count)| (name, *count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let counts = Counts(vec![("rounds".to_owned(), 6), ("errors".to_owned(), 0)]);
        assert_eq!(Line::read("stress progress: rounds=6 errors=0"), Line::Progress(counts.clone()));
        assert_eq!(Line::read("stress total: seed=5 rounds=6 errors=0"), Line::Total(counts));
        assert_eq!(Line::read("stress failed: --seed 5"), Line::Failed("--seed 5".to_owned()));
        for other in ["", "stress: a note", "stress total: many"] {
            assert_eq!(Line::read(other), Line::Other(other.to_owned()));
        }
    }

    #[test]
    fn what_was_not_counted_is_none() {
        let counts = Counts::read("rounds=6 taken-back=1").unwrap();
        assert_eq!((counts.get("rounds"), counts.get("taken-back"), counts.get("values")), (6, 1, 0));
    }
}
