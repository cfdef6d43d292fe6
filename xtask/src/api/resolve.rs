//! What a path names: through modules, imports and globs, across our crates.

use syn::Item;

use super::item;
use super::source::{Import, ItemId, ModuleId, Sources, imports};

/// What a path leads to. One path may lead to several: a module and a function can share a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Module(ModuleId),
    Item(ItemId),
    /// Into a crate that is not ours, or onto what a macro of ours makes.
    Unknown,
}

/// Whose names count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    All,
    /// Those that can be exported further.
    Public,
}

/// What `path` names in `from`.
pub(crate) fn resolve(sources: &Sources, from: ModuleId, path: &[String]) -> Vec<Target> {
    Resolver { sources, pending: Vec::new() }.path(from, path, Names::All)
}

/// What a `pub use` of `path` in `from` exports.
pub(crate) fn resolve_export(sources: &Sources, from: ModuleId, path: &[String]) -> Vec<Target> {
    Resolver { sources, pending: Vec::new() }.path(from, path, Names::Public)
}

/// The imports of a module, each with the item that makes it.
pub(crate) fn imports_of(sources: &Sources, module: ModuleId) -> Vec<(usize, Import)> {
    let mut found = Vec::new();
    for (index, item) in sources.module(module).items.iter().enumerate() {
        if let Item::Use(item) = item {
            found.extend(imports(&item.tree).into_iter().map(|import| (index, import)));
        }
    }
    found
}

struct Resolver<'a> {
    sources: &'a Sources,
    /// Names being looked up: an import may lead back to itself.
    pending: Vec<(ModuleId, String, Names)>,
}

impl Resolver<'_> {
    fn path(&mut self, from: ModuleId, path: &[String], last: Names) -> Vec<Target> {
        let mut targets = vec![Target::Module(from)];
        for (index, segment) in path.iter().enumerate() {
            let names = if index + 1 == path.len() { last } else { Names::All };
            let mut next = Vec::new();
            for target in &targets {
                match target {
                    Target::Module(module) => next.extend(self.segment(*module, segment, names, index == 0)),
                    Target::Item(_) => next.push(Target::Unknown),
                    Target::Unknown => {}
                }
            }
            targets = distinct(next);
        }
        // A name that leads anywhere at all is known.
        if targets.iter().any(|target| *target != Target::Unknown) {
            targets.retain(|target| *target != Target::Unknown);
        } else {
            targets = vec![Target::Unknown];
        }
        targets
    }

    fn segment(&mut self, module: ModuleId, segment: &str, names: Names, is_first: bool) -> Vec<Target> {
        let known = self.sources.module(module);
        match segment {
            "self" => return vec![Target::Module(module)],
            "super" => return known.parent.map(Target::Module).into_iter().collect(),
            "crate" => return vec![Target::Module(known.root)],
            _ => {}
        }
        let found = self.name(module, segment, names);
        // The name of a crate, which any module may start a path with.
        if found.is_empty() && is_first {
            return self.sources.root(segment).map(Target::Module).into_iter().collect();
        }
        found
    }

    /// What `name` means in `module`: its own items and imports, else what globs bring.
    fn name(&mut self, module: ModuleId, name: &str, names: Names) -> Vec<Target> {
        let key = (module, name.to_owned(), names);
        if self.pending.contains(&key) {
            return Vec::new();
        }
        self.pending.push(key);
        let mut found = self.own(module, name, names);
        if found.is_empty() {
            found = self.through_globs(module, name, names);
        }
        self.pending.pop();
        distinct(found)
    }

    fn own(&mut self, module: ModuleId, name: &str, names: Names) -> Vec<Target> {
        let known = self.sources.module(module);
        let counts = |item: &Item| names == Names::All || item::is_public(item);
        let mut found = Vec::new();
        for (index, item) in known.items.iter().enumerate() {
            if item::name(item).is_some_and(|ident| ident == name) && counts(item) {
                let target = match known.children.get(&index) {
                    Some(child) => Target::Module(*child),
                    None => Target::Item((module, index)),
                };
                found.push(target);
            }
        }
        for (index, import) in imports_of(self.sources, module) {
            if import.name.as_deref() == Some(name) && counts(&known.items[index]) {
                found.extend(self.path(module, &import.path, names));
            }
        }
        found
    }

    fn through_globs(&mut self, module: ModuleId, name: &str, names: Names) -> Vec<Target> {
        let known = self.sources.module(module);
        let mut found = Vec::new();
        for (index, import) in imports_of(self.sources, module) {
            if import.name.is_some() || (names == Names::Public && !item::is_public(&known.items[index])) {
                continue;
            }
            for target in self.path(module, &import.path, Names::All) {
                if let Target::Module(base) = target {
                    found.extend(self.name(base, name, names));
                }
            }
        }
        found
    }
}

fn distinct(targets: Vec<Target>) -> Vec<Target> {
    let mut kept: Vec<Target> = Vec::new();
    for target in targets {
        if !kept.contains(&target) {
            kept.push(target);
        }
    }
    kept
}
