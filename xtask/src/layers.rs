//! `cargo xtask layers`: arrows between packages point down only.
//!
//! The facade rests on the routing, the routing on the rings and the wakeups, and those two know nothing of each
//! other. What a package may depend on is a closed list: a new dependency is a decision, made in [`RULES`].

use anyhow::Result;
use cargo_metadata::{DependencyKind, Metadata};

use crate::finding::{self, Finding};
use crate::process::CommandLine;
use crate::workspace;

/// What a library may depend on, at build time and at run time.
struct Rule {
    package: &'static str,
    dependencies: &'static [&'static str],
    /// May it name the [`CHECKERS`], each as optional?
    checked: bool,
}

const RULES: [Rule; 4] = [
    Rule { package: "hel", dependencies: &["hel-route"], checked: false },
    Rule {
        package: "hel-route",
        dependencies: &[
            "hel-ring",
            "hel-notify",
            "ahash",
            "pin-project-lite",
            "futures-core",
            "futures-sink",
        ],
        checked: true,
    },
    Rule {
        package: "hel-notify",
        // The last two for the process-wide barrier, each where its system is.
        dependencies: &["rustix", "windows-sys"],
        checked: true,
    },
    Rule { package: "hel-ring", dependencies: &["crossbeam-utils"], checked: true },
];

/// The checkers of concurrent code.
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
    let mut findings = broken_rules(&edges(&workspace::metadata()?));
    findings.extend(runtimes_in(&facade_tree()?));
    finding::verdict("layers", findings)
}

/// A declared dependency.
#[derive(Debug)]
struct Edge {
    from: String,
    to: String,
    kind: DependencyKind,
    optional: bool,
}

fn edges(metadata: &Metadata) -> Vec<Edge> {
    let mut edges = Vec::new();
    for package in metadata.workspace_packages() {
        for dependency in &package.dependencies {
            edges.push(Edge {
                from: package.name.to_string(),
                to: dependency.name.clone(),
                kind: dependency.kind,
                optional: dependency.optional,
            });
        }
    }
    edges
}

fn broken_rules(edges: &[Edge]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for edge in edges {
        let manifest = format!("{}/Cargo.toml", edge.from);
        if LEAVES.contains(&edge.to.as_str()) {
            findings.push(Finding::new(manifest, format!("nothing may depend on {}: take it out", edge.to)));
            continue;
        }
        let Some(rule) = RULES.iter().find(|rule| rule.package == edge.from) else { continue };
        if edge.kind == DependencyKind::Development || rule.dependencies.contains(&edge.to.as_str()) {
            continue;
        }
        if CHECKERS.contains(&edge.to.as_str()) {
            if !(rule.checked && edge.optional) {
                let advice = format!("{} is for the layers below hel, and optional", edge.to);
                findings.push(Finding::new(manifest, advice));
            }
            continue;
        }
        let advice = format!(
            "{} may depend on {} alone, not on {}; a new dependency is decided in xtask/src/layers.rs",
            edge.from,
            rule.dependencies.join(", "),
            edge.to
        );
        findings.push(Finding::new(manifest, advice));
    }
    findings
}

/// The packages in a user's build of the facade, with default features, for any system; one a line.
fn facade_tree() -> Result<String> {
    let args = ["tree", "--package", "hel", "--edges", "normal,build", "--target", "all", "--prefix", "none"];
    CommandLine::cargo(&args).arg("--format").arg("{p}").output(workspace::root())
}

fn runtimes_in(tree: &str) -> Vec<Finding> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let runtimes = names.filter(|name| RUNTIMES.contains(name));
    let advice = |name| {
        format!("a default build holds {name}: `cargo tree -p hel -e normal -i {name}` says through whom")
    };
    runtimes.map(|name| Finding::new("hel/Cargo.toml", advice(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_keeps_its_layers() {
        if let Err(error) = check() {
            panic!("{error}");
        }
    }

    #[test]
    fn every_library_has_a_rule_and_is_found() {
        let metadata = workspace::metadata().unwrap();
        for name in workspace::LIBRARIES {
            assert!(RULES.iter().any(|rule| rule.package == name));
            assert!(edges(&metadata).iter().any(|edge| edge.from == name), "{name} has no edge at all");
        }
        assert!(facade_tree().unwrap().lines().any(|line| line.starts_with("hel-ring ")));
    }

    fn edge(from: &str, to: &str) -> Edge {
        Edge { from: from.to_owned(), to: to.to_owned(), kind: DependencyKind::Normal, optional: false }
    }

    fn is_broken(edge: Edge) -> bool {
        !broken_rules(&[edge]).is_empty()
    }

    #[test]
    fn arrows_down_are_fine_and_arrows_up_or_sideways_are_not() {
        assert!(!is_broken(edge("hel", "hel-route")));
        assert!(!is_broken(edge("hel-route", "hel-ring")));
        assert!(!is_broken(edge("hel-bench", "hel-ring")));
        assert!(is_broken(edge("hel", "hel-ring")));
        assert!(is_broken(edge("hel-ring", "hel-notify")));
        assert!(is_broken(edge("hel-notify", "hel-route")));
    }

    #[test]
    fn a_dependency_outside_the_list_counts_unless_it_is_for_tests() {
        assert!(is_broken(edge("hel-route", "tokio")));
        assert!(is_broken(Edge { kind: DependencyKind::Build, ..edge("hel-ring", "cc") }));
        assert!(!is_broken(Edge { kind: DependencyKind::Development, ..edge("hel", "tokio") }));
    }

    #[test]
    fn a_checker_comes_only_under_its_optional() {
        for checker in CHECKERS {
            assert!(is_broken(edge("hel-ring", checker)));
            assert!(!is_broken(Edge { optional: true, ..edge("hel-ring", checker) }));
            assert!(is_broken(Edge { optional: true, ..edge("hel", checker) }));
        }
        assert!(is_broken(Edge { optional: true, ..edge("hel-ring", "tokio") }));
    }

    #[test]
    fn nothing_depends_on_the_leaves_even_in_tests() {
        assert!(is_broken(Edge { kind: DependencyKind::Development, ..edge("hel", "hel-bench") }));
        assert!(is_broken(edge("hel-bench", "xtask")));
    }

    #[test]
    fn a_runtime_in_the_tree_is_found_by_its_whole_name() {
        let tree = "hel v0.1.0 (path)\ntokio v1.47.0\ntokio-stream v0.1.0\nfutures-core v0.3.31\n";
        assert_eq!(runtimes_in(tree).len(), 1);
        assert!(runtimes_in("hel v0.1.0\nfutures-core v0.3.31\n").is_empty());
    }
}
