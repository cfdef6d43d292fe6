//! What went wrong, once more at the end: in an hour of tables it is easily overlooked.

use std::fmt;

use crate::catalog::Kind;
use crate::report::{CaseReport, Outcome};

/// A subject that failed or hung in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trouble {
    case: String,
    subject: String,
    what: String,
    is_ours: bool,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Troubles(Vec<Trouble>);

impl Troubles {
    pub(super) fn of(cases: &[CaseReport]) -> Self {
        let rows = cases.iter().flat_map(|case| case.rows.iter().map(|row| (case.id.clone(), row)));
        let troubles = rows.filter_map(|(case, row)| {
            let what = match &row.outcome {
                Outcome::Samples(_) | Outcome::Dash(_) => return None,
                Outcome::Failed(why) => why.clone(),
                Outcome::Hung(limit) => format!("hung: a run was not done within {} s", limit.as_secs()),
            };
            let is_ours = matches!(row.kind, Kind::Hel | Kind::HelRing | Kind::Planted);
            Some(Trouble { case, subject: row.subject.clone(), what, is_ours })
        });
        Self(troubles.collect())
    }

    /// Is one of them about hel, hel-ring or a planted error? Of other libraries they are worth knowing, and no more.
    pub(super) fn are_ours(&self) -> bool {
        self.0.iter().any(|trouble| trouble.is_ours)
    }
}

impl fmt::Display for Troubles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        writeln!(f, "Not measured:")?;
        for Trouble { case, subject, what, is_ours } in &self.0 {
            let note = if *is_ours { "" } else { " (another library: listed, no failure)" };
            writeln!(f, "  {case}  {subject}: {what}{note}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::report::Row;
    use crate::report::made_up::case;

    fn troubles(rows: &[(Kind, Outcome)]) -> Troubles {
        let row = |(kind, outcome): &(Kind, Outcome)| Row {
            subject: format!("{kind:?}"),
            kind: *kind,
            outcome: outcome.clone(),
        };
        Troubles::of(&[case(rows.iter().map(row).collect())])
    }

    fn failed() -> Outcome {
        Outcome::Failed("lost 1 of 9 values".to_owned())
    }

    #[test]
    fn figures_and_dashes_are_no_trouble() {
        let troubles = troubles(&[
            (Kind::Hel, Outcome::Samples(vec![])),
            (Kind::HelRing, Outcome::Dash("why".to_owned())),
        ]);
        assert_eq!((troubles.to_string().as_str(), troubles.are_ours()), ("", false));
    }

    #[test]
    fn a_failure_is_told_with_its_case_and_what_it_was() {
        let text = troubles(&[(Kind::Hel, failed()), (Kind::Peer, Outcome::Hung(Duration::from_secs(20)))])
            .to_string();
        assert!(text.contains("shared/2x2/u64/256  Hel: lost 1 of 9 values\n"), "{text}");
        assert!(text.contains("Peer: hung: a run was not done within 20 s (another"), "{text}");
    }

    #[test]
    fn only_what_is_ours_counts() {
        assert!(!troubles(&[(Kind::Peer, failed()), (Kind::Ring, Outcome::Hung(Duration::ZERO))]).are_ours());
        for kind in [Kind::Hel, Kind::HelRing, Kind::Planted] {
            assert!(troubles(&[(Kind::Peer, failed()), (kind, failed())]).are_ours(), "{kind:?}");
            assert!(troubles(&[(kind, Outcome::Hung(Duration::ZERO))]).are_ours(), "{kind:?}");
        }
    }
}
