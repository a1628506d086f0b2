use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;

/// `#[path rest]`, as tokens: what stands in it need not parse.
#[derive(Clone)]
pub(crate) struct Attribute {
    pound: TokenTree,
    group: Group,
    pub(crate) path: Vec<Ident>,
    /// The path's own tokens.
    pub(crate) name: TokenStream,
    /// What follows the path.
    pub(crate) rest: Vec<TokenTree>,
}

impl Attribute {
    fn new(pound: TokenTree, group: Group) -> Self {
        let mut rest = visible(group.stream()).into_iter().peekable();
        let mut path = Vec::new();
        let mut name = TokenStream::new();
        let mut colons = 2;
        while let Some(token) = rest.next_if(|token| match token {
            TokenTree::Ident(_) => colons == 2,
            TokenTree::Punct(punct) => punct.as_char() == ':',
            _ => false,
        }) {
            token.to_tokens(&mut name);
            match token {
                TokenTree::Ident(ident) => {
                    path.push(ident);
                    colons = 0;
                }
                _ => colons = if colons == 2 { 1 } else { colons + 1 },
            }
        }
        Self { pound, group, path, name, rest: rest.collect() }
    }

    /// Whether the path is this one identifier.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(self.path.as_slice(), [ident] if ident == name)
    }

    /// Whether the path's last identifier is this one.
    pub(crate) fn ends_with(&self, name: &str) -> bool {
        self.path.last().is_some_and(|ident| ident == name)
    }

    /// `#[wx…]`, however it is spelled.
    pub(crate) fn is_wx(&self) -> bool {
        self.is("wx")
            || matches!(self.path.as_slice(), [first, second, ..]
                if (first == "wx") || (first == "wxctx" && second == "wx"))
    }

    pub(crate) fn is_doc(&self) -> bool {
        self.is("doc")
    }

    /// Whether it says which lints hold here, be it where a `cfg` holds, or how a tool takes this.
    pub(crate) fn is_lint(&self) -> bool {
        const LINTS: [&str; 5] = ["allow", "expect", "warn", "deny", "forbid"];
        const TOOLS: [&str; 2] = ["clippy", "rustfmt"];
        if let (true, [TokenTree::Group(group)]) = (self.is("cfg_attr"), self.rest.as_slice()) {
            let tokens = visible(group.stream());
            let mut parts = tokens.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
            let is_lint = |part: &[TokenTree]| match part {
                [] => true,
                [TokenTree::Ident(first), ..] => LINTS.iter().chain(&TOOLS).any(|name| first == name),
                _ => false,
            };
            return parts.next().is_some() && parts.all(is_lint);
        }
        let begins = |names: &[&str]| self.path.first().is_some_and(|first| names.iter().any(|name| first == name));
        begins(&TOOLS) || (self.path.len() == 1 && begins(&LINTS))
    }

    /// Whether an identifier stands anywhere inside.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        mentions(&self.rest, name)
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.pound.to_tokens(tokens);
        self.group.to_tokens(tokens);
    }
}

/// The attributes in front, and what follows them.
pub(crate) fn split(tokens: Vec<TokenTree>) -> (Vec<Attribute>, Vec<TokenTree>) {
    let mut attributes = Vec::new();
    let mut rest = tokens.into_iter().peekable();
    while rest.peek().is_some_and(is_pound) {
        let Some(pound) = rest.next() else { break };
        match rest.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
                attributes.push(Attribute::new(pound, group.clone()));
                rest.next();
            }
            _ => return (attributes, [pound].into_iter().chain(rest).collect()),
        }
    }
    (attributes, rest.collect())
}

pub(crate) fn is_pound(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#')
}

/// Whether it is a literal in quotes.
pub(crate) fn is_text(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Literal(literal) if literal.to_string().contains(['"', '\'']))
}

/// The same tokens without the invisible groups of `macro_rules!` fragments.
pub(crate) fn visible(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => flat.extend(visible(group.stream())),
            token => flat.push(token),
        }
    }
    flat
}

/// Whether an identifier stands anywhere in the tokens.
pub(crate) fn mentions(tokens: &[TokenTree], name: &str) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(&group.stream().into_iter().collect::<Vec<_>>(), name),
        _ => false,
    })
}

/// Whether an identifier of the first stands in the second.
pub(crate) fn share(idents: &[TokenTree], tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    idents.iter().any(|token| matches!(token, TokenTree::Ident(ident) if mentions(&tokens, &ident.to_string())))
}
