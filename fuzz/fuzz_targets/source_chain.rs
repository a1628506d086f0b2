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
    let allowed = origin_is_allowed && hops_are_tags;
    let direct = !text.contains(',');

    let forbidden = |forbidden| Some(Rejection::Forbidden(forbidden));
    let refusal = |result: Result<WxContext, Rejection>| result.err();
    assert_eq!(refusal(Guard::<(), CLIENT, false>::select(&incoming)), if allowed { None } else { forbidden(Forbidden::Origin) });
    assert_eq!(
        refusal(Guard::<(), { origin::ANY }, true>::select(&incoming)),
        if direct { None } else { forbidden(Forbidden::Hops) }
    );
    let both = match (allowed, direct) {
        (false, _) => forbidden(Forbidden::Origin),
        (true, false) => forbidden(Forbidden::Hops),
        (true, true) => None,
    };
    assert_eq!(refusal(Guard::<(), CLIENT, true>::select(&incoming)), both);
}
