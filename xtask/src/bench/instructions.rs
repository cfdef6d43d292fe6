//! `cargo xtask bench --instructions`: the hot paths' instructions against the recorded ones.
//!
//! Times drift with the machine; the number of instructions that a given compiler makes of given sources does not. So a
//! count can fail a change where no time could, on any machine that has the tools. It says less, too: a fence is one
//! instruction, whatever it costs, and a call that the compiler no longer inlines shows where nobody would feel it.

use anyhow::{Result, bail};

use super::comparison::Comparison;
use super::record::{FILE, Record};
use super::{counts, tools};

/// Why there is nothing to compare here, if so: a tool is missing, or the record was made with another compiler.
///
/// # Errors
///
/// When cargo or the compiler cannot be asked, and when there is no record.
pub(crate) fn why_not() -> Result<Option<String>> {
    if let Some(advice) = tools::missing()? {
        return Ok(Some(advice));
    }
    let (rustc, target) = counts::compiler()?;
    Ok(Record::committed()?.why_not_with(&rustc, &target))
}

/// Counts, and compares with the record or, with `bless`, writes it.
///
/// # Errors
///
/// When a tool is missing, with how to get it; when counting fails; when a count grew.
pub(crate) fn run(bless: bool) -> Result<()> {
    if let Some(advice) = tools::missing()? {
        bail!("instructions cannot be counted: {advice}");
    }
    let recorded = Record::committed();
    if bless {
        let now = counts::count()?;
        now.write()?;
        println!("{}", Comparison::new(recorded.as_ref().unwrap_or(&now), &now).table());
        println!("{FILE} is written: look at its difference before you commit it.");
        return Ok(());
    }
    // Not after the counting, which takes minutes.
    let recorded = recorded?;
    let now = counts::count()?;
    let comparison = Comparison::new(&recorded, &now);
    println!("{}", comparison.table());
    println!("{}", comparison.verdict()?);
    Ok(())
}
