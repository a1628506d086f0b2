//! Text, as a source chain, and as every other value that is made of one.
#![no_main]

#[path = "../../tests/rules/mod.rs"]
mod rules;

use libfuzzer_sys::fuzz_target;
use wxctx::private::{Guard, Selection, origin};
use wxctx::{Forbidden, Incoming, Rejection, Source, WxContext};

const CLIENT: u32 = origin::WX_CLIENT | origin::SCF;

fuzz_target!(|text: &str| {
    rules::value::check(text);
    if let Ok(context) = WxContext::builder().source(text).build() {
        policy(&context, text);
    }
});

/// `allow(wx_client, scf)` and `direct` let pass what they say.
fn policy(context: &WxContext, text: &str) {
    let incoming = Incoming::from(context);
    let mut elements = text.split(',');
    let origin_is_allowed = ["wx_client", "scf"].contains(&elements.next().unwrap_or_default());
    let hops_are_tags = elements.all(|hop| hop.is_empty() || Source::HOPS.iter().any(|tag| tag.as_str() == hop));
    let allow = match (origin_is_allowed, hops_are_tags) {
        (false, _) => Some(Forbidden::Origin),
        (true, false) => Some(Forbidden::UnknownHop),
        (true, true) => None,
    };
    let direct = text.contains(',').then_some(Forbidden::Hops);

    let refusal = |result: Result<WxContext, Rejection>| result.err();
    let refused = |forbidden: Option<Forbidden>| forbidden.map(Rejection::Forbidden);
    assert_eq!(refusal(Guard::<(), CLIENT, false>::select(&incoming)), refused(allow));
    assert_eq!(refusal(Guard::<(), { origin::ANY }, true>::select(&incoming)), refused(direct));
    assert_eq!(refusal(Guard::<(), CLIENT, true>::select(&incoming)), refused(allow.or(direct)));
}
