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
    let (mut text, mut width) = (format!("    {heading}"), 4 + heading.len());
    for (index, word) in words.iter().enumerate() {
        let comma = if index + 1 < words.len() { ", " } else { "" };
        if width + word.len() + comma.len() > WIDTH {
            width = 4 + heading.len();
            text.truncate(text.trim_end().len());
            text.extend(["\n", &" ".repeat(width)]);
        }
        width += word.len() + comma.len();
        text.extend([word, comma]);
    }
    text + "\n"
}
