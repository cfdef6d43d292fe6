//! `cargo xtask layers`: arrows between packages point down only.
//!
//! The facade rests on the routing, the routing on the rings and the wakeups, and those two know nothing of each
//! other. What a package may depend on is a closed list: a new dependency is a decision, made in [`RULES`].

use anyhow::Result;
use cargo_metadata::DependencyKind;

use crate::finding::{self, Finding};
use crate::process::CommandLine;
use crate::workspace;

/// What each library may depend on, at build time and at run time.
const RULES: [(&str, &[&str]); 4] = [
    ("hel", &["hel-route"]),
    ("hel-route", &["hel-ring", "hel-notify", "ahash", "futures-core", "futures-sink"]),
    // For the process-wide barrier, each where its system is.
    ("hel-notify", &["rustix", "windows-sys"]),
    ("hel-ring", &["crossbeam-utils"]),
];

/// The checkers of concurrent code: for the layers below the facade, and optional, so that no user locks them.
const CHECKERS: [&str; 2] = ["loom", "shuttle"];

/// The packages that nothing may depend on, in no way.
const LEAVES: [&str; 2] = ["hel-bench", "xtask"];

/// What a default build of the facade must not hold.
const RUNTIMES: [&str; 5] = ["tokio", "async-std", "smol", "async-executor", "futures-executor"];

/// Checks the layers and reports.
///
/// # Errors
///
/// When an arrow points the wrong way, and when the manifests cannot be read.
pub(crate) fn run() -> Result<()> {
    check()?;
    println!("layers: every dependency points down, and a default build of hel holds no async runtime");
    Ok(())
}

/// Checks the layers.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn check() -> Result<()> {
    let metadata = workspace::metadata()?;
    let declared = metadata.workspace_packages().into_iter().flat_map(|package| {
        package.dependencies.iter().map(|dependency| Edge {
            from: &package.name,
            to: &dependency.name,
            is_for_tests: dependency.kind == DependencyKind::Development,
            is_optional: dependency.optional,
        })
    });
    let mut findings: Vec<Finding> = declared.filter_map(|edge| edge.finding()).collect();
    findings.extend(runtimes_in(&facade_tree()?));
    finding::verdict("layers", findings)
}

/// A declared dependency.
#[derive(Clone, Copy, Debug)]
struct Edge<'m> {
    from: &'m str,
    to: &'m str,
    is_for_tests: bool,
    is_optional: bool,
}

impl Edge<'_> {
    fn finding(&self) -> Option<Finding> {
        let Self { from, to, .. } = *self;
        let (_, allowed) = RULES.iter().find(|(package, _)| *package == from).copied().unzip();
        let is_fine = match allowed {
            _ if LEAVES.contains(&to) => false,
            None => true,
            Some(allowed) => {
                let is_checker = CHECKERS.contains(&to) && self.is_optional && from != "hel";
                self.is_for_tests || allowed.contains(&to) || is_checker
            }
        };
        let advice = format!("{from} may not depend on {to}; what it may is decided in xtask/src/layers.rs");
        (!is_fine).then(|| Finding::new(format!("{from}/Cargo.toml"), advice))
    }
}

/// The packages in a user's build of the facade, with default features, for any system; one a line.
fn facade_tree() -> Result<String> {
    let args = ["tree", "--package", "hel", "--edges", "normal,build", "--target", "all", "--prefix", "none"];
    CommandLine::cargo(&args).arg("--format").arg("{p}").output(workspace::root())
}

fn runtimes_in(tree: &str) -> Vec<Finding> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let advice = |name| {
        format!("a default build holds {name}: `cargo tree -p hel -e normal -i {name}` says through whom")
    };
    names
        .filter(|name| RUNTIMES.contains(name))
        .map(|name| Finding::new("hel/Cargo.toml", advice(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_keeps_its_layers() {
        if let Err(error) = check() {
            panic!("{error}");
        }
        assert!(workspace::LIBRARIES.iter().all(|name| RULES.iter().any(|(package, _)| package == name)));
        assert!(facade_tree().unwrap().lines().any(|line| line.starts_with("hel-ring ")));
    }

    #[test]
    fn arrows_down_are_fine_and_arrows_up_or_sideways_are_not() {
        let edge = |from, to| Edge { from, to, is_for_tests: false, is_optional: false };
        let is_fine = |edge: Edge<'_>| edge.finding().is_none();
        let down = [("hel", "hel-route"), ("hel-route", "hel-ring"), ("hel-bench", "hel-ring")];
        assert!(down.iter().all(|(from, to)| is_fine(edge(from, to))));
        let up = [
            ("hel", "hel-ring"),
            ("hel-ring", "hel-notify"),
            ("hel-notify", "hel-route"),
            ("hel-route", "tokio"),
        ];
        assert!(up.iter().all(|(from, to)| !is_fine(edge(from, to))));
        assert!(is_fine(Edge { is_for_tests: true, ..edge("hel", "tokio") }));
        assert!(!is_fine(Edge { is_for_tests: true, ..edge("hel", "hel-bench") }), "a leaf, even for tests");
        for checker in CHECKERS {
            assert!(!is_fine(edge("hel-ring", checker)));
            assert!(is_fine(Edge { is_optional: true, ..edge("hel-ring", checker) }));
            assert!(!is_fine(Edge { is_optional: true, ..edge("hel", checker) }));
        }
    }

    #[test]
    fn a_runtime_in_the_tree_is_found_by_its_whole_name() {
        let tree = "hel v0.1.0 (path)\ntokio v1.47.0\ntokio-stream v0.1.0\nfutures-core v0.3.31\n";
        assert_eq!(runtimes_in(tree).len(), 1);
        assert!(runtimes_in("hel v0.1.0\nfutures-core v0.3.31\n").is_empty());
    }
}
