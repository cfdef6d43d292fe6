//! `--list`: what there is to measure.

use std::fmt::Write;

use super::plan::Planned;

/// How wide a line may be.
const WIDTH: usize = 100;

/// The scenarios of a plan: what each is about, its shapes and who takes part in them.
pub(super) fn render(plan: &[Planned]) -> String {
    let mut text = String::from(
        "A case is scenario/shape, then payload/capacity where sizes matter and the runtime of tasks: shared/4x4/u64/256, tasks/4x4/smol.\n",
    );
    for of_scenario in plan.chunk_by(|a, b| a.case.scenario.name == b.case.scenario.name) {
        let scenario = of_scenario[0].case.scenario;
        let _ = write!(text, "\n{}\n    {}\n", scenario.name, scenario.about);
        // Payloads and capacities change nothing about who takes part, and shapes often do not either.
        for alike in of_scenario.chunk_by(|a, b| a.runnable().eq(b.runnable())) {
            let mut shapes: Vec<&str> = alike.iter().map(|planned| planned.case.shape.name).collect();
            shapes.dedup();
            text.push_str(&wrapped("shapes    ", &shapes));
            text.push_str(&wrapped("subjects  ", &alike[0].runnable().collect::<Vec<_>>()));
        }
    }
    text
}

/// A list with commas, under a heading to its left.
fn wrapped(heading: &str, words: &[&str]) -> String {
    const INDENT: &str = "    ";
    let mut lines = vec![format!("{INDENT}{heading}")];
    for (index, word) in words.iter().enumerate() {
        let comma = if index + 1 < words.len() { ", " } else { "" };
        let word = format!("{word}{comma}");
        let line = lines.last_mut().expect("there is at least the first");
        if line.len() + word.len() > WIDTH {
            lines.push(format!("{INDENT}{}{word}", " ".repeat(heading.len())));
        } else {
            line.push_str(&word);
        }
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_go_on_below() {
        let words = ["some-library/some-channel"; 5];
        let text = wrapped("subjects  ", &words);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].starts_with("    subjects  some-library/some-channel, some"), "{text}");
        assert!(lines[1].starts_with("              some-library/some-channel, some"), "{text}");
        assert!(text.ends_with("some-channel\n") && lines.iter().all(|line| line.len() <= WIDTH), "{text}");
    }
}
