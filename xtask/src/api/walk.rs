//! What can be reached from outside, and under which paths.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use syn::Item;

use super::cfg::{self, Conditions};
use super::item;
use super::resolve::{Target, imports_of, resolve, resolve_export};
use super::source::{Import, ItemId, ModuleId, Sources};

/// The public surface of a crate.
#[derive(Debug, Default)]
pub(crate) struct Surface {
    pub(crate) entries: Vec<Entry>,
}

/// A public path and what stands there. One item may have several paths.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) conditions: Conditions,
    pub(crate) what: What,
}

/// What stands at a path.
#[derive(Debug)]
pub(crate) enum What {
    Module,
    Item(ItemId),
    /// An export of what is not in the sources, by its path there.
    Unknown(String),
}

impl Surface {
    /// Every item that has a public path.
    pub(crate) fn items(&self) -> BTreeSet<ItemId> {
        let item = |entry: &Entry| if let What::Item(id) = entry.what { Some(id) } else { None };
        self.entries.iter().filter_map(item).collect()
    }
}

/// Walks the public modules of `facade`, through its exports.
///
/// # Errors
///
/// When `facade` is none of the crates.
pub(crate) fn surface(sources: &Sources, facade: &str) -> Result<Surface> {
    let root =
        sources.root(facade).ok_or_else(|| anyhow!("{facade} is none of the crates that were read"))?;
    let mut walk = Walk { sources, surface: Surface::default(), inside: Vec::new() };
    walk.module(root, facade, &Conditions::new(), &BTreeSet::new());
    Ok(walk.surface)
}

struct Walk<'a> {
    sources: &'a Sources,
    surface: Surface,
    /// The modules being walked: an export may lead back into one.
    inside: Vec<ModuleId>,
}

impl Walk<'_> {
    /// Visits what `module` shows under `prefix`, but for the names in `shadowed`.
    fn module(
        &mut self,
        module: ModuleId,
        prefix: &str,
        conditions: &Conditions,
        shadowed: &BTreeSet<String>,
    ) {
        if self.inside.contains(&module) {
            return;
        }
        self.inside.push(module);
        let known = self.sources.module(module);
        for (index, item) in known.items.iter().enumerate() {
            let Some(name) = item::name(item).map(ToString::to_string) else { continue };
            if item::is_public(item) && !item::is_hidden(item::attributes(item)) && !shadowed.contains(&name)
            {
                let target = match known.children.get(&index) {
                    Some(child) => Target::Module(*child),
                    None => Target::Item((module, index)),
                };
                self.target(&target, &format!("{prefix}::{name}"), &with(conditions, item));
            }
        }
        let own: BTreeSet<String> = self.names(module).union(shadowed).cloned().collect();
        for (index, import) in imports_of(self.sources, module) {
            let item = &known.items[index];
            if item::is_public(item) && !item::is_hidden(item::attributes(item)) {
                let shadowed = if import.name.is_some() { shadowed } else { &own };
                self.export(module, &import, prefix, &with(conditions, item), shadowed);
            }
        }
        self.inside.pop();
    }

    fn export(
        &mut self,
        module: ModuleId,
        import: &Import,
        prefix: &str,
        conditions: &Conditions,
        shadowed: &BTreeSet<String>,
    ) {
        let Some(name) = &import.name else {
            for target in resolve(self.sources, module, &import.path) {
                match target {
                    Target::Module(base) => self.module(base, prefix, conditions, shadowed),
                    _ => self.unknown(
                        format!("{prefix}::*"),
                        format!("{}::*", import.path.join("::")),
                        conditions,
                    ),
                }
            }
            return;
        };
        if shadowed.contains(name) || name == "_" {
            return;
        }
        let path = format!("{prefix}::{name}");
        for target in resolve_export(self.sources, module, &import.path) {
            match target {
                Target::Unknown => self.unknown(path.clone(), import.path.join("::"), conditions),
                known => self.target(&known, &path, conditions),
            }
        }
    }

    fn target(&mut self, target: &Target, path: &str, conditions: &Conditions) {
        match target {
            Target::Module(module) => {
                let mut conditions = conditions.clone();
                conditions.extend(self.sources.module(*module).conditions.iter().cloned());
                self.enter(path.to_owned(), &conditions, What::Module);
                self.module(*module, path, &conditions, &BTreeSet::new());
            }
            Target::Item(id) => {
                if item::is_hidden(item::attributes(self.sources.item(*id))) {
                    return;
                }
                let mut conditions = with(conditions, self.sources.item(*id));
                conditions.extend(self.sources.module(id.0).conditions.iter().cloned());
                self.enter(path.to_owned(), &conditions, What::Item(*id));
            }
            Target::Unknown => {}
        }
    }

    fn unknown(&mut self, path: String, source: String, conditions: &Conditions) {
        self.enter(path, conditions, What::Unknown(source));
    }

    fn enter(&mut self, path: String, conditions: &Conditions, what: What) {
        self.surface.entries.push(Entry { path, conditions: conditions.clone(), what });
    }

    /// The names that a module has without its globs: they go before those. By name alone: a function that a glob
    /// brings beside a module of the same name is taken for shadowed; export it by name.
    fn names(&self, module: ModuleId) -> BTreeSet<String> {
        let own = self.sources.module(module).items.iter().filter_map(item::name).map(ToString::to_string);
        let imported = imports_of(self.sources, module).into_iter().filter_map(|(_, import)| import.name);
        own.chain(imported).collect()
    }
}

/// `conditions` and those of `item`.
fn with(conditions: &Conditions, item: &Item) -> Conditions {
    let own = cfg::conditions(item::attributes(item)).unwrap_or_default();
    conditions.union(&own).cloned().collect()
}
