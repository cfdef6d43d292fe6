//! Counting, and reading what gungraun says about it: a line of JSON for each counted function.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use self::scale::{BATCH, PAIRS};
use super::record::Record;
use crate::process::CommandLine;
use crate::workspace;

#[path = "../../../hel-bench/src/hot_paths/scale.rs"]
#[expect(unreachable_pub, reason = "the file is a public module of hel-bench")]
mod scale;

/// The version of gungraun's JSON that is read here.
const SCHEMA: &str = "7";

/// The group of functions whose pairs move [`BATCH`] values each.
const BATCHES: &str = "pairs_of_batches";

/// Builds the bench and counts.
///
/// # Errors
///
/// When the bench does not build or run, and when its words cannot be read.
pub(crate) fn count() -> Result<Record> {
    let root = workspace::root();
    let line = command_line();
    println!("{line}");
    let (per_pair, per_value) = parse(&line.output(root)?)?;
    let (rustc, target) = compiler()?;
    Ok(Record { rustc, target, per_pair, per_value })
}

/// The compiler that would be counted with, as it names itself, and its target.
///
/// # Errors
///
/// When it cannot be asked.
pub(super) fn compiler() -> Result<(String, String)> {
    identify(&CommandLine::new("rustc", &["-vV"]).output(workspace::root())?)
}

fn command_line() -> CommandLine {
    CommandLine::cargo(&["bench", "-p", "hel-bench", "--features", "instructions", "--bench", "instructions"])
        .args(&["--", "--output-format=json"])
}

/// What is read of a summary.
#[derive(Deserialize)]
struct Summary {
    version: String,
    group: String,
    function_name: String,
    id: String,
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    tool: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    total: Total,
}

#[derive(Deserialize)]
struct Total {
    metrics: Metrics,
}

#[derive(Deserialize)]
struct Metrics {
    /// Instructions read, as callgrind says.
    #[serde(rename = "Ir")]
    instructions: Metric,
}

#[derive(Deserialize)]
struct Metric {
    values: Values,
}

#[derive(Deserialize)]
struct Values {
    new: u32,
}

type Counts = BTreeMap<String, f64>;

/// The instructions of each pair of operations, and of each value in a batch.
fn parse(lines: &str) -> Result<(Counts, Counts)> {
    let (mut per_pair, mut per_value) = (Counts::new(), Counts::new());
    for line in lines.lines() {
        let summary = read(line).with_context(|| format!("gungraun's summary cannot be read: {line}"))?;
        let Some(profile) = summary.profiles.iter().find(|profile| profile.tool == "Callgrind") else {
            bail!("{} was not run under callgrind", summary.function_name);
        };
        let name = format!("{} {}", summary.function_name, summary.id);
        let instructions = f64::from(profile.data.total.metrics.instructions.values.new);
        if summary.group == BATCHES {
            per_value.insert(name.clone(), hundredths(instructions / f64::from(PAIRS) / f64::from(BATCH)));
        }
        per_pair.insert(name, hundredths(instructions / f64::from(PAIRS)));
    }
    ensure!(!per_pair.is_empty(), "the bench counted nothing");
    Ok((per_pair, per_value))
}

fn read(line: &str) -> Result<Summary> {
    let summary: Summary = serde_json::from_str(line)?;
    ensure!(summary.version == SCHEMA, "its version is {}, not {SCHEMA}", summary.version);
    Ok(summary)
}

/// `number` with two digits after the point.
pub(super) fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// The compiler's line and the target, from what `rustc -vV` says.
fn identify(compiler: &str) -> Result<(String, String)> {
    let rustc = compiler.lines().next().context("rustc says nothing of itself")?;
    let target =
        compiler.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok((rustc.to_owned(), target.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn summary(group: &str, function: &str, instructions: u32) -> String {
        let metrics = format!(
            r#"{{"Dr":{{"values":{{"new":1}}}},"Ir":{{"values":{{"new":{instructions},"old":9}}}}}}"#
        );
        format!(
            r#"{{"version":"7","group":"{group}","function_name":"{function}","id":"bounded","duration_ns":1,"profiles":[{{"tool":"Callgrind","data":{{"parts":[],"total":{{"metrics":{metrics},"regressions":[]}}}}}}]}}"#
        )
    }

    #[test]
    fn a_count_is_divided_by_the_pairs_and_that_of_a_batch_by_its_values_too() {
        let lines =
            [summary("pairs_of_values", "send_recv", 103_449), summary(BATCHES, "send_batch", 4_116_516)];
        let (per_pair, per_value) = parse(&lines.join("\n")).unwrap();
        let expected = [("send_batch bounded", 4020.04), ("send_recv bounded", 101.02)];
        assert_eq!(per_pair, expected.map(|(name, count)| (name.to_owned(), count)).into());
        assert_eq!(per_value, Counts::from([("send_batch bounded".to_owned(), 62.81)]));
    }

    #[test]
    fn an_unknown_summary_is_an_error_that_shows_it() {
        let newer =
            summary("pairs_of_values", "send_recv", 1).replace(r#""version":"7""#, r#""version":"8""#);
        let error = format!("{:#}", parse(&newer).unwrap_err());
        assert!(error.contains("send_recv") && error.contains("its version is 8, not 7"), "{error}");
        assert!(parse("{}").is_err() && parse("instructions: 7").is_err());
        assert!(parse("").is_err(), "nothing counted is no success");
    }

    #[test]
    fn the_group_of_batches_has_its_name_in_the_bench() {
        let bench = fs::read_to_string(workspace::root().join("hel-bench/benches/instructions.rs")).unwrap();
        assert!(bench.contains(&format!("name = {BATCHES},")));
    }

    #[test]
    fn the_compiler_is_known_by_its_line_and_its_host() {
        let said = "rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\n";
        let (rustc, target) = identify(said).unwrap();
        assert_eq!(rustc, "rustc 1.95.0 (59807616e 2026-04-14)");
        assert_eq!(target, "x86_64-unknown-linux-gnu");
        assert!(identify("").is_err());
    }
}
