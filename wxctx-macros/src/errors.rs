use std::cell::RefCell;
use std::fmt::Display;
use std::thread;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Collects every mistake, so that all are reported in one compile.
#[derive(Default)]
pub(crate) struct Errors {
    found: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self { found: RefCell::new(Some(Vec::new())) }
    }

    /// Notes what is wrong at the user's own `tokens` and what to write instead.
    pub(crate) fn at(&self, tokens: impl ToTokens, message: impl Display, help: impl Display) {
        if let Some(found) = self.found.borrow_mut().as_mut() {
            found.push(syn::Error::new_spanned(tokens, format!("{message}\nhelp: {help}")));
        }
    }

    pub(crate) fn any(&self) -> bool {
        self.count() > 0
    }

    pub(crate) fn count(&self) -> usize {
        self.found.borrow().as_ref().map_or(0, Vec::len)
    }

    /// The `compile_error!`s of what was found.
    pub(crate) fn finish(self) -> TokenStream {
        let found = self.found.borrow_mut().take();
        found.into_iter().flatten().map(|error| error.to_compile_error()).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if !thread::panicking() && self.found.borrow().is_some() {
            debug_assert!(false, "errors were collected and not reported");
        }
    }
}
