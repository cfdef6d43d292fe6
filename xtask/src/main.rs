//! The habits of the project as commands: `cargo xtask` lists them, `cargo xtask help COMMAND` teaches one.
//!
//! A command is a file (or a folder) of its own; its flags are declared in [`cli`]; this file only dispatches.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod aarch64;
mod api;
mod bench;
#[path = "../../hel-bench/src/cli.rs"]
#[expect(unreachable_pub, reason = "the instrument declares its flags, for itself and for this program")]
mod bench_cli;
mod checker;
mod cli;
mod compiler;
mod finding;
mod layers;
mod loom;
mod msrv;
mod process;
mod release;
mod sanitize;
mod shuttle;
mod steps;
mod stress;
mod table;
mod test;
mod tidy;
mod tools;
mod workspace;

use std::env;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    match dispatch(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        None => Cli::command().print_help()?,
        Some(Command::Test(args)) => test::run(&args)?,
        // Past the program and the command.
        Some(Command::Bench(args)) => return bench::run(&args, env::args_os().skip(2)),
        Some(Command::Loom(args)) => loom::run(&args)?,
        Some(Command::Shuttle(args)) => shuttle::run(&args)?,
        Some(Command::Stress(args)) => stress::run(&args)?,
        Some(Command::Msrv) => msrv::run()?,
        Some(Command::Sanitize(args)) => sanitize::run(&args)?,
        Some(Command::Aarch64) => aarch64::run()?,
        Some(Command::Layers) => layers::run()?,
        Some(Command::Tidy) => tidy::run()?,
        Some(Command::Tools) => tools::run()?,
        Some(Command::Api(args)) => api::run(&args)?,
        Some(Command::Release(_)) => release::check()?,
    }
    Ok(ExitCode::SUCCESS)
}
