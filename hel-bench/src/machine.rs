//! Where figures were measured: what a reader needs to know before comparing them with others.

use std::env::consts;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::SystemTime;

#[cfg(unix)]
use nix::unistd::{SysconfVar, sysconf};

use crate::affinity;
use crate::report::Machine;

/// This machine, this build and this moment.
pub(crate) fn here_and_now() -> Machine {
    Machine {
        cpu: fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| model_name(&text)).unwrap_or_default(),
        cpus: thread::available_parallelism().map_or(1, usize::from).max(affinity::allowed().len()),
        system: format!("{} {}", consts::OS, consts::ARCH),
        // Of the compiler that built this, not of one that lies about.
        rustc: env!("HEL_BENCH_RUSTC").to_owned(),
        // A program that is carried elsewhere knows its commit from the build.
        commit: commit().or_else(|| option_env!("HEL_BENCH_COMMIT").map(str::to_owned)).unwrap_or_default(),
        date: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
    }
}

/// How many CPUs the machine has, whether this process may use them or not. None where the system does not say.
pub(crate) fn all_cpus() -> Option<usize> {
    #[cfg(unix)]
    if let Ok(Some(cpus)) = sysconf(SysconfVar::_NPROCESSORS_ONLN) {
        return usize::try_from(cpus).ok();
    }
    None
}

fn model_name(cpuinfo: &str) -> Option<String> {
    let value = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(value.trim_start_matches([' ', '\t', ':']).trim().to_owned())
}

/// The commit of the sources that this was built from, if they are still there and git is.
fn commit() -> Option<String> {
    let mut git = Command::new("git");
    // A tag would say less than the commit's hash: none is let through.
    git.args(["-C", env!("CARGO_MANIFEST_DIR")])
        .args("describe --always --dirty --abbrev=12 --exclude=*".split(' '));
    let output = git.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus_are_named_as_the_kernel_names_them() {
        let text = "processor\t: 0\nmodel name\t: Some CPU: X @ 3 GHz\nmodel name\t: Other\n";
        assert_eq!(model_name(text).as_deref(), Some("Some CPU: X @ 3 GHz"));
        assert_eq!(model_name("processor\t: 0\nBogoMIPS\t: 50\n"), None);
    }
}
