//! Atomics, loom and shuttle are named in a library's `src/sync.rs` alone.
//!
//! That file swaps one for the other under `cfg(loom)` and `cfg(shuttle)`; an atomic taken from `core` elsewhere would be
//! invisible to the checkers, and the models would prove less than they say. `cfg(loom)` itself may stand anywhere.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, File as Syntax, ItemExternCrate, ItemMod, ItemUse, Macro, Path, UseTree};

use super::files::File;
use crate::finding::Finding;
use crate::workspace;

const ADVICE: &str =
    "take it through the crate's sync module: only src/sync.rs may name core's atomics or a checker";

/// What a library names under a `cfg` of its own.
const CHECKERS: [&str; 2] = ["loom", "shuttle"];

/// Finds atomics and checkers in `file`, if it is a library's source and not its `sync.rs`.
pub(crate) fn check(file: &File, syntax: &Syntax) -> Vec<Finding> {
    let inside = workspace::LIBRARIES.iter().find_map(|package| file.in_src_of(package));
    match inside {
        Some(path) if path != "sync.rs" && !is_test_file(path) => {
            lines(syntax).into_iter().map(|line| Finding::at(&file.path, line, ADVICE)).collect()
        }
        _ => Vec::new(),
    }
}

/// By its name: the `#[cfg(test)]` stands at the `mod` line, in another file.
fn is_test_file(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

/// The lines that name what only `sync.rs` may, test modules left out.
fn lines(syntax: &Syntax) -> Vec<usize> {
    let mut names = Names { lines: Vec::new() };
    names.visit_file(syntax);
    names.lines
}

struct Names {
    lines: Vec<usize>,
}

impl Names {
    fn look_at(&mut self, segments: &[String], line: usize) {
        if is_reserved(segments) {
            self.lines.push(line);
        }
    }

    fn look_into_use(&mut self, tree: &UseTree, prefix: &mut Vec<String>) {
        let depth = prefix.len();
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.look_into_use(&path.tree, prefix);
            }
            UseTree::Name(name) => prefix.push(name.ident.to_string()),
            UseTree::Rename(rename) => prefix.push(rename.ident.to_string()),
            UseTree::Glob(_) => prefix.push("*".to_owned()),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.look_into_use(tree, prefix);
                }
            }
        }
        if matches!(tree, UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_)) {
            let line = tree.span().start().line;
            // Under another name, too: `use loom as checker`.
            if prefix.len() == 1 && CHECKERS.contains(&prefix[0].as_str()) {
                self.lines.push(line);
            }
            self.look_at(prefix, line);
        }
        prefix.truncate(depth);
    }

    /// Macro bodies are not parsed: every path in their tokens is looked at, `{` and `}` of imports included.
    fn look_into_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        path.clear();
                    }
                    path.push(ident.to_string());
                    self.look_at(&path, ident.span().start().line);
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.look_into_tokens(group.stream());
                    path.clear();
                    colons = 0;
                }
                _ => {
                    path.clear();
                    colons = 0;
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !item.attrs.iter().any(is_cfg_test) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.look_into_use(&item.tree, &mut Vec::new());
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        if CHECKERS.iter().any(|checker| item.ident == checker) {
            self.lines.push(item.span().start().line);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 {
            self.look_at(&segments, path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        self.look_into_tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }

    /// `cfg(loom)` is not a use of loom, nor `cfg(shuttle)` of shuttle.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

/// `loom::..`, `shuttle::..`, `core::sync::atomic` and everything in it, and a glob that brings it in.
fn is_reserved(segments: &[String]) -> bool {
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    matches!(segments.as_slice(), ["loom" | "shuttle", _, ..] | ["core" | "std", "sync", "atomic" | "*", ..])
}

fn is_cfg_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<Path>().is_ok_and(|condition| condition.is_ident("test"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(source: &str) -> Vec<usize> {
        lines(&syn::parse_file(source).unwrap())
    }

    #[test]
    fn imports_are_found_however_they_are_nested() {
        assert_eq!(lines_of("use core::sync::atomic::AtomicUsize;"), [1]);
        assert_eq!(lines_of("use std::{\n fmt,\n sync::{Arc, atomic::{self, Ordering}},\n};"), [3, 3]);
        assert_eq!(lines_of("use std::sync::*;"), [1]);
        assert_eq!(lines_of("use loom::thread;"), [1]);
        assert_eq!(lines_of("use loom as checker;"), [1]);
        assert_eq!(lines_of("use shuttle as checker;\nfn f() { shuttle::thread::park() }"), [1, 2]);
        assert_eq!(lines_of("extern crate loom;"), [1]);
    }

    #[test]
    fn paths_in_code_types_and_macros_are_found() {
        assert_eq!(lines_of("fn f() {\n std::sync::atomic::fence(SeqCst);\n}"), [2]);
        assert_eq!(lines_of("struct S(\n core::sync::atomic::AtomicBool);"), [2]);
        assert_eq!(lines_of("macro_rules! m { () => { loom::model(f) } }"), [1]);
        assert_eq!(
            lines_of("thread_local! { static X: std::sync::atomic::AtomicU8 = x(); }").first(),
            Some(&1)
        );
    }

    #[test]
    fn the_sync_module_a_cfg_and_prose_are_fine() {
        assert!(lines_of("use crate::sync::atomic::AtomicUsize;\nuse alloc::sync::Arc;").is_empty());
        assert!(lines_of("#[cfg(not(loom))]\nfn f() { if cfg!(loom) {} }").is_empty());
        assert!(lines_of("//! loom::model, std::sync::atomic\n/// `loom`\nfn loom() { loom() }").is_empty());
    }

    #[test]
    fn test_modules_are_left_out() {
        assert!(lines_of("#[cfg(test)]\nmod tests { use std::sync::atomic::AtomicUsize; }").is_empty());
        assert_eq!(lines_of("#[cfg(unix)]\nmod unix { use std::sync::atomic::AtomicUsize; }"), [2]);
    }

    #[test]
    fn only_a_librarys_own_sources_count() {
        let syntax = syn::parse_file("use loom::thread;").unwrap();
        let found = |path: &str| check(&File { path: path.to_owned(), text: String::new() }, &syntax).len();
        assert_eq!(found("hel-ring/src/mpmc/push.rs"), 1);
        assert_eq!(found("hel-ring/src/barrier/sync.rs"), 1, "one sync.rs a crate, at its root");
        assert_eq!(found("hel-ring/src/sync.rs"), 0);
        assert_eq!(found("hel-ring/tests/loom/main.rs"), 0);
        assert_eq!(found("hel-ring/src/mpmc/tests.rs"), 0);
        assert_eq!(found("hel-bench/src/main.rs"), 0);
    }
}
