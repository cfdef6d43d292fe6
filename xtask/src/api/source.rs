//! The crates as parsed modules, without what a user's build does not have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use syn::{Item, ItemMacro, UseTree};

use super::cfg::{self, Conditions};
use super::item;

/// A module, by its place in [`Sources`].
pub(crate) type ModuleId = usize;

/// An item, by its module and its place there.
pub(crate) type ItemId = (ModuleId, usize);

/// Every module of some crates.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    modules: Vec<Module>,
    roots: BTreeMap<String, ModuleId>,
}

/// A module: its items, and what must hold for it to be there.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) parent: Option<ModuleId>,
    pub(crate) root: ModuleId,
    pub(crate) items: Vec<Item>,
    /// The modules that `mod` items declare, by the item's place.
    pub(crate) children: BTreeMap<usize, ModuleId>,
    pub(crate) conditions: Conditions,
}

/// Reads a file; none if it is not there.
pub(crate) type Read<'a> = dyn Fn(&Path) -> Option<String> + 'a;

impl Sources {
    /// Parses the crates of these names and root files.
    ///
    /// # Errors
    ///
    /// When a file is missing or does not parse.
    pub(crate) fn load(roots: &[(String, PathBuf)], read: &Read<'_>) -> Result<Self> {
        let mut sources = Self::default();
        for (name, file) in roots {
            let items = parse(file, read)?;
            let place = Place { folder: folder(file), read };
            let id = sources.add(name, None, items, &Conditions::new(), &place)?;
            sources.roots.insert(name.clone(), id);
        }
        Ok(sources)
    }

    pub(crate) fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id]
    }

    pub(crate) fn item(&self, (module, index): ItemId) -> &Item {
        &self.modules[module].items[index]
    }

    /// The root module of a crate of ours.
    pub(crate) fn root(&self, name: &str) -> Option<ModuleId> {
        self.roots.get(name).copied()
    }

    /// Every item of every module.
    pub(crate) fn items(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        let of = |(id, module): (ModuleId, &'_ Module)| (id, module.items.len());
        let ids: Vec<(ModuleId, usize)> = self.modules.iter().enumerate().map(of).collect();
        ids.into_iter()
            .flat_map(|(id, len)| (0..len).map(move |index| (id, index)))
            .map(|id| (id, self.item(id)))
    }

    fn add(
        &mut self,
        path: &str,
        parent: Option<ModuleId>,
        items: Vec<Item>,
        conditions: &Conditions,
        place: &Place<'_>,
    ) -> Result<ModuleId> {
        let id = self.modules.len();
        let items: Vec<Item> = items.into_iter().flat_map(unwrapped).filter(is_built).collect();
        let root = parent.map_or(id, |parent| self.modules[parent].root);
        let declared: Vec<(usize, Item)> = items
            .iter()
            .enumerate()
            .filter(|(_, item)| matches!(item, Item::Mod(_)))
            .map(|(index, item)| (index, item.clone()))
            .collect();
        let module =
            Module { parent, root, items, children: BTreeMap::new(), conditions: conditions.clone() };
        self.modules.push(module);
        for (index, item) in declared {
            let Item::Mod(declaration) = item else { continue };
            let name = declaration.ident.to_string();
            let path = format!("{path}::{name}");
            let mut conditions = conditions.clone();
            conditions.extend(cfg::conditions(&declaration.attrs).unwrap_or_default());
            if declaration.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
                bail!("{path}: #[path] is not followed; name the file after the module");
            }
            let inner = place.inner(&name);
            let items = match declaration.content {
                Some((_, items)) => items,
                None => place.items(&name).with_context(|| format!("the module {path}"))?,
            };
            let child = self.add(&path, Some(id), items, &conditions, &inner)?;
            self.modules[id].children.insert(index, child);
        }
        Ok(id)
    }
}

/// Where the files of a module's children lie.
struct Place<'a> {
    folder: PathBuf,
    read: &'a Read<'a>,
}

