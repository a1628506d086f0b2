//! Three fields under each trust; by hand the proof is compared as one compares text.

use std::hint::black_box;

use http::request::Parts;
use http::{HeaderName, StatusCode};
use wxctx::{AppId, EnvId, Trust};

use super::by_hand::Member;
use super::extract::tuple;
use super::layer::layered;
use crate::case::{Measure, pair};
use crate::request::{APPID, BASIC, Pairs, SECRET, parts, user, with};

static ANYSERVICE: HeaderName = HeaderName::from_static("x-anyservice-authorization");
static PROOF: HeaderName = HeaderName::from_static("x-gateway-secret");
static ENV: HeaderName = HeaderName::from_static("x-wx-env");

fn case(
    measure: &mut impl Measure,
    name: &str,
    trust: fn() -> Trust,
    pairs: fn() -> Pairs,
    theirs: fn(&Parts) -> Result<Member, StatusCode>,
) {
    pair(
        measure,
        &format!("trust_{name}"),
        (move || layered(trust(), &pairs()), |parts: &mut Parts| drop(black_box(tuple(black_box(parts))))),
        (
            move || parts(&pairs()),
            move |parts: &mut Parts| drop(black_box(theirs(black_box(parts)).expect("the request is accepted"))),
        ),
    );
}

fn proven(parts: &Parts, name: &HeaderName, secret: &str) -> Result<Member, StatusCode> {
    match parts.headers.get(name) {
        Some(given) if given == secret => Member::read(&parts.headers),
        _ => Err(StatusCode::FORBIDDEN),
    }
}

/// A call of this machine: by hand nobody looks whether it is one.
fn local() -> Pairs {
    crate::request::without(user(), "x-forwarded-proto")
}

/// As in Cloud Run, which says its environment to every program.
fn of_environment() -> Trust {
    let env: EnvId = "prod-3g8yxq6d2db91adb".parse().expect("an environment");
    Trust::closed_ingress().env(env)
}

fn is_of_environment(parts: &Parts) -> bool {
    super::by_hand::borrowed(&parts.headers, &ENV) == Some("prod-3g8yxq6d2db91adb")
}

fn of_environment_by_hand(parts: &Parts) -> Result<Member, StatusCode> {
    let member = Member::read(&parts.headers)?;
    if is_of_environment(parts) { Ok(member) } else { Err(StatusCode::FORBIDDEN) }
}

fn pinned() -> Trust {
    let appid: AppId = APPID.parse().expect("an app");
    of_environment().appids([appid.clone()]).owner_appid(appid)
}

fn pinned_by_hand(parts: &Parts) -> Result<Member, StatusCode> {
    let member = Member::read(&parts.headers)?;
    if member.appid == APPID && is_of_environment(parts) { Ok(member) } else { Err(StatusCode::FORBIDDEN) }
}

pub(super) fn cases(measure: &mut impl Measure) {
    case(
        measure,
        "basic",
        || Trust::basic("anyservice", SECRET).expect("a trust"),
        || with(user(), "x-anyservice-authorization", BASIC),
        |parts| proven(parts, &ANYSERVICE, BASIC),
    );
    case(
        measure,
        "shared_secret",
        || Trust::shared_secret("x-gateway-secret", SECRET).expect("a trust"),
        || with(user(), "x-gateway-secret", SECRET),
        |parts| proven(parts, &PROOF, SECRET),
    );
    case(measure, "local", || Trust::local().expect("no cloud"), local, |parts| Member::read(&parts.headers));
    case(measure, "of_environment", of_environment, user, of_environment_by_hand);
    case(measure, "pinned", pinned, user, pinned_by_hand);
}
