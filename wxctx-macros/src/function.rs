use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;

use crate::attribute::{self, Attribute, is_pound, visible};

/// What `#[entry]` stands on.
pub(crate) enum Item {
    Function(Box<Function>),
    /// Anything else: its keyword, where there is one, and its tokens.
    Other(Option<Ident>, TokenStream),
}

/// A function, its pieces kept as the user's tokens.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Vec<TokenTree>,
    /// `const`, `async`, `unsafe`, `extern "C"`.
    pub(crate) qualifiers: Vec<TokenTree>,
    pub(crate) keyword: Ident,
    pub(crate) name: Ident,
    pub(crate) generics: Vec<TokenTree>,
    pub(crate) parentheses: Group,
    pub(crate) parameters: Vec<Parameter>,
    /// The return type and the `where` clause.
    pub(crate) output: Vec<TokenTree>,
    pub(crate) body: Option<Group>,
    /// The `;` of a function without a body.
    pub(crate) end: Option<TokenTree>,
}

/// A parameter as it is written, finished or not.
pub(crate) struct Parameter {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) tokens: Vec<TokenTree>,
    pub(crate) comma: Option<TokenTree>,
}

impl Item {
    pub(crate) fn read(item: TokenStream) -> Self {
        let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
        // `#[entry] $item` in a `macro_rules!` arrives as one invisible group.
        if let [TokenTree::Group(group)] = tokens.as_slice() {
            if group.delimiter() == Delimiter::None {
                tokens = group.stream().into_iter().collect();
            }
        }
        let (attributes, tokens) = attribute::split(tokens);
        let keyword = keyword(&tokens);
        match function(attributes, tokens) {
            Some(function) => Self::Function(Box::new(function)),
            None => Self::Other(keyword, item),
        }
    }
}

/// The word that says what kind of item it is.
fn keyword(tokens: &[TokenTree]) -> Option<Ident> {
    const WORDS: [&str; 13] =
        ["struct", "enum", "union", "impl", "trait", "mod", "use", "static", "type", "macro_rules", "fn", "const", "extern"];
    let idents = || {
        tokens.iter().filter_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        })
    };
    idents().find(|ident| WORDS.iter().any(|word| ident == word)).or_else(|| idents().next()).cloned()
}

fn function(attributes: Vec<Attribute>, tokens: Vec<TokenTree>) -> Option<Function> {
    let mut tokens = tokens.into_iter().peekable();
    let mut visibility = Vec::new();
    while let Some(token) = tokens.next_if(|token| match token {
        TokenTree::Ident(ident) => visibility.is_empty() && ident == "pub",
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::None => visibility.is_empty(),
            Delimiter::Parenthesis => visibility.len() == 1,
            _ => false,
        },
        _ => false,
    }) {
        visibility.push(token);
    }

    let mut qualifiers = Vec::new();
    let keyword = loop {
        match tokens.next()? {
            TokenTree::Ident(ident) if ident == "fn" => break ident,
            TokenTree::Ident(ident)
                if ["const", "async", "unsafe", "safe", "extern", "default", "gen"].iter().any(|word| ident == word) =>
            {
                qualifiers.push(TokenTree::Ident(ident));
            }
            literal @ TokenTree::Literal(_) => qualifiers.push(literal),
            _ => return None,
        }
    };
    let TokenTree::Ident(name) = tokens.next()? else { return None };

    let mut generics = Vec::new();
    let mut angles = Angles::default();
    let parentheses = loop {
        match tokens.next()? {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis && angles.closed() => break group,
            token => {
                angles.pass(&token);
                generics.push(token);
            }
        }
    };

    let mut output: Vec<TokenTree> = tokens.collect();
    let (body, end) = match output.pop() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => (Some(group), None),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None => match visible(group.stream()).pop() {
            Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => (Some(body), None),
            _ => (None, Some(TokenTree::Group(group))),
        },
        end => (None, end),
    };
    let parameters = parameters(parentheses.stream());
    Some(Function { attributes, visibility, qualifiers, keyword, name, generics, parentheses, parameters, output, body, end })
}

