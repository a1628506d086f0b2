use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::attribute::is_text;
use crate::comma::{self, Joined, commas};
use crate::errors::Errors;
use crate::near::{fold, nearest};
use crate::{field, source};

/// `#[entry(allow(…), direct, crate = path)]`
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) allow: Option<(Ident, Vec<&'static str>)>,
    pub(crate) direct: Option<Ident>,
    root: Option<TokenStream>,
}

const NAMES: [&str; 3] = ["allow", "direct", "crate"];

impl Options {
    pub(crate) fn read(arguments: TokenStream, errors: &Errors) -> Self {
        let mut options = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for option in options_in(arguments, errors) {
            let Some(TokenTree::Ident(name)) = option.first() else {
                let whole: TokenStream = option.iter().cloned().collect();
                errors.at(&whole, format!("`{whole}` is not an option of `#[entry]`"), unknown(&whole.to_string()));
                continue;
            };
            let word = name.to_string();
            if NAMES.contains(&word.as_str()) && seen.contains(&word) {
                let help = match word.as_str() {
                    "allow" => "list all sources in one `allow(…)`".to_owned(),
                    _ => format!("write `{word}` once"),
                };
                errors.at(name, format!("the option `{word}` is given twice"), help);
                continue;
            }
            let rest = &option[1..];
            match word.as_str() {
                "allow" => options.allow = Some((name.clone(), allow(name, rest, errors))),
                "direct" => {
                    options.direct = Some(name.clone());
                    if !rest.is_empty() {
                        errors.at(
                            rest.iter().cloned().collect::<TokenStream>(),
                            "`direct` takes no value",
                            "write `direct` alone, or leave it out",
                        );
                    }
                }
                "crate" => options.root = root(name, rest, errors),
                _ => {
                    let whole: TokenStream = option.iter().cloned().collect();
                    let at = if rest.is_empty() { name.to_token_stream() } else { whole };
                    errors.at(at, format!("`{word}` is not an option of `#[entry]`"), unknown(&word));
                }
            }
            seen.push(word);
        }
        options
    }

    /// The path of the crate `wxctx`.
    pub(crate) fn root(&self) -> TokenStream {
        self.root.clone().unwrap_or_else(default_root)
    }

    /// The option that stands first, where there is one that every `#[wx]` parameter carries.
    pub(crate) fn policy(&self) -> Option<&Ident> {
        self.allow.as_ref().map(|(name, _)| name).or(self.direct.as_ref())
    }
}

/// The options, those that no comma parts too.
fn options_in(arguments: TokenStream, errors: &Errors) -> Vec<Vec<TokenTree>> {
    let mut options = Vec::new();
    for element in commas(arguments) {
        let parts = comma::part(&element, |ident| nearest(&ident.to_string(), NAMES).is_some());
        for part in &parts[1..] {
            let name = part.first();
            let help = name.map_or_else(String::new, |name| format!("write `, {name}`"));
            errors.at(name, "a comma is missing before this option", help);
        }
        options.extend(parts);
    }
    options
}

pub(crate) fn default_root() -> TokenStream {
    quote!(::wxctx)
}

/// `crate = path`, for the function's `#[entry]` and the struct's `#[wx]` alike.
pub(crate) fn root(name: &Ident, rest: &[TokenTree], errors: &Errors) -> Option<TokenStream> {
    let help = "write the path of the crate, as in `crate = my_crate::wxctx`";
    match rest {
        [TokenTree::Punct(punct), text] if punct.as_char() == '=' && is_text(text) => {
            errors.at(
                text,
                "the crate is a path, not a text",
                format!("write `crate = {}`, without quotes", text.to_string().trim_matches('"')),
            );
            None
        }
        [TokenTree::Punct(punct), path @ ..] if punct.as_char() == '=' => {
            let path: TokenStream = path.iter().cloned().collect();
            match syn::parse2::<syn::Path>(path.clone()) {
                Ok(_) => Some(path),
                Err(_) if path.is_empty() => {
                    errors.at(punct, "a path is missing after `crate =`", help);
                    None
                }
                Err(_) => {
                    errors.at(&path, format!("`{path}` is not a path"), help);
                    None
                }
            }
        }
        [] => {
            errors.at(name, "`crate` names no path", help);
            None
        }
        rest => {
            errors.at(rest.iter().cloned().collect::<TokenStream>(), "`crate` takes its path after `=`", help);
            None
        }
    }
}

fn allow(name: &Ident, rest: &[TokenTree], errors: &Errors) -> Vec<&'static str> {
    match rest {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => sources(group, errors),
        [] => {
            errors.at(name, "`allow` lists no sources", "write the sources that may call, as in `allow(wx_client)`");
            Vec::new()
        }
        rest => {
            let word = rest.iter().map(ToString::to_string).collect::<String>().replace(['"', '=', '[', ']'], "");
            let meant = source::meant(word.split(',').next().unwrap_or_default().trim()).unwrap_or("wx_client");
            errors.at(
                rest.iter().cloned().collect::<TokenStream>(),
                "`allow` takes its sources in parentheses",
                format!("write `allow({meant})`"),
            );
            Vec::new()
        }
    }
}

