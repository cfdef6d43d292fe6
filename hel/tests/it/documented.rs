//! Every public function that users see has an example, and every asynchronous one says what may fail and what a cancel does.

use std::fs;
use std::path::Path;

/// What the documentation of a function must hold.
fn required(name: &str) -> Vec<&'static str> {
    match name {
        "closed_async" => vec!["```", "# Cancel safety"],
        name if name.ends_with("_async") => vec!["```", "# Cancel safety", "# Errors"],
        _ => vec!["```"],
    }
}

/// The public functions of a source file that users can see, each with the documentation and the attributes above it.
fn public_functions(source: &str) -> Vec<(&str, String)> {
    let lines: Vec<_> = source.lines().map(str::trim).collect();
    let mut functions = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some((_, rest)) = line.strip_prefix("pub ").and_then(|line| line.split_once("fn ")) else {
            continue;
        };
        let ends = |line: &str| line.is_empty() || line.ends_with(['{', '}', ';']);
        let belongs = |line: &&&str| line.starts_with("///") || !ends(line);
        let mut above: Vec<_> = lines[..number].iter().rev().take_while(belongs).copied().collect();
        above.reverse();
        let above = above.join("\n");
        if !above.contains("#[doc(hidden)]") && !above.contains("#[cfg(hel_loom)]") {
            functions.push((rest.split(['(', '<']).next().unwrap(), above));
        }
    }
    functions
}

#[test]
fn every_public_function_has_an_example() {
    let (mut seen, mut lacking) = (0, Vec::new());
    let mut folders = ["hel-route/src", "hel-ring/src"].map(|it| Path::new("..").join(it)).to_vec();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            // What lies in `channel/` is public for the macros and the wait sweep alone.
            if path.is_dir() && !path.ends_with("hel-route/src/channel") {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                for (name, above) in public_functions(&fs::read_to_string(&path).unwrap()) {
                    seen += 1;
                    for part in required(name).into_iter().filter(|part| !above.contains(part)) {
                        lacking.push(format!("{}: `{name}` has no {part}", path.display()));
                    }
                }
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
    assert!(seen > 300, "only {seen} functions were found: does this still look in the right places?");
}
