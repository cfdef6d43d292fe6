//! The recorded counts: a file in the tree, so that a change of a count is seen in review.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::workspace;

/// Where it stands, from the workspace's root.
pub(crate) const FILE: &str = "hel-bench/instructions.json";

/// Counts, and what they were made with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// The compiler, as it names itself.
    pub(crate) rustc: String,
    /// The triple.
    pub(crate) target: String,
    /// The instructions of an operation and its counterpart, by name.
    pub(crate) per_pair: BTreeMap<String, f64>,
    /// The same for each value, where a pair moves many.
    pub(crate) per_value: BTreeMap<String, f64>,
}

impl Record {
    /// Whether counts of the two say something about each other.
    pub(crate) fn is_comparable_with(&self, other: &Self) -> bool {
        (&self.rustc, &self.target) == (&other.rustc, &other.target)
    }

    /// Why counts made with `rustc` for `target` cannot be compared with these, if so.
    pub(crate) fn why_not_with(&self, rustc: &str, target: &str) -> Option<String> {
        ((&*self.rustc, &*self.target) != (rustc, target)).then(|| {
            format!(
                "{FILE} was made with {} for {}, and this is {rustc} for {target}",
                self.rustc, self.target
            )
        })
    }

    /// What the tree holds.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it is no record.
    pub(crate) fn committed() -> Result<Self> {
        Self::read(&path()).with_context(|| format!("{FILE} is no record of counts; --bless writes one"))
    }

    fn read(path: &Path) -> Result<Self> {
        Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
    }

    /// Puts it in the tree.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub(crate) fn write(&self) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        fs::write(path(), text).with_context(|| format!("{FILE} cannot be written"))
    }
}

fn path() -> PathBuf {
    workspace::root().join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_holds_counts_of_every_operation_and_kind() {
        let record = Record::committed().unwrap();
        for operation in ["try_send_try_recv", "send_recv", "send_async_recv_async", "send_batch_recv_batch"]
        {
            for kind in ["bounded", "round_robin", "shard_key", "shard_group", "spsc"] {
                let count = record.per_pair.get(&format!("{operation} {kind}"));
                assert!(count.is_some_and(|count| *count > 1.0), "{operation} {kind}: {count:?}");
            }
        }
        assert!(
            record.per_pair.contains_key("push_pop mpmc") && record.per_pair.contains_key("push_pop spsc")
        );
        assert!(record.per_value.keys().all(|name| name.starts_with("send_batch_recv_batch ")));
        assert_eq!(record.per_value.len(), 5);
    }

    #[test]
    fn another_compiler_is_named_beside_the_recorded_one() {
        let record = Record::committed().unwrap();
        assert_eq!(record.why_not_with(&record.rustc, &record.target), None);
        let why = record.why_not_with("rustc 1.0.0", &record.target).unwrap();
        assert!(why.contains(&record.rustc) && why.contains("rustc 1.0.0"), "{why}");
        assert!(record.why_not_with(&record.rustc, "pdp-11").unwrap().contains("pdp-11"));
    }

    #[test]
    fn another_compiler_or_target_makes_another_record() {
        let record = Record::committed().unwrap();
        assert!(record.is_comparable_with(&record.clone()));
        assert!(!record.is_comparable_with(&Record { rustc: "rustc 1.0.0".to_owned(), ..record.clone() }));
        assert!(!record.is_comparable_with(&Record { target: "pdp-11".to_owned(), ..record.clone() }));
    }
}