fn sources(group: &Group, errors: &Errors) -> Vec<&'static str> {
    let mut sources = Vec::new();
    let elements = commas(group.stream());
    if elements.is_empty() {
        errors.at(group, "`allow()` lets nobody call", format!("list the sources that may call: {}", source::list()));
    }
    for element in elements {
        if let Some(joined) = Joined::read(&element) {
            let names: Vec<&str> = joined.words.iter().map(|word| source::meant(word).unwrap_or(word)).collect();
            errors.at(&joined.at, joined.message("source"), format!("write `allow({})`", names.join(", ")));
            continue;
        }
        let whole: TokenStream = element.iter().cloned().collect();
        match element.as_slice() {
            [TokenTree::Ident(ident)] => match source::find(&ident.to_string()) {
                Some(source) if sources.contains(&source) => {
                    errors.at(ident, format!("the source `{source}` is listed twice"), "list each source once");
                }
                Some(source) => sources.push(source),
                None => {
                    let word = ident.to_string();
                    errors.at(ident, format!("`{word}` is not a source"), meant(&word));
                }
            },
            [text] if is_text(text) => {
                let word = text.to_string().replace('"', "");
                let help =
                    source::meant(&word).map_or_else(|| meant(&word), |source| format!("write `{source}`, without quotes"));
                errors.at(text, "a source is a name, not a text", help);
            }
            [TokenTree::Literal(number)] => errors.at(
                number,
                format!("`{number}` is not a source"),
                format!("write a name, as in `wx_client`; the sources are {}", source::list()),
            ),
            _ => {
                let word = whole.to_string().replace(' ', "");
                let last = word.rsplit("::").next().unwrap_or(&word);
                errors.at(&whole, format!("`{word}` is not a source"), meant(last));
            }
        }
    }
    sources
}

fn meant(word: &str) -> String {
    match word {
        "all" | "any" | "*" | "everyone" | "everything" => "to let every source call, leave `allow` out".to_owned(),
        _ => source::meant(word)
            .map_or_else(|| format!("the sources are {}", source::list()), |source| format!("write `{source}`")),
    }
}

fn unknown(word: &str) -> String {
    let folded = fold(word);
    match folded.as_str() {
        "source" | "sources" | "origin" | "origins" | "from" | "only" | "allowed" | "allows" | "accept" | "permit" => {
            return "write `allow(wx_client, …)` with the sources that may call".to_owned();
        }
        "deny" | "refuse" | "forbid" | "except" | "block" | "disallow" => {
            return "list the sources that may call: `allow(wx_client, …)`; all others are refused".to_owned();
        }
        "trust" | "secret" | "proof" | "basic" => {
            return "trust holds for the whole application: `wxctx::layer(Trust::…)`, or `WXCTX_TRUST` with `wxctx::serve`"
                .to_owned();
        }
        "path" | "get" | "post" | "put" | "delete" | "route" | "method" | "patch" => {
            return "`#[entry]` gives no route; write it where the router is built, as in `route(\"/\", post(hello))`".to_owned();
        }
        "flavor" | "workerthreads" | "startpaused" => {
            return "`#[entry]` starts no runtime; write `#[tokio::main]` on `main`".to_owned();
        }
        "skip" | "timeout" | "name" | "bodylimit" => {
            return "the options are `allow(…)`, `direct` and `crate = path`; what holds for the server stands in `wxctx::Server`"
                .to_owned();
        }
        _ => {}
    }
    if word.starts_with(['"', '/']) {
        return "`#[entry]` gives no route; write it where the router is built, as in `route(\"/\", post(hello))`".to_owned();
    }
    if let Some(option) = nearest(word, NAMES) {
        return match option {
            "allow" => "write `allow(wx_client, …)`".to_owned(),
            "crate" => "write `crate = path`".to_owned(),
            option => format!("write `{option}`"),
        };
    }
    if let Some(source) = source::find(word).or_else(|| source::meant(word).filter(|_| word.starts_with("wx"))) {
        return format!("sources stand in `allow`: write `allow({source})`");
    }
    if let Some(field) = field::meant(word) {
        return format!("a field is asked for on a parameter: `#[wx({})]`", field.name);
    }
    "the options are `allow(…)`, `direct` and `crate = path`".to_owned()
}

/// `#[wx(crate = path)]` on a struct.
pub(crate) fn struct_root(tokens: TokenStream, errors: &Errors) -> Option<TokenStream> {
    let mut root_path = None;
    for option in commas(tokens) {
        match option.as_slice() {
            [TokenTree::Ident(name), rest @ ..] if name == "crate" => root_path = root(name, rest, errors),
            option => {
                let whole: TokenStream = option.iter().cloned().collect();
                let word = whole.to_string();
                let help = if field::meant(&word).is_some() || word == "flatten" {
                    "fields are named on the struct's fields; on the struct stands `#[wx(crate = path)]` alone"
                } else {
                    "on a struct the one option is `#[wx(crate = path)]`"
                };
                errors.at(whole, format!("`{word}` is not an option of a struct"), help);
            }
        }
    }
    root_path
}

/// An identifier that resolves as the macro's own, shown at the user's token.
pub(crate) fn ident_at(name: &str, at: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(at))
}
