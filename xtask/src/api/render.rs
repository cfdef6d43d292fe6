//! The lines of the listing: a path, what stands there, and when.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proc_macro2::Ident;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, Fields, FnArg, GenericArgument, GenericParam, Generics, ImplItem, Item, ItemImpl,
    ItemTrait, Pat, Path, PathArguments, Signature, Token, TraitItem, Type, Variant, Visibility,
};

use super::cfg::{self, Conditions};
use super::impls::{Block, Impls, trait_of};
use super::item;
use super::pretty::text;
use super::source::{ItemId, Sources};
use super::walk::{Entry, Surface, What};

/// The lines of `surface`, sorted by path; at a path the declaration first, then the impls.
pub(crate) fn lines(sources: &Sources, surface: &Surface) -> String {
    let impls = Impls::of(sources);
    let mut listing = Listing { sources, impls, public: surface.items(), lines: BTreeSet::new() };
    for entry in &surface.entries {
        listing.entry(entry);
    }
    let mut text = String::new();
    for line in &listing.lines {
        let _ = writeln!(text, "{}: {}", line.path.join("::"), line.text);
    }
    text
}

/// A line; the order of the fields is the order of the lines.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    path: Vec<String>,
    rank: Rank,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Declaration,
    Impl,
}

struct Listing<'a> {
    sources: &'a Sources,
    impls: Impls<'a>,
    public: BTreeSet<ItemId>,
    lines: BTreeSet<Line>,
}

