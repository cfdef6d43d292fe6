//! A whole report as GitHub's markdown. It can be read as text as well.

use std::fmt::Write as _;

use super::figure::figure;
use super::notes::notes;
use super::rows::Rows;
use super::standing::about;
use super::stats::geometric_mean;
use super::{CaseReport, Machine, Outcome, Report, Settings};

/// The report with where and how it was measured, where hel stands in each case, and then all cases.
///
/// `baseline` is a subject, or a library of which the best subject is taken; each row is compared with it too.
pub fn render(report: &Report, baseline: Option<&str>) -> String {
    let mut text = "# hel beside other channels\n\n".to_owned();
    machine(&mut text, &report.machine);
    settings(&mut text, &report.settings);
    summary(&mut text, report);
    for (name, cases) in report.by_scenario() {
        let _ = writeln!(text, "\n## {name}");
        if let Some(about) = about(name) {
            let _ = writeln!(text, "\n{}.", escaped(about));
        }
        for case in &cases {
            let _ = writeln!(text, "\n### {}\n", case.id());
            table(&mut text, &Rows::of(case, baseline));
            let notes = notes(case);
            if !notes.is_empty() {
                text.push('\n');
            }
            for note in notes {
                let _ = writeln!(text, "* {}", escaped(&note));
            }
        }
        absent(&mut text, name, &cases);
    }
    text
}

fn machine(text: &mut String, machine: &Machine) {
    let Machine { cpu, cpus, system, rustc, commit, date } = machine;
    let cpus = if *cpus == 0 { String::new() } else { cpus.to_string() };
    let items = [
        ("CPU", cpu),
        ("CPUs", &cpus),
        ("system", system),
        ("compiler", rustc),
        ("commit", commit),
        ("date", date),
    ];
    for (name, value) in items.into_iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "* {name}: {}", escaped(value));
    }
}

fn settings(text: &mut String, settings: &Settings) {
    let Settings { rounds, messages, trips, window } = settings;
    let _ = writeln!(
        text,
        "* {rounds} rounds, after one to warm up; {messages} values in a stream, {trips} round trips, \
         {window:?} for blocked threads"
    );
}

fn summary(text: &mut String, report: &Report) {
    text.push_str(
        "\n## Where hel stands\n\n\
         The ratio of hel's median to that of the best peer, with a 95 % interval. Above 1, hel is the better one.\n\n\
         | case | hel | best peer | ratio |\n| :-- | :-- | :-- | --: |\n",
    );
    if let Some(warning) = super::notes::load(report) {
        let head = text.find("| case | hel |").unwrap_or(text.len());
        text.insert_str(head, &format!("{warning}\n\n"));
    }
    for (name, cases) in report.by_scenario() {
        let mut ratios = Vec::new();
        for case in cases {
            let id = case.id();
            match case.standing() {
                Ok(standing) => {
                    ratios.push(standing.ratio.value);
                    let [hel, peer] = [standing.hel, standing.peer]
                        .map(|row| format!("{} {}", row.subject, case.with_unit(row).unwrap_or_default()));
                    line(text, [id, hel, peer, standing.ratio.to_string()]);
                }
                Err(why) => line(text, [id, case.hel.clone(), String::new(), why]),
            }
        }
        if let Some(mean) = geometric_mean(&ratios) {
            let about = format!("geometric mean of {}", ratios.len());
            let [name, mean] = [name.to_owned(), figure(mean)].map(|cell| format!("**{}**", escaped(&cell)));
            let _ = writeln!(text, "| {name} | {about} | | {mean} |");
        }
    }
}

fn table(text: &mut String, rows: &Rows<'_>) {
    line(text, &rows.head);
    let _ = writeln!(text, "| :-- |{}", " --: |".repeat(rows.head.len() - 1));
    for row in &rows.lines {
        if row.best {
            let bold = row.cells.iter().map(|cell| format!(" **{}** |", escaped(cell)));
            let _ = writeln!(text, "|{}", bold.collect::<String>());
        } else {
            line(text, &row.cells);
        }
    }
}

/// A row of a table.
fn line(text: &mut String, cells: impl IntoIterator<Item: AsRef<str>>) {
    text.push('|');
    for cell in cells {
        let _ = write!(text, " {}", escaped(cell.as_ref()));
        text.push_str(if text.ends_with(' ') { "|" } else { " |" });
    }
    text.push('\n');
}