impl<'a> Place<'a> {
    fn inner(&self, name: &str) -> Place<'a> {
        Place { folder: self.folder.join(name), read: self.read }
    }

    /// The items of the child `name`, from `name.rs` or `name/mod.rs`.
    fn items(&self, name: &str) -> Result<Vec<Item>> {
        let candidates = [self.folder.join(format!("{name}.rs")), self.folder.join(name).join("mod.rs")];
        let found = candidates.iter().find(|file| (self.read)(file).is_some());
        let file = found.ok_or_else(|| anyhow!("neither of its files is there: {candidates:?}"))?;
        parse(file, self.read)
    }
}

fn folder(file: &Path) -> PathBuf {
    file.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn parse(file: &Path, read: &Read<'_>) -> Result<Vec<Item>> {
    let text = read(file).ok_or_else(|| anyhow!("{} cannot be read", file.display()))?;
    let syntax = syn::parse_file(&text)
        .map_err(|error| anyhow!("{}:{}: {error}", file.display(), error.span().start().line))?;
    Ok(syntax.items)
}

/// Whether a user's build has the item at all.
fn is_built(item: &Item) -> bool {
    cfg::conditions(item::attributes(item)).is_some()
}

/// The item itself; for `pin_project!`, which takes items as they are, the items in it.
fn unwrapped(item: Item) -> Vec<Item> {
    match &item {
        Item::Macro(ItemMacro { mac, ident: None, .. })
            if mac.path.segments.last().is_some_and(|segment| segment.ident == "pin_project") =>
        {
            syn::parse2::<syn::File>(mac.tokens.clone())
                .map_or_else(|_| vec![item.clone()], |file| file.items)
        }
        _ => vec![item],
    }
}

/// One name (or a glob) that a `use` brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// The name in the importing module; none for a glob.
    pub(crate) name: Option<String>,
    /// What is imported, without `*` and without a final `self`.
    pub(crate) path: Vec<String>,
}

/// The names that a `use` tree brings in.
pub(crate) fn imports(tree: &UseTree) -> Vec<Import> {
    let mut imports = Vec::new();
    collect(tree, &mut Vec::new(), &mut imports);
    imports
}

fn collect(tree: &UseTree, prefix: &mut Vec<String>, imports: &mut Vec<Import>) {
    let with = |prefix: &[String], last: String| {
        if last == "self" { prefix.to_vec() } else { [prefix, &[last]].concat() }
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            collect(&path.tree, prefix, imports);
            prefix.pop();
        }
        UseTree::Name(name) => {
            let path = with(prefix, name.ident.to_string());
            imports.push(Import { name: path.last().cloned(), path });
        }
        UseTree::Rename(rename) => {
            let path = with(prefix, rename.ident.to_string());
            imports.push(Import { name: Some(rename.rename.to_string()), path });
        }
        UseTree::Glob(_) => imports.push(Import { name: None, path: prefix.clone() }),
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, prefix, imports)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_flattened() {
        let item: syn::ItemUse = syn::parse_str("use a::{self, b::{C, D as E}, f::*};").unwrap();
        let found: Vec<(Option<String>, String)> =
            imports(&item.tree).into_iter().map(|import| (import.name, import.path.join("::"))).collect();
        let expected = [(Some("a"), "a"), (Some("C"), "a::b::C"), (Some("E"), "a::b::D"), (None, "a::f")];
        let expected = expected.map(|(name, path)| (name.map(str::to_owned), path.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_missing_file_and_a_path_attribute_are_told() {
        let load = |source: &'static str| {
            let read = |path: &Path| (path == Path::new("lib.rs")).then(|| source.to_owned());
            Sources::load(&[("x".to_owned(), PathBuf::from("lib.rs"))], &read).unwrap_err()
        };
        assert!(format!("{:#}", load("mod gone;")).contains("x::gone"));
        assert!(load("#[path = \"y.rs\"] mod here;").to_string().contains("#[path]"));
        assert!(load("fn (").to_string().starts_with("lib.rs:1: "));
    }
}
