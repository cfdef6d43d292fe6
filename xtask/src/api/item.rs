//! What every kind of item has, however syn keeps it: attributes, a visibility, a name.

use syn::{Attribute, Ident, Item, Visibility};

/// The attributes of an item.
pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The name that an item brings into its module; imports and impls bring none of their own.
pub(crate) fn name(item: &Item) -> Option<&Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Macro(item) => item.ident.as_ref(),
        Item::Mod(item) => Some(&item.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        _ => None,
    }
}

/// Whether an item is `pub`, or a macro that is exported.
pub(crate) fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Mod(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Union(item) => &item.vis,
        Item::Use(item) => &item.vis,
        Item::Macro(item) => return item.attrs.iter().any(|a| a.path().is_ident("macro_export")),
        _ => return false,
    };
    matches!(visibility, Visibility::Public(_))
}

/// Whether `#[doc(hidden)]` is among the attributes.
pub(crate) fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).any(|attribute| {
        let mut hidden = false;
        // `doc = ".."` has no nested list: that is no error here.
        let _ = attribute.parse_nested_meta(|meta| {
            hidden |= meta.path.is_ident("hidden");
            Ok(())
        });
        hidden
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(source: &str) -> Item {
        syn::parse_str(source).unwrap()
    }

    #[test]
    fn only_pub_alone_is_public() {
        assert!(is_public(&item("pub struct S;")));
        assert!(!is_public(&item("pub(crate) fn f() {}")));
        assert!(!is_public(&item("mod m {}")));
        assert!(is_public(&item("#[macro_export] macro_rules! m { () => {} }")));
        assert!(!is_public(&item("macro_rules! m { () => {} }")));
    }

    #[test]
    fn hidden_is_told_from_other_documentation() {
        assert!(is_hidden(attributes(&item("#[doc(hidden)] pub struct S;"))));
        assert!(is_hidden(attributes(&item("#[doc(inline, hidden)] pub use a::b;"))));
        assert!(!is_hidden(attributes(&item("#[doc = \"hidden\"] #[doc(inline)] pub use a::b;"))));
    }
}
