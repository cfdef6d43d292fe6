//! What a push in turn became: its instructions, read from the assembly of a function that does nothing else.

use crate::finding::Finding;

/// The instructions of the function whose symbol holds `path`; none if there is no such function.
pub(super) fn function<'a>(assembly: &'a str, path: &str) -> Vec<&'a str> {
    let is_start =
        |line: &&str| line.contains(path) && line.ends_with(':') && !line.starts_with(['.', '\t', ' ']);
    assembly
        .lines()
        .skip_while(|line| !is_start(line))
        .skip(1)
        .take_while(|line| !line.trim_start().starts_with(".cfi_endproc"))
        .filter(|line| line.starts_with(['\t', ' ']))
        .map(str::trim)
        .filter(|line| !line.starts_with('.'))
        .collect()
}

/// What an instruction does to what other threads see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A fetch-add with release order, without a retry.
    Draw,
    /// Any other way to change a word at once.
    OtherChange,
    Acquire,
    Release,
    Barrier,
}

fn kind(instruction: &str) -> Option<Kind> {
    let name = instruction.split_whitespace().next()?;
    let begins = |names: &[&str]| names.iter().any(|begin| name.starts_with(begin));
    if matches!(name, "ldaddl" | "ldaddal") {
        Some(Kind::Draw)
    } else if begins(&["ldadd", "cas", "swp", "ldset", "ldclr", "ldeor", "ldxr", "ldaxr", "stxr", "stlxr"])
        || instruction.contains("__aarch64_")
    {
        Some(Kind::OtherChange)
    } else if begins(&["ldar", "ldapr"]) {
        Some(Kind::Acquire)
    } else if begins(&["stlr"]) {
        Some(Kind::Release)
    } else {
        begins(&["dmb", "dsb", "isb"]).then_some(Kind::Barrier)
    }
}

/// Those that are about other threads.
pub(super) fn of_other_threads<'a>(instructions: &[&'a str]) -> Vec<&'a str> {
    instructions.iter().copied().filter(|instruction| kind(instruction).is_some()).collect()
}

/// What is wrong with the instructions of a push in turn.
pub(super) fn findings(file: &str, instructions: &[&str]) -> Vec<Finding> {
    let count = |wanted| instructions.iter().filter(|instruction| kind(instruction) == Some(wanted)).count();
    let mut findings = Vec::new();
    let mut expect = |holds: bool, advice: &str| {
        if !holds {
            findings.push(Finding::new(file, advice));
        }
    };
    expect(
        !instructions.is_empty(),
        "the function is not there: does the example still have it, `#[inline(never)]`?",
    );
    expect(
        count(Kind::Draw) == 1 && count(Kind::OtherChange) == 0,
        "a ticket must be drawn by one `ldaddl`, and nothing else may change a word at once: is FetchAdd the default?",
    );
    expect(count(Kind::Acquire) > 0, "the slot's turn must be read by `ldar` or `ldapr`");
    expect(count(Kind::Release) == 1, "the slot's turn must be published by one `stlr`");
    expect(count(Kind::Barrier) == 0, "a push that finds its slot needs no barrier");
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
_ZN4core3ptr154drop_in_place17hE:
\tldaddal\tx1, x2, [x3]
\t.cfi_endproc
_ZN9raw_queue3put17h44cca5c224cd9c8dE:
.Lfunc_begin37:
\t.cfi_startproc
\tmov\tw21, #4
.LBB37_1:
\tldar\tx9, [x9]
\tldaddl\tx21, x3, [x8]
\tbl\t_ZN8hel_ring7reserve9fetch_add6settle17hE
\tstlr\tx8, [x9]
\tret
\t.cfi_endproc
_ZN5other17hE:
\tcasal\tx1, x2, [x3]
";

    fn found(assembly: &str) -> usize {
        findings("raw_queue.s", &function(assembly, "9raw_queue3put")).len()
    }

    #[test]
    fn a_function_is_its_own_instructions_and_no_others() {
        let instructions = function(GOOD, "9raw_queue3put");
        assert_eq!(instructions.len(), 6);
        let these = ["ldar\tx9, [x9]", "ldaddl\tx21, x3, [x8]", "stlr\tx8, [x9]"];
        assert_eq!(of_other_threads(&instructions), these);
        assert_eq!(found(GOOD), 0);
    }

    #[test]
    fn another_way_to_draw_is_found() {
        assert_eq!(found(&GOOD.replace("ldaddl", "ldadd")), 1, "relaxed");
        assert_eq!(found(&GOOD.replace("ldaddl\tx21, x3, [x8]", "bl\t__aarch64_ldadd8_rel")), 1, "by a call");
        assert_eq!(found(&GOOD.replace("ldaddl\tx21, x3, [x8]", "stlxr\tw1, x3, [x8]")), 1, "in a loop");
    }

    #[test]
    fn weaker_and_stronger_accesses_are_found() {
        assert_eq!(found(&GOOD.replace("ldar", "ldr")), 1);
        assert_eq!(found(&GOOD.replace("ldar", "ldapr")), 0);
        assert_eq!(found(&GOOD.replace("stlr", "str")), 1);
        assert_eq!(found(&GOOD.replace("mov\tw21, #4", "dmb\tish")), 1);
    }

    #[test]
    fn a_function_that_is_not_there_is_found() {
        assert!(found("") > 0);
    }
}
