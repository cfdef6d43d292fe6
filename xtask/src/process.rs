//! Command lines: what is printed is what runs.

use std::env;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A program, its arguments and what it changes in the environment.
///
/// Its `Display` can be pasted into a shell at the workspace's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CommandLine {
    set: Vec<(String, String)>,
    program: String,
    args: Vec<String>,
}

impl CommandLine {
    /// `program` with `args`.
    pub(crate) fn new(program: &str, args: &[&str]) -> Self {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Self { set: Vec::new(), program: program.to_owned(), args }
    }

    /// `cargo` with `args`. It runs as the cargo that started this process, so that a toolchain named on the
    /// command line (`cargo +nightly xtask ...`) is kept.
    pub(crate) fn cargo(args: &[&str]) -> Self {
        Self::new("cargo", args)
    }

    /// Appends an argument.
    pub(crate) fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Appends arguments.
    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    /// Appends `flag value` for each of `values`.
    pub(crate) fn each(mut self, flag: &str, values: &[String]) -> Self {
        for value in values {
            self.args.extend([flag.to_owned(), value.clone()]);
        }
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set.push((name.to_owned(), value.into()));
        self
    }

    /// The command, ready to be started in `directory`.
    pub(crate) fn command(&self, directory: &Path) -> Command {
        let mut command = if self.program == "cargo" {
            Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        } else {
            Command::new(&self.program)
        };
        // `cargo run` tells us which package we are; a subcommand such as `cargo machete` would take it for its own.
        command.args(&self.args).current_dir(directory).env_remove("CARGO_PKG_NAME");
        command.envs(self.set.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it in `directory`; its output goes where ours goes.
    ///
    /// # Errors
    ///
    /// When it cannot be started, or ends with another status than success.
    pub(crate) fn run(&self, directory: &Path) -> Result<()> {
        let status = self.command(directory).status().with_context(|| self.cannot_start())?;
        if !status.success() {
            bail!("it ended with {status}");
        }
        Ok(())
    }

    /// Runs it in `directory` and returns what it wrote to its standard output.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), and when the output is not UTF-8. Its standard error goes where ours goes.
    pub(crate) fn output(&self, directory: &Path) -> Result<String> {
        let output =
            self.command(directory).stderr(Stdio::inherit()).output().with_context(|| self.cannot_start())?;
        if !output.status.success() {
            bail!("`{self}` ended with {}", output.status);
        }
        String::from_utf8(output.stdout)
            .with_context(|| format!("`{self}` wrote something that is not UTF-8"))
    }

    /// Whether it runs at all and succeeds; its output is thrown away.
    pub(crate) fn succeeds(&self, directory: &Path) -> bool {
        let mut command = self.command(directory);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    fn cannot_start(&self) -> String {
        format!("`{}` cannot be started: is it installed and in PATH?", self.program)
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.set {
            write!(f, "{name}={} ", quoted(value))?;
        }
        write!(f, "{}", quoted(&self.program))?;
        for arg in &self.args {
            write!(f, " {}", quoted(arg))?;
        }
        Ok(())
    }
}

/// `word` as a POSIX shell reads it back.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./:,@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn the_line_reads_as_a_shell_would_take_it() {
        let line = CommandLine::cargo(&["test", "--profile", "loom"])
            .each("-p", &["hel-ring".to_owned(), "hel-notify".to_owned()])
            .arg("two words")
            .env("RUSTFLAGS", "--cfg loom");
        assert_eq!(
            line.to_string(),
            "RUSTFLAGS='--cfg loom' cargo test --profile loom -p hel-ring -p hel-notify 'two words'"
        );
    }

    #[test]
    fn quotes_survive_quoting() {
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("a/b-c=1"), "a/b-c=1");
    }

    #[test]
    fn a_failing_command_is_an_error() {
        let line = CommandLine::cargo(&["no-such-subcommand"]);
        assert!(!line.succeeds(workspace::root()));
        assert!(CommandLine::cargo(&["--version"]).output(workspace::root()).unwrap().starts_with("cargo "));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = CommandLine::new("no-such-program", &[]).run(workspace::root()).unwrap_err();
        assert!(error.to_string().contains("no-such-program"), "{error}");
    }
}
