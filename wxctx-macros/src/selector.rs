use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;

use crate::attribute::{Attribute, is_text};
use crate::comma::Joined;
use crate::elsewhere;
use crate::errors::Errors;
use crate::field::{self, Field};
use crate::holder::{Holder, Place};

/// What a `#[wx…]` asks for.
pub(crate) enum Selector {
    /// `#[wx]`
    Bare,
    /// `#[wx(openid, appid)]`
    Fields(Vec<Named>),
    /// `#[wx(flatten)]`
    Flatten,
}

/// A field and the user's token that names it.
#[derive(Clone)]
pub(crate) struct Named {
    pub(crate) field: &'static Field,
    pub(crate) token: Ident,
}

pub(crate) const MOST: usize = 12;

impl Selector {
    /// Reads one attribute; `None` where it is wrong.
    pub(crate) fn read(attribute: &Attribute, holder: Holder<'_>, errors: &Errors) -> Option<Self> {
        if attribute.path.len() > 1 {
            let name = attribute.path.last().map(ToString::to_string).unwrap_or_default();
            let written = attribute.path.iter().map(ToString::to_string).collect::<Vec<_>>().join("::");
            let meant = if name == "wx" { "wx(…)".to_owned() } else { format!("wx({})", meant_or(&name, "openid")) };
            errors.at(
                &attribute.name,
                format!("`{written}` is not an attribute"),
                format!("write `#[{meant}]`; `wx` is no path, and needs no import"),
            );
            return None;
        }
        match attribute.rest.as_slice() {
            [] => Some(Self::Bare),
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                if group.stream().is_empty() {
                    let help = match holder.place {
                        Place::Parameter => {
                            "write a field, as in `#[wx(openid)]`, or `#[wx]` alone to let the type say what is read"
                        }
                        Place::Field => "write a field, as in `#[wx(openid)]`, or `#[wx(flatten)]`",
                    };
                    errors.at(group, "no field is named between the parentheses", help);
                    return None;
                }
                list(group.stream(), holder, errors)
            }
            [TokenTree::Group(group)] => {
                errors.at(group, "the fields stand in parentheses", format!("write `#[wx({})]`", group.stream()));
                None
            }
            // The compiler has refused this as syntax already.
            [TokenTree::Punct(punct)] if punct.as_char() == '=' => None,
            [TokenTree::Punct(punct), value @ ..] if punct.as_char() == '=' => {
                let all: TokenStream = attribute.rest.iter().cloned().collect();
                let word = text(value);
                errors.at(
                    all,
                    "`#[wx]` takes its field in parentheses, not after `=`",
                    format!("write `#[wx({})]`", meant_or(&word, "openid")),
                );
                None
            }
            // The compiler has refused this as syntax already.
            _ => None,
        }
    }
}

fn meant_or(word: &str, other: &str) -> String {
    field::meant(word).map_or_else(|| other.to_owned(), |field| field.name.to_owned())
}

/// The tokens as the word they were meant to be.
fn text(tokens: &[TokenTree]) -> String {
    tokens.iter().map(ToString::to_string).collect::<String>().replace(['"', '\'', ' '], "")
}

fn list(tokens: TokenStream, holder: Holder<'_>, errors: &Errors) -> Option<Selector> {
    let before = errors.count();
    let mut names: Vec<Named> = Vec::new();
    let mut flatten = None;
    let mut elements = vec![Vec::new()];
    for token in crate::attribute::visible(tokens) {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                if elements.last().is_some_and(Vec::is_empty) {
                    errors.at(&punct, "there is no field before this comma", "take the comma away, or name a field");
                }
                elements.push(Vec::new());
            }
            token => {
                if let Some(element) = elements.last_mut() {
                    element.push(token);
                }
            }
        }
    }
    let several = elements.iter().filter(|element| !element.is_empty()).count() > 1;
    let beside = elements.iter().find_map(|element| match element.as_slice() {
        [TokenTree::Ident(ident)] => field::find(&ident.to_string()),
        _ => None,
    });
    for element in elements.iter().filter(|element| !element.is_empty()) {
        if let [TokenTree::Ident(ident)] = element.as_slice() {
            if ident == "flatten" && holder.place == Place::Field {
                flatten = Some(ident.clone());
                continue;
            }
        }
        let Some(found) = one(element, holder, beside, errors) else { continue };
        if names.iter().any(|other| other.field.name == found.field.name) {
            errors.at(
                &found.token,
                format!("the field `{}` is named twice", found.field.name),
                "name each field once; a value can be cloned",
            );
        } else {
            names.push(found);
        }
    }
    if let (Some(flatten), true) = (&flatten, several) {
        errors.at(flatten, "`flatten` stands alone", "write `#[wx(flatten)]` and let the field's type say what is read");
    } else if let (Some(second), Place::Field) = (names.get(1), holder.place) {
        errors.at(
            &second.token,
            "a struct's field holds one field of the context",
            "give each its own field in the struct, with its own `#[wx(…)]`",
        );
    }
    if let (Some(named), Place::Parameter) = (names.get(MOST), holder.place) {
        errors.at(
            &named.token,
            format!("one parameter takes at most {MOST} fields"),
            "ask for the rest in a second parameter, or for all of them with `#[wx] context: WxContext`",
        );
    }
    if errors.count() > before {
        return None;
    }
    Some(if flatten.is_some() { Selector::Flatten } else { Selector::Fields(names) })
}

