//! Unsafe code lives in hel-ring alone, and the crates above say so to the compiler.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, File as Syntax, Meta, Path};

use super::files::File;
use crate::finding::Finding;

/// The keyword, as it stands in a file's tokens.
const KEYWORD: &str = "unsafe";

/// The package whose purpose it is.
const HOME: &str = "hel-ring/";

/// Files elsewhere that may hold unsafe code; each needs a reason beside it here.
const EXCEPTIONS: [&str; 6] = [
    // A system call that has no safe binding.
    "hel-notify/src/barrier/windows.rs",
    // The one cell of the crate, which its word lends to one thread at a time.
    "hel-notify/src/lent.rs",
    // An allocator that counts can only be had by an unsafe trait.
    "hel/tests/it/counting_allocator.rs",
    "hel-bench/src/allocator.rs",
    // A signal handler, for one thread.
    "hel/tests/stopped/stop.rs",
    // A waker whose clone panics can only be had from a table of functions.
    "hel-notify/tests/it/unclonable_waker.rs",
];

/// Crate roots that forbid it.
const FORBIDDING: [&str; 2] = ["hel/src/lib.rs", "hel-route/src/lib.rs"];

/// Finds unsafe code where it may not be, and crate roots that fail to forbid it.
pub(crate) fn check(file: &File, syntax: &Syntax) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !file.path.starts_with(HOME) && !EXCEPTIONS.contains(&file.path.as_str()) {
        let advice =
            "unsafe code belongs into hel-ring; an exception is decided in xtask/src/tidy/unsafety.rs";
        let tokens: TokenStream = file.text.parse().unwrap_or_default();
        findings.extend(lines(tokens).into_iter().map(|line| Finding::at(&file.path, line, advice)));
    }
    if FORBIDDING.contains(&file.path.as_str()) && !syntax.attrs.iter().any(forbids) {
        findings.push(Finding::at(&file.path, 1, "put #![forbid(unsafe_code)] at the top of the crate"));
    }
    findings
}

/// The lines that hold the keyword; comments and strings do not count.
fn lines(tokens: TokenStream) -> Vec<usize> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == KEYWORD => found.push(ident.span().start().line),
            TokenTree::Group(group) => found.extend(lines(group.stream())),
            _ => {}
        }
    }
    found
}

/// Whether an attribute of a whole file forbids unsafe code.
fn forbids(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let mut names_the_lint = false;
    let parsed = list.parse_nested_meta(|meta| {
        names_the_lint |= is_unsafe_code(&meta.path);
        Ok(())
    });
    list.path.is_ident("forbid") && parsed.is_ok() && names_the_lint
}

fn is_unsafe_code(path: &Path) -> bool {
    path.is_ident("unsafe_code")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let syntax = syn::parse_file(text).unwrap();
        check(&File { path: path.to_owned(), text: text.to_owned() }, &syntax).len()
    }

    #[test]
    fn blocks_impls_and_attributes_count_prose_does_not() {
        let block = "fn f() { unsafe { g() } }";
        assert_eq!(found("hel-notify/src/lib.rs", block), 1);
        assert_eq!(found("hel-bench/src/main.rs", "unsafe impl Send for S {}"), 1);
        assert_eq!(found("hel-notify/tests/it/main.rs", "#[unsafe(no_mangle)]\nextern \"C\" fn f() {}"), 1);
        assert_eq!(found("hel-notify/src/lib.rs", "//! unsafe\n/// unsafe\nconst S: &str = \"unsafe\";"), 0);
        assert_eq!(found("hel-ring/src/slot.rs", block), 0);
    }

    #[test]
    fn the_crates_above_forbid_it() {
        assert_eq!(found("hel/src/lib.rs", ""), 1);
        assert_eq!(found("hel/src/lib.rs", "#![forbid(unsafe_code)]"), 0);
        assert_eq!(found("hel/src/lib.rs", "#![forbid(missing_docs, unsafe_code)]"), 0);
        assert_eq!(found("hel-route/src/lib.rs", "#![deny(unsafe_code)]"), 1);
        assert_eq!(found("hel-route/src/lib.rs", "#[forbid(unsafe_code)]\nmod m {}"), 1);
        assert_eq!(found("hel-notify/src/lib.rs", ""), 0);
    }
}
