//! Calls that are refused: what a flood of them costs. By hand the same is looked for, as far as anyone does.

use std::hint::black_box;

use axum_core::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;
use wxctx::{OpenId, Trust, Wx, field};

use super::by_hand::{OPENID, required};
use super::layer::layered;
use super::now;
use crate::case::{Measure, pair};
use crate::request::{OPENID as ID, Pairs, SECRET, parts, user, with, without};

fn case(
    measure: &mut impl Measure,
    name: &str,
    trust: fn() -> Trust,
    pairs: fn() -> Pairs,
    theirs: fn(&Parts) -> Result<String, StatusCode>,
) {
    pair(
        measure,
        &format!("refusal_{name}"),
        (
            move || layered(trust(), &pairs()),
            |parts: &mut Parts| {
                let made = now(Wx::<OpenId, (field::openid,)>::from_request_parts(black_box(parts), &()));
                let _ = black_box(made.map(|_| ()).expect_err("the request is refused"));
            },
        ),
        (
            move || parts(&pairs()),
            move |parts: &mut Parts| {
                let _ = black_box(theirs(black_box(parts)).expect_err("the request is refused"));
            },
        ),
    );
}

/// The openid, if it came once and has the characters of one.
fn checked(parts: &Parts) -> Result<String, StatusCode> {
    let mut values = parts.headers.get_all(&OPENID).iter();
    let value = values.next().ok_or(StatusCode::UNAUTHORIZED)?;
    if values.next().is_some() {
        return Err(StatusCode::BAD_REQUEST);
    }
    let text = value.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(text.to_owned())
}

fn secret(parts: &Parts) -> Result<String, StatusCode> {
    match parts.headers.get("x-gateway-secret") {
        Some(given) if given == SECRET => required(&parts.headers, &OPENID),
        _ => Err(StatusCode::FORBIDDEN),
    }
}

pub(super) fn cases(measure: &mut impl Measure) {
    let shared_secret = || Trust::shared_secret("x-gateway-secret", SECRET).expect("a trust");
    case(measure, "missing", Trust::closed_ingress, || without(user(), "x-wx-openid"), checked);
    case(
        measure,
        "malformed",
        Trust::closed_ingress,
        || with(without(user(), "x-wx-openid"), "x-wx-openid", "oABCD0123456789 -abcdefghijk"),
        checked,
    );
    case(measure, "duplicate", Trust::closed_ingress, || with(user(), "x-wx-openid", ID), checked);
    case(measure, "unproven", shared_secret, user, secret);
}
