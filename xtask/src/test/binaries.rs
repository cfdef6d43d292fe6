//! The test binaries of the workspace: built once, found in what cargo says about its artifacts.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use cargo_metadata::{Artifact, Message};

use crate::process::CommandLine;
use crate::workspace;

/// What makes cargo build tests, and tell where they are, instead of running them.
pub(crate) const ONLY_BUILT: [&str; 2] = ["--no-run", "--message-format=json-render-diagnostics"];

/// A built test binary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Binary {
    /// The package and the target, as in `hel-ring it`.
    pub(crate) name: String,
    pub(crate) executable: PathBuf,
    /// Where cargo would run it: its package's folder.
    pub(crate) directory: PathBuf,
}

/// Builds what `line`, a `cargo test` with `--no-run` and these messages, names; returns the binaries in order of name.
///
/// # Errors
///
/// When the build fails: the compiler's words went to standard error.
pub(crate) fn build_by(line: &CommandLine) -> Result<Vec<Binary>> {
    println!("{line}");
    let mut cargo = line
        .command(workspace::root())
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo cannot be started: is it in PATH?")?;
    let messages = cargo.stdout.take().expect("its output is piped");
    let binaries = parse(BufReader::new(messages));
    let status = cargo.wait().context("cargo's end cannot be seen")?;
    if !status.success() {
        bail!("the tests do not build, for the reason above");
    }
    binaries
}

/// The binaries in cargo's messages, each once.
fn parse(messages: impl BufRead) -> Result<Vec<Binary>> {
    let mut binaries = BTreeSet::new();
    for message in Message::parse_stream(messages) {
        if let Message::CompilerArtifact(artifact) = message.context("cargo's messages cannot be read")? {
            binaries.extend(binary(&artifact));
        }
    }
    Ok(binaries.into_iter().collect())
}

fn binary(artifact: &Artifact) -> Option<Binary> {
    let executable = artifact.executable.as_ref().filter(|_| artifact.profile.test)?;
    let directory = artifact.manifest_path.parent()?;
    let package = directory.file_name().unwrap_or_default();
    // A library's target says nothing that its package does not.
    let target = if artifact.target.is_lib() { "(unit)" } else { artifact.target.name.as_str() };
    Some(Binary {
        name: format!("{package} {target}"),
        executable: executable.clone().into_std_path_buf(),
        directory: directory.as_std_path().to_path_buf(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(kind: &str, name: &str, test: bool, executable: &str) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","package_id":"path+file:///w/hel-ring#0.1.0","manifest_path":"/w/hel-ring/Cargo.toml","target":{{"kind":["{kind}"],"crate_types":["{kind}"],"name":"{name}","src_path":"/w/hel-ring/x.rs","edition":"2024","doc":false,"doctest":false,"test":true}},"profile":{{"opt_level":"0","debuginfo":2,"debug_assertions":true,"overflow_checks":true,"test":{test}}},"features":[],"filenames":[],"executable":{executable},"fresh":true}}"#
        )
    }

    #[test]
    fn only_test_binaries_are_taken_and_each_once() {
        let messages = [
            artifact("lib", "hel_ring", false, "null"),
            artifact("lib", "hel_ring", true, "\"/t/hel_ring-1\""),
            artifact("test", "it", true, "\"/t/it-2\""),
            artifact("test", "it", true, "\"/t/it-2\""),
            artifact("bin", "xtask", false, "\"/t/xtask\""),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
        ]
        .join("\n");
        let binaries = parse(messages.as_bytes()).unwrap();
        let names: Vec<&str> = binaries.iter().map(|binary| binary.name.as_str()).collect();
        assert_eq!(names, ["hel-ring (unit)", "hel-ring it"]);
        assert_eq!(binaries[1].directory, PathBuf::from("/w/hel-ring"));
    }
}