/// One element of the list: an identifier that is a field.
fn one(element: &[TokenTree], holder: Holder<'_>, beside: Option<&'static Field>, errors: &Errors) -> Option<Named> {
    let unknown = |word: &str| unknown(word, holder, beside);
    let whole = || element.iter().cloned().collect::<TokenStream>();
    if let Some((joined, names)) = several(element) {
        errors.at(&joined.at, joined.message("field"), format!("write `{names}`"));
        return None;
    }
    match element {
        [TokenTree::Ident(ident)] => {
            let word = ident.to_string();
            let named = field::find(&word).map(|field| Named { field, token: ident.clone() });
            if named.is_none() {
                errors.at(ident, format!("`{word}` is not a field"), unknown(&word));
            }
            return named;
        }
        [quoted] if is_text(quoted) => {
            let word = text(element);
            errors.at(quoted, "a field is a name, not a text", format!("write `{}`, without quotes", meant_or(&word, "openid")));
        }
        [TokenTree::Literal(number)] => errors.at(
            number,
            format!("`{number}` is not a field"),
            format!("write a name, as in `openid`; the fields are {}", field::list()),
        ),
        [TokenTree::Ident(key), TokenTree::Punct(punct), value @ ..] if punct.as_char() == '=' => {
            let key_word = key.to_string();
            let at: TokenStream = element[1..].iter().cloned().collect();
            match field::find(&key_word).or_else(|| field::meant(&text(value))) {
                Some(field) => errors.at(
                    at,
                    "a field takes no value",
                    match holder.place {
                        Place::Parameter => format!("write `#[wx({})]`; the parameter's own name is free", field.name),
                        Place::Field => format!("write `#[wx({})]`; the name in the struct is free", field.name),
                    },
                ),
                None => errors.at(whole(), format!("`#[wx]` has no option `{key_word}`"), unknown(&key_word)),
            }
        }
        [TokenTree::Ident(name), TokenTree::Group(group)] => {
            let word = name.to_string();
            match field::find(&word) {
                Some(field) => errors.at(group, "a field takes no arguments", format!("write `{}` alone", field.name)),
                None if is_special(&word, holder.place) => {
                    errors.at(whole(), format!("`#[wx]` has no option `{word}`"), unknown(&word));
                }
                None => errors.at(
                    name,
                    format!("`#[wx]` has no option `{word}`"),
                    field::meant(&text(&group.stream().into_iter().collect::<Vec<_>>()))
                        .map_or_else(|| unknown(&word), |field| format!("write `#[wx({})]`", field.name)),
                ),
            }
        }
        [TokenTree::Ident(first), rest @ ..] if field::find(&first.to_string()).is_some() && !joins(rest) => {
            errors.at(
                rest.iter().cloned().collect::<TokenStream>(),
                "nothing follows a field's name here",
                format!("write `{first}` alone; the name and the type stand in the parameter"),
            );
        }
        _ => {
            let word = text(element);
            let last = word.rsplit("::").next().unwrap_or(&word);
            errors.at(
                whole(),
                format!("`{}` is not a field", word.replace("::", " :: ").replace(' ', "")),
                field::meant(last).map_or_else(|| unknown(last), |field| format!("write `{}`", field.name)),
            );
        }
    }
    None
}

/// Fields that no comma parts, and how to write them.
fn several(element: &[TokenTree]) -> Option<(Joined, String)> {
    let joined = Joined::read(element)?;
    let mut names = Vec::new();
    for word in &joined.words {
        let name = field::meant(word)?.name;
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some((joined, names.join(", ")))
}

/// `open-id`, `field::openid`: more tokens of the same word.
fn joins(rest: &[TokenTree]) -> bool {
    matches!(rest.first(), Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '-' | '.'))
        || matches!(rest, [TokenTree::Punct(one), TokenTree::Punct(two), ..] if one.as_char() == ':' && two.as_char() == ':')
}

/// Words about whether a value must be there.
const PRESENCE: [&str; 6] = ["default", "optional", "option", "required", "maybe", "nullable"];

/// Words for which `unknown` has an answer of its own.
fn is_special(word: &str, place: Place) -> bool {
    ["flatten", "crate", "allow", "direct"].contains(&word)
        || PRESENCE.contains(&word)
        || elsewhere::answer(word, place).is_some()
}

fn unknown(word: &str, holder: Holder<'_>, beside: Option<&'static Field>) -> String {
    let place = holder.place;
    match word {
        "flatten" => "on a parameter `#[wx]` alone lets the type say what is read",
        "crate" => match place {
            Place::Parameter => "write `#[wxctx::entry(crate = path)]`, once for the function",
            Place::Field => "write `#[wx(crate = path)]` on the struct, not on its field",
        },
        "allow" => "write it on the function: `#[wxctx::entry(allow(wx_client))]`",
        "direct" => "write it on the function: `#[wxctx::entry(direct)]`",
        "rename" | "field" | "name" => "write the field itself, as in `#[wx(openid)]`",
        "skip" | "ignore" => "every field of such a struct is read; leave this one out of the struct",
        word if PRESENCE.contains(&word) => return holder.presence(word, beside),
        word => {
            return elsewhere::answer(word, place).map_or_else(
                || {
                    field::meant(word)
                        .map_or_else(|| format!("the fields are {}", field::list()), |field| format!("write `{}`", field.name))
                },
                str::to_owned,
            );
        }
    }
    .to_owned()
}

impl ToTokens for Named {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.token.to_tokens(tokens);
    }
}
