//! Tokens as a person would type them, on one line: the text does not depend on how the source is laid out.
//!
//! Made for declarations (types, generics, signatures); expressions come out correct, if less handsome.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The text of `syntax`.
pub(crate) fn text(syntax: &impl ToTokens) -> String {
    let mut words = Vec::new();
    flatten(syntax.to_token_stream(), &mut words);
    let mut text = String::new();
    let mut previous: Option<&str> = None;
    for (index, word) in words.iter().enumerate() {
        if word == "," && is_trailing(&words, index) {
            continue;
        }
        if previous.is_some_and(|previous| is_spaced(previous, word)) {
            text.push(' ');
        }
        text.push_str(word);
        previous = Some(word);
    }
    text
}

/// Operators of several characters that stay together. `>>` and `&&` are not among them: in types they are two.
const JOINED: [&str; 6] = ["::", "->", "=>", "..=", "...", ".."];

fn flatten(tokens: TokenStream, words: &mut Vec<String>) {
    let mut operator = String::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                words.extend((!open.is_empty()).then(|| open.to_owned()));
                flatten(group.stream(), words);
                words.extend((!close.is_empty()).then(|| close.to_owned()));
            }
            TokenTree::Ident(ident) if operator == "'" => {
                words.push(format!("'{ident}"));
                operator.clear();
            }
            TokenTree::Ident(ident) => words.push(ident.to_string()),
            TokenTree::Literal(literal) => words.push(literal.to_string()),
            TokenTree::Punct(punct) => {
                operator.push(punct.as_char());
                let goes_on = |joined: &&str| joined.starts_with(&operator) && joined.len() > operator.len();
                let may_go_on = operator == "'" || JOINED.iter().any(goes_on);
                if punct.spacing() == Spacing::Alone || !may_go_on {
                    split(&operator, words);
                    operator.clear();
                }
            }
        }
    }
}

/// Pushes `operator` whole if it is a joined one, else character by character.
fn split(operator: &str, words: &mut Vec<String>) {
    if JOINED.contains(&operator) {
        words.push(operator.to_owned());
    } else {
        words.extend(operator.chars().map(String::from));
    }
}

/// A comma that stands there for the layout only: before the end, or before a closing bracket, but not in `(T,)`.
fn is_trailing(words: &[String], comma: usize) -> bool {
    match words.get(comma + 1).map(String::as_str) {
        None | Some(">" | "]" | "}" | "{") => true,
        Some(")") => !is_one_tuple(&words[..comma]),
        Some(_) => false,
    }
}

/// Whether `words` end inside of parentheses that hold no other comma and are no list of arguments.
fn is_one_tuple(words: &[String]) -> bool {
    let mut depth = 0;
    for (index, word) in words.iter().enumerate().rev() {
        match word.as_str() {
            ")" | "]" | "}" | ">" => depth += 1,
            "(" if depth == 0 => {
                return index == 0 || !is_callee(&words[index - 1]);
            }
            "(" | "[" | "{" | "<" => depth -= 1,
            "," if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

/// Keywords after which a type or a pattern begins.
const KEYWORDS: [&str; 14] = [
    "as", "const", "dyn", "enum", "for", "impl", "in", "mut", "pub", "ref", "struct", "type", "unsafe",
    "where",
];

fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"')
}

/// A word that is no keyword of [`KEYWORDS`]: what follows may belong to it.
fn is_name(word: &str) -> bool {
    is_word(word) && !KEYWORDS.contains(&word)
}

/// Whether an opening parenthesis after `word` belongs to it.
fn is_callee(word: &str) -> bool {
    is_name(word) || matches!(word, ">" | "pub")
}

/// Whether a space stands between `a` and `b`.
fn is_spaced(a: &str, b: &str) -> bool {
    match (a, b) {
        ("(" | "[" | "<" | "&" | "*" | "::" | "#" | "?" | "!" | ".", _)
        | (_, "," | ";" | ":" | ")" | "]" | ">" | ".") => false,
        (_, "::") => !is_name(a) && a != ">",
        (_, "(") => !is_callee(a),
        (_, "[" | "!") => !is_name(a),
        (_, "<") => !is_name(a) && !matches!(a, "impl" | "for"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses and prints; the layout of `source` must not matter.
    fn printed(source: &str) -> String {
        text(&source.parse::<TokenStream>().unwrap())
    }

    #[track_caller]
    fn unchanged(source: &str) {
        assert_eq!(printed(source), source);
    }

    #[test]
    fn signatures() {
        unchanged("fn send(&self, value: T) -> Result<(), SendError<T>>");
        unchanged(
            "fn send_batch<K: Hash, F: FnMut(&T) -> K>(&mut self, buf: &mut Vec<T>, key: F) -> Result<usize, E>",
        );
        unchanged("fn iter(&self) -> Iter<'_, T, CAP>");
        unchanged("const fn new() -> Self");
        unchanged("fn f<'a>(self: Pin<&'a mut Self>, cx: &mut Context<'_>) -> Poll<Option<(usize, T)>>");
        unchanged("fn g() -> !");
        unchanged("fn h(f: fn(u8) -> u8, g: &dyn Fn(&str) -> bool, xs: &[T], ys: [u8; 4])");
    }

    #[test]
    fn generics_and_bounds() {
        unchanged("impl<T, const CAP: usize> Clone for Sender<T, CAP>");
        unchanged("impl<'a, T: 'a + ?Sized> Iterator for &'a Receiver<T>");
        unchanged("struct KeySender<T, const CAP: usize, S = RandomState>");
        unchanged("impl<I> From<<I as Iterator>::Item> for X<I>");
        unchanged("fn f<K, Q: ?Sized>(key: &Q) where K: Borrow<Q>, for<'a> &'a Q: Hash + Eq");
        unchanged("impl !Send for Sender<()>");
        unchanged("fn f(x: impl IntoIterator<Item = (K, usize)>) -> impl Future<Output = T> + Send");
        unchanged("fn f(p: *const T, q: *mut T) -> ::core::ffi::c_int");
    }

    #[test]
    fn the_layout_of_the_source_does_not_matter() {
        let wide = "fn send ( & self,\n value : T, ) -> Result < ( ) , SendError < T > >";
        assert_eq!(printed(wide), "fn send(&self, value: T) -> Result<(), SendError<T>>");
        assert_eq!(printed("fn f<\n T,\n>() where T: Send,"), "fn f<T>() where T: Send");
        assert_eq!(printed("fn f(a: Vec<Vec<T>>,)"), "fn f(a: Vec<Vec<T>>)");
    }

    #[test]
    fn a_tuple_of_one_keeps_its_comma() {
        unchanged("fn f(x: (T,)) -> (U,)");
        unchanged("struct S((T,), Vec<(U,)>)");
    }
}