impl Listing<'_> {
    fn add(&mut self, path: &str, rank: Rank, text: &str, conditions: &Conditions) {
        let when = conditions.iter().cloned().collect::<Vec<_>>().join(", ");
        let text = if when.is_empty() { text.to_owned() } else { format!("{text} [{when}]") };
        self.lines.insert(Line { path: path.split("::").map(str::to_owned).collect(), rank, text });
    }

    /// Adds a line unless its attributes hide it or take it out of the build.
    fn member(&mut self, path: &str, text: &str, outer: &Conditions, attributes: &[Attribute]) {
        if let (false, Some(own)) = (item::is_hidden(attributes), cfg::conditions(attributes)) {
            let text = format!("{}{text}", markers(attributes));
            self.add(path, Rank::Declaration, &text, &outer.union(&own).cloned().collect());
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let Entry { path, conditions, what } = entry;
        match what {
            What::Module => self.add(path, Rank::Declaration, "mod", conditions),
            What::Unknown(source) => self.add(path, Rank::Declaration, &format!("use {source}"), conditions),
            What::Item(id) => {
                let item = self.sources.item(*id);
                let text = format!("{}{}", markers(item::attributes(item)), declaration(item));
                self.add(path, Rank::Declaration, &text, conditions);
                self.inside(item, path, conditions);
                self.derives(item, path, conditions);
                for block in self.impls.about(*id).to_vec() {
                    self.block(block, item, path, conditions);
                }
            }
        }
    }

    /// Fields, variants, the items of a trait.
    fn inside(&mut self, item: &Item, path: &str, conditions: &Conditions) {
        match item {
            Item::Struct(item) => self.fields(&item.fields, path, conditions),
            Item::Union(item) => self.fields(&Fields::Named(item.fields.clone()), path, conditions),
            Item::Enum(item) => {
                for variant in &item.variants {
                    let text = format!("variant {}", text(&bare(variant)));
                    self.member(&format!("{path}::{}", variant.ident), &text, conditions, &variant.attrs);
                }
            }
            Item::Trait(item) => self.trait_items(item, path, conditions),
            _ => {}
        }
    }

    fn fields(&mut self, fields: &Fields, path: &str, conditions: &Conditions) {
        for (index, field) in fields.iter().enumerate() {
            if matches!(field.vis, Visibility::Public(_)) {
                let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
                let text = format!("field {}", text(&field.ty));
                self.member(&format!("{path}::{name}"), &text, conditions, &field.attrs);
            }
        }
    }

    fn trait_items(&mut self, item: &ItemTrait, path: &str, conditions: &Conditions) {
        for item in &item.items {
            let (name, text, attributes) = match item {
                TraitItem::Fn(item) => {
                    let provided = if item.default.is_some() { " (provided)" } else { "" };
                    (&item.sig.ident, format!("{}{provided}", signature(&item.sig)), &item.attrs)
                }
                TraitItem::Type(item) => {
                    let mut bare = item.clone();
                    bare.attrs.clear();
                    (&item.ident, declared(&text(&bare)), &item.attrs)
                }
                TraitItem::Const(item) => {
                    let (ident, ty) = (&item.ident, &item.ty);
                    let provided = if item.default.is_some() { " (provided)" } else { "" };
                    (ident, format!("{}{provided}", text(&quote!(const #ident: #ty))), &item.attrs)
                }
                _ => continue,
            };
            self.member(&format!("{path}::{name}"), &text, conditions, attributes);
        }
    }

    fn derives(&mut self, item: &Item, path: &str, conditions: &Conditions) {
        let (Some(ident), Some(generics)) = (item::name(item), generics(item)) else { return };
        for attribute in item::attributes(item).iter().filter(|attribute| attribute.path().is_ident("derive"))
        {
            let derived = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
            for derived in derived.unwrap_or_default() {
                self.add(path, Rank::Impl, &derived_impl(ident, generics, &derived), conditions);
            }
        }
    }

    fn block(&mut self, block: Block<'_>, of: &Item, path: &str, conditions: &Conditions) {
        let Some(own) = cfg::conditions(&block.item.attrs).filter(|_| !item::is_hidden(&block.item.attrs))
        else {
            return;
        };
        let mut conditions: Conditions = conditions.union(&own).cloned().collect();
        conditions.extend(self.sources.module(block.module).conditions.iter().cloned());
        match &block.item.trait_ {
            None => self.inherent(block.item, of, path, &conditions),
            Some((_, of, _)) => {
                let is_reachable =
                    trait_of(self.sources, block.module, of).is_none_or(|id| self.public.contains(&id));
                if is_reachable {
                    self.add(path, Rank::Impl, &trait_impl(block.item), &conditions);
                }
            }
        }
    }

    fn inherent(&mut self, block: &ItemImpl, of: &Item, path: &str, conditions: &Conditions) {
        let suffix = if generics(of).is_some_and(|of| is_plain(block, of)) {
            String::new()
        } else {
            format!(" ({})", header(block))
        };
        for item in &block.items {
            let (visibility, name, text, attributes) = match item {
                ImplItem::Fn(item) => (&item.vis, &item.sig.ident, signature(&item.sig), &item.attrs),
                ImplItem::Const(item) => {
                    let (ident, ty) = (&item.ident, &item.ty);
                    (&item.vis, ident, text(&quote!(const #ident: #ty)), &item.attrs)
                }
                _ => continue,
            };
            if matches!(visibility, Visibility::Public(_)) {
                self.member(&format!("{path}::{name}"), &format!("{text}{suffix}"), conditions, attributes);
            }
        }
    }
}

/// Attributes that change what a user may do or is told.
fn markers(attributes: &[Attribute]) -> String {
    let mut markers = String::new();
    for name in ["deprecated", "must_use", "non_exhaustive"] {
        if attributes.iter().any(|attribute| attribute.path().is_ident(name)) {
            let _ = write!(markers, "#[{name}] ");
        }
    }
    markers
}

/// An item without its body.
fn declaration(item: &Item) -> String {
    match item {
        Item::Const(item) => {
            let (ident, ty) = (&item.ident, &item.ty);
            text(&quote!(const #ident: #ty))
        }
        Item::Enum(item) => {
            let (ident, generics, bounds) = (&item.ident, &item.generics, &item.generics.where_clause);
            text(&quote!(enum #ident #generics #bounds))
        }
        Item::Fn(item) => signature(&item.sig),
        Item::Macro(item) => {
            item.ident.as_ref().map_or_else(|| "macro".to_owned(), |ident| format!("macro {ident}!"))
        }
        Item::Static(item) => {
            let (mutability, ident, ty) = (&item.mutability, &item.ident, &item.ty);
            text(&quote!(static #mutability #ident: #ty))
        }
        Item::Struct(item) => {
            let (ident, generics, bounds) = (&item.ident, &item.generics, &item.generics.where_clause);
            format!("{}{}", text(&quote!(struct #ident #generics #bounds)), private_fields(&item.fields))
        }
        Item::Trait(item) => {
            let (ident, generics, bounds) = (&item.ident, &item.generics, &item.generics.where_clause);
            let (unsafety, colon, supertraits) = (&item.unsafety, &item.colon_token, &item.supertraits);
            text(&quote!(#unsafety trait #ident #generics #colon #supertraits #bounds))
        }
        Item::Type(item) => {
            let (ident, generics, ty) = (&item.ident, &item.generics, &item.ty);
            let bounds = &item.generics.where_clause;
            text(&quote!(type #ident #generics = #ty #bounds))
        }
        Item::Union(item) => {
            let (ident, generics, bounds) = (&item.ident, &item.generics, &item.generics.where_clause);
            text(&quote!(union #ident #generics #bounds))
        }
        _ => "item".to_owned(),
    }
}

/// ` { .. }` for a struct that cannot be written out by its users.
fn private_fields(fields: &Fields) -> &'static str {
    let has_private = fields.iter().any(|field| !matches!(field.vis, Visibility::Public(_)));
    match fields {
        Fields::Named(_) if has_private => " { .. }",
        Fields::Unnamed(_) if has_private => "(..)",
        _ => "",
    }
}

/// A signature; `mut` before an argument is the body's business.
fn signature(signature: &Signature) -> String {
    let mut signature = signature.clone();
    for argument in &mut signature.inputs {
        match argument {
            FnArg::Receiver(receiver) if receiver.reference.is_none() => receiver.mutability = None,
            FnArg::Receiver(_) => {}
            FnArg::Typed(typed) => {
                if let Pat::Ident(pattern) = &mut *typed.pat {
                    pattern.mutability = None;
                }
            }
        }
    }
    text(&signature)
}

/// A variant without attributes, which are documentation.
fn bare(variant: &Variant) -> Variant {
    let mut variant = variant.clone();
    variant.attrs.clear();
    for field in &mut variant.fields {
        field.attrs.clear();
    }
    variant
}

/// `text` without the semicolon that ends a declaration.
fn declared(text: &str) -> String {
    text.trim_end_matches(';').to_owned()
}

/// The impl that a derive makes: each type parameter gets the trait as a bound.
fn derived_impl(ident: &Ident, generics: &Generics, derived: &Path) -> String {
    let mut generics = generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(syn::parse_quote!(#derived));
    }
    let (parameters, arguments, bounds) = generics.split_for_impl();
    text(&quote!(impl #parameters #derived for #ident #arguments #bounds))
}

fn header(block: &ItemImpl) -> String {
    let (generics, ty, bounds) = (&block.generics, &block.self_ty, &block.generics.where_clause);
    text(&quote!(impl #generics #ty #bounds))
}

/// A trait's impl with the types that it fixes.
fn trait_impl(block: &ItemImpl) -> String {
    let Some((negative, of, _)) = &block.trait_ else { return header(block) };
    let (unsafety, generics, ty) = (&block.unsafety, &block.generics, &block.self_ty);
    let bounds = &block.generics.where_clause;
    let head = text(&quote!(#unsafety impl #generics #negative #of for #ty #bounds));
    let types: Vec<String> = block
        .items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Type(item) => {
                let (ident, generics, ty) = (&item.ident, &item.generics, &item.ty);
                Some(text(&quote!(type #ident #generics = #ty)))
            }
            _ => None,
        })
        .collect();
    if types.is_empty() { head } else { format!("{head} {{ {} }}", types.join("; ")) }
}

/// Whether a block is for every instance of its type, whose parameters are `of`: it hands as many of its own through,
/// each once, and asks for no bounds but those of the type.
fn is_plain(block: &ItemImpl, of: &Generics) -> bool {
    let is_free = |parameter: &GenericParam| match parameter {
        GenericParam::Type(parameter) => parameter.bounds.is_empty(),
        GenericParam::Lifetime(parameter) => parameter.bounds.is_empty(),
        GenericParam::Const(_) => true,
    };
    let is_unbounded = block.generics.where_clause.is_none() && block.generics.params.iter().all(is_free);
    if !is_unbounded && bounds(&block.generics) != bounds(of) {
        return false;
    }
    let Type::Path(path) = &*block.self_ty else { return false };
    let Some(PathArguments::AngleBracketed(arguments)) =
        path.path.segments.last().map(|segment| &segment.arguments)
    else {
        return of.params.is_empty();
    };
    let mut seen = BTreeSet::new();
    let mut hands_through = |argument: &GenericArgument| {
        let name = match argument {
            GenericArgument::Lifetime(lifetime) => {
                return lifetime.ident == "_" || seen.insert(lifetime.to_string());
            }
            GenericArgument::Type(Type::Path(path)) => path.path.get_ident().map(ToString::to_string),
            GenericArgument::Const(Expr::Path(path)) => path.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        let is_parameter =
            |name: &String| block.generics.params.iter().any(|parameter| names(parameter, name));
        name.is_some_and(|name| is_parameter(&name) && seen.insert(name))
    };
    arguments.args.len() == of.params.len() && arguments.args.iter().all(&mut hands_through)
}

/// Parameters and bounds as text, without defaults.
fn bounds(generics: &Generics) -> String {
    let (parameters, _, bounds) = generics.split_for_impl();
    text(&quote!(#parameters #bounds))
}

/// The parameters of a type.
fn generics(item: &Item) -> Option<&Generics> {
    match item {
        Item::Struct(item) => Some(&item.generics),
        Item::Enum(item) => Some(&item.generics),
        Item::Union(item) => Some(&item.generics),
        _ => None,
    }
}

fn names(parameter: &GenericParam, name: &str) -> bool {
    match parameter {
        GenericParam::Type(parameter) => parameter.ident == name,
        GenericParam::Const(parameter) => parameter.ident == name,
        GenericParam::Lifetime(_) => false,
    }
}
