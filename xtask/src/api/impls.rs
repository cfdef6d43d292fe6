//! Which `impl` blocks belong to which type or trait, wherever in the crates they stand.

use std::collections::BTreeMap;

use syn::{Item, ItemImpl, Path, Type};

use super::resolve::{Target, resolve};
use super::source::{ItemId, ModuleId, Sources};

/// An `impl` block and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    pub(crate) module: ModuleId,
    pub(crate) item: &'a ItemImpl,
}

/// The blocks of the crates, by what they are about.
#[derive(Debug, Default)]
pub(crate) struct Impls<'a> {
    blocks: BTreeMap<ItemId, Vec<Block<'a>>>,
}

impl<'a> Impls<'a> {
    /// Looks at every block of `sources`.
    ///
    /// A block belongs to the type of ours that it is for (or for a reference to); a trait's block for any other type
    /// belongs to the trait.
    pub(crate) fn of(sources: &'a Sources) -> Self {
        let mut impls = Self::default();
        for ((module, _), item) in sources.items() {
            let Item::Impl(item) = item else { continue };
            let mut owners = types(sources, module, &item.self_ty);
            if owners.is_empty() {
                owners.extend(item.trait_.iter().filter_map(|(_, path, _)| trait_of(sources, module, path)));
            }
            for owner in owners {
                impls.blocks.entry(owner).or_default().push(Block { module, item });
            }
        }
        impls
    }

    /// The blocks of a type or trait.
    pub(crate) fn about(&self, item: ItemId) -> &[Block<'a>] {
        self.blocks.get(&item).map_or(&[], Vec::as_slice)
    }
}

/// The trait of ours that `path` names in `module`.
pub(crate) fn trait_of(sources: &Sources, module: ModuleId, path: &Path) -> Option<ItemId> {
    targets(sources, module, path).into_iter().find(|id| matches!(sources.item(*id), Item::Trait(_)))
}

/// The types of ours that `ty` is, seen through references and aliases.
fn types(sources: &Sources, module: ModuleId, ty: &Type) -> Vec<ItemId> {
    match ty {
        Type::Reference(reference) => types(sources, module, &reference.elem),
        Type::Paren(paren) => types(sources, module, &paren.elem),
        Type::Group(group) => types(sources, module, &group.elem),
        Type::Path(path) if path.qself.is_none() => targets(sources, module, &path.path)
            .into_iter()
            .flat_map(|id| match sources.item(id) {
                Item::Type(alias) => types(sources, id.0, &alias.ty),
                Item::Struct(_) | Item::Enum(_) | Item::Union(_) => vec![id],
                _ => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn targets(sources: &Sources, module: ModuleId, path: &Path) -> Vec<ItemId> {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let item = |target| if let Target::Item(id) = target { Some(id) } else { None };
    resolve(sources, module, &segments).into_iter().filter_map(item).collect()
}