/// Counts `<` and `>`, those of `->` and `=>` left out.
#[derive(Default)]
pub(crate) struct Angles {
    depth: usize,
    arrow: bool,
}

impl Angles {
    pub(crate) fn closed(&self) -> bool {
        self.depth == 0
    }

    pub(crate) fn pass(&mut self, token: &TokenTree) {
        let mark = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match mark {
            '<' => self.depth += 1,
            '>' if !self.arrow => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.arrow = matches!(mark, '-' | '=');
    }
}

/// Splits at the commas; an angle that is not closed yet ends at the next attribute.
fn parameters(tokens: TokenStream) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    let mut current = Vec::new();
    let mut angles = Angles::default();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_comma = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
        if is_comma && (angles.closed() || tokens.peek().is_some_and(is_pound)) {
            parameters.push(Parameter::new(std::mem::take(&mut current), Some(token)));
            angles = Angles::default();
        } else {
            angles.pass(&token);
            current.push(token);
        }
    }
    if !current.is_empty() {
        parameters.push(Parameter::new(current, None));
    }
    parameters
}

impl Parameter {
    fn new(tokens: Vec<TokenTree>, comma: Option<TokenTree>) -> Self {
        let (attributes, tokens) = attribute::split(tokens);
        Self { attributes, tokens, comma }
    }

    /// Whether attributes stand in front of nothing.
    pub(crate) fn is_unwritten(&self) -> bool {
        self.tokens.is_empty() && !self.attributes.is_empty()
    }

    /// Whether a `cfg` decides that it is there.
    pub(crate) fn is_conditional(&self) -> bool {
        self.attributes.iter().any(|attribute| attribute.is("cfg"))
    }

    /// Whether another macro has a say in it, which may fill it in or take it away.
    pub(crate) fn is_of_another(&self) -> bool {
        let is_known =
            |attribute: &Attribute| attribute.is_wx() || attribute.is("cfg") || attribute.is_lint() || attribute.is_doc();
        !self.attributes.iter().all(is_known)
    }

    /// Whether it is `self` in one of its forms.
    pub(crate) fn is_receiver(&self) -> bool {
        for token in &self.tokens {
            match token {
                TokenTree::Ident(ident) if ident == "self" => return true,
                TokenTree::Ident(ident) if ident == "mut" => {}
                TokenTree::Punct(punct) if matches!(punct.as_char(), '&' | '\'') => {}
                // `&'a self`: only a lifetime's name may stand before `self`.
                TokenTree::Ident(_) if matches!(self.tokens.first(), Some(TokenTree::Punct(_))) => {}
                _ => return false,
            }
        }
        false
    }
}

impl Function {
    pub(crate) fn qualifier(&self, word: &str) -> Option<&Ident> {
        self.qualifiers.iter().find_map(|token| match token {
            TokenTree::Ident(ident) if ident == word => Some(ident),
            _ => None,
        })
    }

    /// The function again, with these parameters.
    pub(crate) fn with(&self, parameters: TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        for attribute in &self.attributes {
            attribute.to_tokens(&mut tokens);
        }
        tokens.extend(self.visibility.iter().cloned());
        tokens.extend(self.qualifiers.iter().cloned());
        self.keyword.to_tokens(&mut tokens);
        self.name.to_tokens(&mut tokens);
        tokens.extend(self.generics.iter().cloned());
        regroup(&self.parentheses, parameters).to_tokens(&mut tokens);
        tokens.extend(self.output.iter().cloned());
        self.body.to_tokens(&mut tokens);
        self.end.to_tokens(&mut tokens);
        tokens
    }
}

/// Other tokens between the same delimiters.
pub(crate) fn regroup(group: &Group, tokens: TokenStream) -> Group {
    let mut regrouped = Group::new(group.delimiter(), tokens);
    regrouped.set_span(group.span());
    regrouped
}
