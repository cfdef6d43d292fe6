//! The test's own program, once more.

use std::env;
use std::process::Command;

/// A command for this test's program. For another architecture, cargo's runner (an emulator) runs it.
pub(crate) fn this_program() -> Command {
    let target = format!("CARGO_TARGET_{}", env::consts::ARCH.to_uppercase());
    let runner = env::vars().find(|(name, _)| name.starts_with(&target) && name.ends_with("_RUNNER"));
    let (_, runner) = runner.unwrap_or_default();
    let program = env::current_exe().unwrap();
    let mut words = runner.split_whitespace();
    let Some(emulator) = words.next() else { return Command::new(program) };
    let mut command = Command::new(emulator);
    command.args(words).arg(program);
    command
}
