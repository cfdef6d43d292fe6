//! The walker on small crates, and the real listing.

use std::path::{Path, PathBuf};

/// The lines that the crates in `files` make for the crate `hel`, without the note at the top. A crate `x` is a file
/// `x/lib.rs`.
fn listed(files: &[(&str, &str)]) -> Vec<String> {
    let roots: Vec<(String, PathBuf)> = files
        .iter()
        .filter_map(|(path, _)| path.strip_suffix("/lib.rs"))
        .map(|name| (name.to_owned(), Path::new(name).join("lib.rs")))
        .collect();
    let read = |path: &Path| {
        let found = files.iter().find(|(name, _)| Path::new(name) == path);
        found.map(|(_, text)| (*text).to_owned())
    };
    let listing = super::listing(&roots, "hel", &read).unwrap();
    listing.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// The lines of a crate of one file.
fn of(source: &str) -> Vec<String> {
    listed(&[("hel/lib.rs", source)])
}

#[test]
fn the_committed_listing_is_what_the_sources_say() {
    if let Err(error) = super::compare() {
        panic!("{error:#}");
    }
}

#[test]
fn a_type_is_listed_with_its_members_in_order() {
    let lines = of("pub struct Sender<T, const CAP: usize> { pub id: usize, ring: Ring<T> }
         impl<T, const CAP: usize> Sender<T, CAP> {
             pub const LIMIT: usize = 8;
             pub fn send(&self, mut value: T) -> Result<(), SendError<T>> { loop {} }
             pub(crate) fn inner(&self) {}
             fn private(&self) {}
         }
         impl<T: Clone, const CAP: usize> Sender<T, CAP> { pub fn copy(mut self) -> T { loop {} } }
         impl<T, const CAP: usize> Clone for Sender<T, CAP> { fn clone(&self) -> Self { loop {} } }");
    assert_eq!(
        lines,
        [
            "hel::Sender: struct Sender<T, const CAP: usize> { .. }",
            "hel::Sender: impl<T, const CAP: usize> Clone for Sender<T, CAP>",
            "hel::Sender::LIMIT: const LIMIT: usize",
            "hel::Sender::copy: fn copy(self) -> T (impl<T: Clone, const CAP: usize> Sender<T, CAP>)",
            "hel::Sender::id: field usize",
            "hel::Sender::send: fn send(&self, value: T) -> Result<(), SendError<T>>",
        ]
    );
}

#[test]
fn a_methods_block_is_named_where_it_is_for_some_instances_only() {
    let lines = of("pub struct Ring<T, X = (), R: Reserve = Cas>(T, X, R);
         impl<T> Ring<T> { pub fn new() {} }
         impl<T, X, R: Reserve> Ring<T, X, R> { pub fn len() {} }
         impl<A, B, C> Ring<A, B, C> { pub fn any() {} }
         impl<T, X> Ring<T, X, Cas> { pub fn cas() {} }
         impl<T, R: Reserve> Ring<T, T, R> { pub fn same() {} }
         impl<T, X, R: Reserve> Ring<T, X, R> where T: Send { pub fn send() {} }");
    assert_eq!(
        lines[1..],
        [
            "hel::Ring::any: fn any()",
            "hel::Ring::cas: fn cas() (impl<T, X> Ring<T, X, Cas>)",
            "hel::Ring::len: fn len()",
            "hel::Ring::new: fn new() (impl<T> Ring<T>)",
            "hel::Ring::same: fn same() (impl<T, R: Reserve> Ring<T, T, R>)",
            "hel::Ring::send: fn send() (impl<T, X, R: Reserve> Ring<T, X, R> where T: Send)",
        ]
    );
}

#[test]
fn every_kind_of_item_has_a_line() {
    let lines = of("#[non_exhaustive] pub enum E<T> { /// Documented.
             A, B(T), C { /// Documented.
             x: u8 } }
         pub trait Tr: Send { type Out: Clone; const N: usize = 1; fn a(&self); fn b(&mut self) {} }
         pub type Alias<T> = Vec<T>;
         pub const K: usize = 1;
         pub static S: u8 = 1;
         pub async fn f<T>(x: T) where T: Send, {}
         pub struct Unit; pub struct Pair(pub u8, u16);
         macro_rules! not_exported { () => {} }");
    assert_eq!(
        lines,
        [
            "hel::Alias: type Alias<T> = Vec<T>",
            "hel::E: #[non_exhaustive] enum E<T>",
            "hel::E::A: variant A",
            "hel::E::B: variant B(T)",
            "hel::E::C: variant C { x: u8 }",
            "hel::K: const K: usize",
            "hel::Pair: struct Pair(..)",
            "hel::Pair::0: field u8",
            "hel::S: static S: u8",
            "hel::Tr: trait Tr: Send",
            "hel::Tr::N: const N: usize (provided)",
            "hel::Tr::Out: type Out: Clone",
            "hel::Tr::a: fn a(&self)",
            "hel::Tr::b: fn b(&mut self) (provided)",
            "hel::Unit: struct Unit",
            "hel::f: async fn f<T>(x: T) where T: Send",
        ]
    );
}

#[test]
fn exports_are_followed_into_other_crates_and_private_modules() {
    let lines = listed(&[
        ("hel/lib.rs", "pub mod channel;"),
        (
            "hel/channel.rs",
            "pub mod spsc { pub use hel_route::spsc::{spsc, Sender as Tx}; }\npub use hel_route::errors::*;",
        ),
        (
            "hel_route/lib.rs",
            "pub mod errors { pub use hel_ring::Closed; pub struct Full; struct Secret; } pub mod spsc;",
        ),
        (
            "hel_route/spsc/mod.rs",
            "mod sender; pub use sender::Sender; pub fn spsc<T>() -> Sender<T> { loop {} }",
        ),
        (
            "hel_route/spsc/sender.rs",
            "pub struct Sender<T>(T); impl<T> Sender<T> { pub fn new() -> Self { loop {} } }",
        ),
        ("hel_ring/lib.rs", "mod error; pub use crate::error::Closed;"),
        ("hel_ring/error.rs", "#[derive(Clone, Debug)] pub struct Closed;"),
    ]);
    assert_eq!(
        lines,
        [
            "hel::channel: mod",
            "hel::channel::Closed: struct Closed",
            "hel::channel::Closed: impl Clone for Closed",
            "hel::channel::Closed: impl Debug for Closed",
            "hel::channel::Full: struct Full",
            "hel::channel::spsc: mod",
            "hel::channel::spsc::Tx: struct Sender<T>(..)",
            "hel::channel::spsc::Tx::new: fn new() -> Self",
            "hel::channel::spsc::spsc: fn spsc<T>() -> Sender<T>",
        ]
    );
}

#[test]
fn a_private_module_of_the_same_name_is_not_exported_with_the_function() {
    let lines =
        of("mod outer { mod bounded { pub fn bounded() {} pub fn secret() {} } pub use bounded::bounded; }
                    pub use outer::bounded;");
    assert_eq!(lines, ["hel::bounded: fn bounded()"]);
}

#[test]
fn hidden_tested_and_modelled_items_are_left_out() {
    let lines = of("#[doc(hidden)] pub mod secret { pub struct A; }
         #[doc(hidden)] pub use other::B;
         mod other { pub struct B; #[doc(hidden)] pub struct C; }
         pub use other::C;
         #[cfg(test)] pub struct D;
         #[cfg(loom)] pub struct E;
         pub enum F { #[doc(hidden)] X, Y }
         impl F { #[doc(hidden)] pub fn x(&self) {} #[cfg(test)] pub fn t(&self) {} }
         #[cfg(test)] mod tests { use super::F; impl F { pub fn y(&self) {} } }");
    assert_eq!(lines, ["hel::F: enum F", "hel::F::Y: variant Y"]);
}

#[test]
fn features_are_printed_wherever_they_stand() {
    let lines = of("#[cfg(feature = \"stream\")] mod stream;
         #[cfg(feature = \"stream\")] pub use stream::Stream;
         pub struct R;
         impl R { #[cfg(not(feature = \"a\"))] pub fn f(&self) {} #[cfg(not(loom))] pub fn g(&self) {} }
         #[cfg(all(unix, feature = \"b\"))] impl Drop for R {}"
        .replace("mod stream;", "mod stream { pub struct Stream; impl crate::R { pub fn stream(&self) {} } }")
        .as_str());
    assert_eq!(
        lines,
        [
            "hel::R: struct R",
            "hel::R: impl Drop for R [feature = \"b\", unix]",
            "hel::R::f: fn f(&self) [not(feature = \"a\")]",
            "hel::R::g: fn g(&self)",
            "hel::R::stream: fn stream(&self) [feature = \"stream\"]",
            "hel::Stream: struct Stream [feature = \"stream\"]",
        ]
    );
}

#[test]
fn trait_impls_are_found_through_references_aliases_and_paths() {
    let lines = of("pub struct Rx<T>(T);
         mod imp { use super::Rx as Receiver; type Short<T> = super::Rx<T>;
             impl<'a, T> IntoIterator for &'a Receiver<T> { type Item = T; type IntoIter = Iter<'a, T>; }
             impl<T> Drop for Short<T> {}
             unsafe impl<T: Send> Send for crate::Rx<T> {} }");
    assert_eq!(
        lines,
        [
            "hel::Rx: struct Rx<T>(..)",
            "hel::Rx: impl<'a, T> IntoIterator for &'a Receiver<T> { type Item = T; type IntoIter = Iter<'a, T> }",
            "hel::Rx: impl<T> Drop for Short<T>",
            "hel::Rx: unsafe impl<T: Send> Send for crate::Rx<T>",
        ]
    );
}

#[test]
fn impls_of_traits_out_of_reach_are_left_out() {
    let lines = of("mod sealed { pub trait Sealed {} impl Sealed for super::A {} }
         pub trait Policy: sealed::Sealed {}
         pub struct A; impl Policy for A {} impl Policy for u8 {}");
    assert_eq!(
        lines,
        [
            "hel::A: struct A",
            "hel::A: impl Policy for A",
            "hel::Policy: trait Policy: sealed::Sealed",
            "hel::Policy: impl Policy for u8",
        ]
    );
}

#[test]
fn derives_are_written_as_the_impls_they_make() {
    let lines = of("#[derive(Clone, Copy)] pub struct P<T: Send, const N: usize = 1>(T) where T: Sync;");
    assert_eq!(
        lines[1..],
        [
            "hel::P: impl<T: Send + Clone, const N: usize> Clone for P<T, N> where T: Sync",
            "hel::P: impl<T: Send + Copy, const N: usize> Copy for P<T, N> where T: Sync",
        ]
    );
}

#[test]
fn pin_project_is_looked_into_and_other_macros_are_named() {
    let lines =
        of("pin_project! { #[must_use = \"why\"] pub struct RecvFuture<'a, T> { #[pin] inner: I<'a, T> } }
         impl<T> Future for RecvFuture<'_, T> { type Output = T; }
         mod made { make_error!(Full); } pub use made::Full; pub use core::task::Poll;");
    assert_eq!(
        lines,
        [
            "hel::Full: use made::Full",
            "hel::Poll: use core::task::Poll",
            "hel::RecvFuture: #[must_use] struct RecvFuture<'a, T> { .. }",
            "hel::RecvFuture: impl<T> Future for RecvFuture<'_, T> { type Output = T }",
        ]
    );
}

#[test]
fn exports_in_a_circle_end() {
    let lines = of(
        "pub mod a { pub use super::b::*; pub struct A; } pub mod b { pub use super::a::*; pub struct B; }
                    pub use a::Gone;",
    );
    assert_eq!(
        lines,
        [
            "hel::Gone: use a::Gone",
            "hel::a: mod",
            "hel::a::A: struct A",
            "hel::a::B: struct B",
            "hel::b: mod",
            "hel::b::A: struct A",
            "hel::b::B: struct B",
        ]
    );
}

#[test]
fn a_name_of_its_own_goes_before_a_globs() {
    let lines = of("mod low { pub enum A {} pub struct B; } pub use low::*; pub struct A { pub own: u8 }");
    assert_eq!(lines, ["hel::A: struct A", "hel::A::own: field u8", "hel::B: struct B"]);
}
