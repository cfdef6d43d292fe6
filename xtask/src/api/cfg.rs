//! Which `cfg` conditions hold in a user's build, and how the open ones are written.

use std::collections::BTreeSet;

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

/// Conditions that are never met where the listing is read: tests, checkers, documentation builds.
const OFF: [&str; 6] = ["test", "loom", "shuttle", "doc", "doctest", "docsrs"];

/// What must hold for an item to be there, each as it is printed.
pub(crate) type Conditions = BTreeSet<String>;

/// The open conditions of an item with these attributes; none at all when it is not in a user's build.
pub(crate) fn conditions(attributes: &[Attribute]) -> Option<Conditions> {
    let mut conditions = Conditions::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
        let predicate = attribute.parse_args::<Meta>().map_or(Predicate::Constant(true), |meta| parse(&meta));
        match predicate.simplified() {
            Predicate::Constant(true) => {}
            Predicate::Constant(false) => return None,
            Predicate::All(all) => conditions.extend(all.iter().map(Predicate::text)),
            other => {
                conditions.insert(other.text());
            }
        }
    }
    Some(conditions)
}

#[derive(Clone, Debug, PartialEq)]
enum Predicate {
    Constant(bool),
    /// Neither known to hold nor known not to: `feature = "x"`, `windows`.
    Open(String),
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
}

fn parse(meta: &Meta) -> Predicate {
    match meta {
        Meta::Path(path) => {
            let name = path.get_ident().map_or_else(String::new, ToString::to_string);
            if OFF.contains(&name.as_str()) { Predicate::Constant(false) } else { Predicate::Open(name) }
        }
        Meta::NameValue(pair) => {
            let name = pair.path.get_ident().map_or_else(String::new, ToString::to_string);
            let value = match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.value(),
                _ => String::new(),
            };
            Predicate::Open(format!("{name} = \"{value}\""))
        }
        Meta::List(list) => {
            let inner = Punctuated::<Meta, Token![,]>::parse_terminated
                .parse2(list.tokens.clone())
                .map(|metas| metas.iter().map(parse).collect::<Vec<_>>())
                .unwrap_or_default();
            if list.path.is_ident("all") {
                Predicate::All(inner)
            } else if list.path.is_ident("any") {
                Predicate::Any(inner)
            } else {
                Predicate::Not(Box::new(Predicate::All(inner)))
            }
        }
    }
}

impl Predicate {
    fn simplified(self) -> Self {
        match self {
            Self::All(inner) => Self::joined(inner, false),
            Self::Any(inner) => Self::joined(inner, true),
            Self::Not(inner) => match inner.simplified() {
                Self::Constant(holds) => Self::Constant(!holds),
                Self::Not(inner) => *inner,
                inner => Self::Not(Box::new(inner)),
            },
            other => other,
        }
    }

    /// `all` or `any` of `inner`; `decisive` is the constant that settles it.
    fn joined(inner: Vec<Self>, decisive: bool) -> Self {
        let mut rest: Vec<Self> = inner.into_iter().map(Self::simplified).collect();
        if rest.contains(&Self::Constant(decisive)) {
            return Self::Constant(decisive);
        }
        rest.retain(|predicate| !matches!(predicate, Self::Constant(_)));
        match (rest.len(), decisive) {
            (0, _) => Self::Constant(!decisive),
            (1, _) => rest.remove(0),
            (_, true) => Self::Any(rest),
            (_, false) => Self::All(rest),
        }
    }

    fn text(&self) -> String {
        let list = |inner: &[Self]| inner.iter().map(Self::text).collect::<Vec<_>>().join(", ");
        match self {
            Self::Constant(holds) => holds.to_string(),
            Self::Open(text) => text.clone(),
            Self::All(inner) => format!("all({})", list(inner)),
            Self::Any(inner) => format!("any({})", list(inner)),
            Self::Not(inner) => format!("not({})", inner.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attributes: &str) -> Option<Vec<String>> {
        let item: syn::ItemStruct = syn::parse_str(&format!("{attributes} struct S;")).unwrap();
        conditions(&item.attrs).map(|conditions| conditions.into_iter().collect())
    }

    #[test]
    fn features_and_systems_stay_open() {
        assert_eq!(of(r#"#[cfg(feature = "stream")]"#).unwrap(), [r#"feature = "stream""#]);
        assert_eq!(of(r#"#[cfg(all(windows, feature = "a"))]"#).unwrap(), [r#"feature = "a""#, "windows"]);
        assert_eq!(
            of("#[cfg(any(unix, windows))] #[cfg(not(miri))]").unwrap(),
            ["any(unix, windows)", "not(miri)"]
        );
        assert!(of("#[derive(Clone)]").unwrap().is_empty());
    }

    #[test]
    fn tests_and_models_are_off() {
        assert_eq!(of("#[cfg(test)]"), None);
        assert_eq!(of(r#"#[cfg(all(loom, feature = "a"))]"#), None);
        assert!(of("#[cfg(not(loom))]").unwrap().is_empty());
        assert!(of("#[cfg(not(any(loom, test)))]").unwrap().is_empty());
    }

    #[test]
    fn the_settled_part_of_a_mixture_goes() {
        assert_eq!(of(r#"#[cfg(any(test, feature = "a"))]"#).unwrap(), [r#"feature = "a""#]);
        assert_eq!(of("#[cfg(all(not(loom), unix))]").unwrap(), ["unix"]);
        assert_eq!(of("#[cfg(not(not(unix)))]").unwrap(), ["unix"]);
    }
}
