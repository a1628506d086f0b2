use crate::holder::Place;
use crate::near::fold;

/// What to say of a word that is no field, but for which there is an answer.
pub(crate) fn answer(word: &str, place: Place) -> Option<&'static str> {
    let by = |parameter, field| Some(if place == Place::Parameter { parameter } else { field });
    match fold(word).as_str() {
        "caller" => by("write `#[wx] caller: Caller`; the type says what is read", "write `#[wx(flatten)] caller: Caller`"),
        "key" | "callerkey" => by(
            "write `#[wx] caller: Caller`, and `caller.key()` in the body",
            "write `#[wx(flatten)] caller: Caller`; `caller.key()` gives it",
        ),
        "via" => by(
            "write `#[wx] caller: Caller`, and `caller.via` in the body",
            "write `#[wx(flatten)] caller: Caller`; `caller.via` gives it",
        ),
        "proof" => by(
            "write `#[wx] context: WxContext`, and `context.proof()` in the body",
            "write `#[wx(flatten)] context: WxContext`; `context.proof()` gives it",
        ),
        "context" | "wxcontext" | "getwxcontext" | "all" | "ctx" => {
            by("write `#[wx] context: WxContext`; the type says what is read", "write `#[wx(flatten)] context: WxContext`")
        }
        "sessionkey" | "session" => {
            Some("WeChat does not send the session key with a call; code2session gives it to one's own login")
        }
        "phone" | "phonenumber" | "nickname" | "avatar" | "avatarurl" | "userinfo" | "gender" => {
            Some("WeChat does not send a user's profile with a call; the mini program asks the user for it")
        }
        "secret" | "appsecret" => Some("WeChat does not send the app's secret with a call"),
        _ => None,
    }
}
