//! Through axum: the extractor's future, polled; the layer has run. It is the first extraction of a request, so that it judges.

use std::hint::black_box;

use axum_core::extract::FromRequestParts;
use http::request::Parts;
use wxctx::{AppId, Caller, FromWxContext, OpenId, Trust, UnionId, Wx, WxContext, field};

use super::{by_hand, layer::layered, now};
use crate::case::{Measure, pair};
use crate::request::{Pairs, more, parts, user, whole};

/// A struct of one's own.
#[derive(FromWxContext)]
struct Member {
    openid: OpenId,
    appid: AppId,
    unionid: Option<UnionId>,
}

type Tuple = Wx<(OpenId, AppId, Option<UnionId>), (field::openid, field::appid, field::unionid)>;

/// What axum does with a handler's parameter; refusals fail loudly, so that no case measures one by mistake.
pub(super) fn extract<E: FromRequestParts<(), Rejection: std::fmt::Debug>>(parts: &mut Parts) -> E {
    now(E::from_request_parts(parts, &())).expect("the request is accepted")
}

fn ours<T>(trust: fn() -> Trust, pairs: fn() -> Pairs, work: fn(&mut Parts) -> T) -> (impl Fn() -> Parts, impl Fn(&mut Parts)) {
    (move || layered(trust(), &pairs()), move |parts: &mut Parts| drop(black_box(work(black_box(parts)))))
}

fn theirs<T>(pairs: fn() -> Pairs, work: fn(&mut Parts) -> T) -> (impl Fn() -> Parts, impl Fn(&mut Parts)) {
    (move || parts(&pairs()), move |parts: &mut Parts| drop(black_box(work(black_box(parts)))))
}

fn openid(parts: &mut Parts) -> OpenId {
    extract::<Wx<OpenId, (field::openid,)>>(parts).0
}

pub(super) fn tuple(parts: &mut Parts) -> (OpenId, AppId, Option<UnionId>) {
    extract::<Tuple>(parts).0
}

fn member_by_hand(parts: &mut Parts) -> by_hand::Member {
    extract(parts)
}

fn user_of_30() -> Pairs {
    more(user())
}

fn whole_of_30() -> Pairs {
    more(whole())
}

pub(super) fn cases(measure: &mut impl Measure) {
    let trust = Trust::closed_ingress;
    for (headers, user, whole) in [(15, user as fn() -> Pairs, whole as fn() -> Pairs), (30, user_of_30, whole_of_30)] {
        let name = |case: &str| format!("axum_{case}_of_{headers}");
        pair(measure, &name("one_field"), ours(trust, user, openid), theirs(user, extract::<by_hand::OpenId>));
        pair(measure, &name("three_fields"), ours(trust, user, tuple), theirs(user, member_by_hand));
        pair(
            measure,
            &name("three_parameters"),
            ours(trust, user, |parts| {
                let openid: Wx<OpenId, (field::openid,)> = extract(parts);
                let appid: Wx<AppId, (field::appid,)> = extract(parts);
                let unionid: Wx<Option<UnionId>, (field::unionid,)> = extract(parts);
                (openid, appid, unionid)
            }),
            theirs(user, member_by_hand),
        );
        pair(
            measure,
            &name("derived_struct"),
            ours(trust, user, |parts| {
                let Wx(Member { openid, appid, unionid }, ..): Wx<Member> = extract(parts);
                (openid, appid, unionid)
            }),
            theirs(user, member_by_hand),
        );
        pair(measure, &name("caller"), ours(trust, user, extract::<Wx<Caller>>), theirs(user, extract::<by_hand::Caller>));
        pair(
            measure,
            &name("shared_caller"),
            ours(trust, whole, extract::<Wx<Caller>>),
            theirs(whole, extract::<by_hand::Caller>),
        );
        pair(measure, &name("context"), ours(trust, whole, extract::<Wx<WxContext>>), theirs(whole, extract::<by_hand::Context>));
        pair(
            measure,
            &name("context_to_eight_borrowed"),
            ours(trust, whole, extract::<Wx<WxContext>>),
            theirs(whole, |parts| {
                black_box(by_hand::eight(&parts.headers));
            }),
        );
    }
}