/// Who does not take part, and why: once for all cases of a scenario.
fn absent(text: &mut String, scenario: &str, cases: &[&CaseReport]) {
    let mut reasons: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for case in cases {
        for row in &case.rows {
            let Outcome::Dash(reason) = &row.outcome else { continue };
            match reasons.iter_mut().find(|(subject, known, _)| *subject == row.subject && known == reason) {
                Some((_, _, shapes)) if shapes.contains(&case.shape.as_str()) => {}
                Some((_, _, shapes)) => shapes.push(&case.shape),
                None => reasons.push((&row.subject, reason, vec![&case.shape])),
            }
        }
    }
    if !reasons.is_empty() {
        let _ = writeln!(text, "\nNot in {scenario}:\n");
    }
    for (subject, reason, shapes) in reasons {
        let everywhere = cases.iter().all(|case| shapes.contains(&case.shape.as_str()));
        let place = if everywhere { String::new() } else { format!(" ({})", shapes.join(", ")) };
        let _ = writeln!(text, "* {}{place}: {}", escaped(subject), escaped(reason));
    }
}

/// Without what markdown would take for its own.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '|' | '*' | '<' | '`' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;
    use crate::report::made_up::{case, dash, other, ping_pong, report, row};

    fn sample(hel: f64) -> CaseReport {
        case(vec![
            row("a/mpmc", Kind::Peer, &[10.0; 3]),
            row("hel/bounded", Kind::Hel, &[hel; 3]),
            dash("one", Kind::Peer, "cannot be shared"),
        ])
    }

    #[test]
    fn a_whole_report_as_text() {
        let mut first = sample(20.0);
        first.foreign_cpu = Some(0.2);
        first.rows.push(dash("two", Kind::Peer, "slow | <old>"));
        let second = CaseReport { shape: "4x4".to_owned(), ..sample(5.0) };
        let expected = "\
# hel beside other channels

* CPU: Abacus 9
* CPUs: 2
* system: linux x86_64
* compiler: rustc 1.90.0
* commit: 0123abc
* date: 2026-11-23 22:09
* 5 rounds, after one to warm up; 1000000 values in a stream, 20000 round trips, 250ms for blocked threads

## Where hel stands

The ratio of hel's median to that of the best peer, with a 95 % interval. Above 1, hel is the better one.

warning: in 1 of 3 cases other processes took over 5 % of the CPU time

| case | hel | best peer | ratio |
| :-- | :-- | :-- | --: |
| shared/2x2/u64/256 | hel/bounded 20.0 M msg/s | a/mpmc 10.0 M msg/s | 2.00 [2.00, 2.00] |
| shared/4x4/u64/256 | hel/bounded 5.00 M msg/s | a/mpmc 10.0 M msg/s | 0.50 [0.50, 0.50] |
| **shared** | geometric mean of 2 | | **1.00** |
| ping-pong/threads/u64/256 | hel/bounded | | not measured |

## shared

N threads stream to N threads over one channel.

### shared/2x2/u64/256

| subject | rate (M msg/s) | ± MAD | min | max | vs best peer | vs hel/bounded |
| :-- | --: | --: | --: | --: | --: | --: |
| **hel/bounded** | **20.0** | **0** | **20.0** | **20.0** | **2.00 [2.00, 2.00]** | **1** |
| a/mpmc | 10.0 | 0 | 10.0 | 10.0 | 1 | 0.50 [0.50, 0.50] |

* warning: other processes took 20 % of the CPU time meanwhile

### shared/4x4/u64/256

| subject | rate (M msg/s) | ± MAD | min | max | vs best peer | vs hel/bounded |
| :-- | --: | --: | --: | --: | --: | --: |
| **a/mpmc** | **10.0** | **0** | **10.0** | **10.0** | **1** | **2.00 [2.00, 2.00]** |
| hel/bounded | 5.00 | 0 | 5.00 | 5.00 | 0.50 [0.50, 0.50] | 1 |

Not in shared:

* one: cannot be shared
* two (2x2): slow \\| \\<old>

## ping-pong

one value goes there over one channel and back over another: the time of a round trip.

### ping-pong/threads/u64/256

| subject | p50 (ns) | ± MAD | min | max | p99 (ns) | vs best peer | vs hel |
| :-- | --: | --: | --: | --: | --: | --: | --: |
";
        assert_eq!(render(&report(vec![first, second, ping_pong(vec![])]), Some("hel")), expected);
    }

    #[test]
    fn who_failed_is_in_the_table_and_why_below_it() {
        let failed = Outcome::Failed("panicked at `x`:\n*not* a list".to_owned());
        let text = render(&report(vec![case(vec![other("bad/mpmc", Kind::Peer, failed)])]), None);
        assert!(text.contains("\n| bad/mpmc | FAILED | — | — | — | — |\n"), "{text}");
        let why = "\n* bad/mpmc FAILED: panicked at \\`x\\`: \\*not\\* a list\n";
        assert!(text.contains(why), "{text}");
    }

    #[test]
    fn what_the_system_does_not_tell_is_left_out() {
        let mut report = report(vec![]);
        report.machine = Machine::default();
        assert!(render(&report, None).starts_with("# hel beside other channels\n\n* 5 rounds"));
    }
}
