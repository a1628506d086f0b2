//! Through poem: the extractor's future; the middleware has run.

use std::hint::black_box;
use std::sync::{Arc, Mutex};

use poem::http::StatusCode;
use poem::{Endpoint, EndpointExt, Error, FromRequest, Request, RequestBody, endpoint};
use wxctx::{AppId, OpenId, Trust, UnionId, Wx, field, layer};

use super::by_hand::{APPID, OPENID, UNIONID, required, text};
use super::now;
use crate::case::{Measure, pair};
use crate::request::{headers, user};

#[allow(dead_code, reason = "what is made is dropped")]
struct ByHand(String);

fn refused(status: StatusCode) -> Error {
    Error::from_status(status)
}

impl<'a> FromRequest<'a> for ByHand {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        required(request.headers(), &OPENID).map(Self).map_err(refused)
    }
}

#[allow(dead_code, reason = "what is made is dropped")]
struct MemberByHand(String, String, Option<String>);

impl<'a> FromRequest<'a> for MemberByHand {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let headers = request.headers();
        let openid = required(headers, &OPENID).map_err(refused)?;
        Ok(Self(openid, required(headers, &APPID).map_err(refused)?, text(headers, &UNIONID)))
    }
}

fn request() -> Request {
    let mut request = Request::default();
    *request.headers_mut() = headers(&user());
    request
}

/// The request as a handler behind the layer gets it.
fn layered() -> Request {
    let got = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&got);
    let inner = endpoint::make_sync(move |request| *kept.lock().expect("one thread") = Some(request));
    drop(now(inner.with(layer(Trust::closed_ingress())).call(request())));
    let request = got.lock().expect("one thread").take();
    request.expect("the handler was called")
}

fn extract<E: for<'a> FromRequest<'a>>(request: &mut Request) {
    let mut body = RequestBody::default();
    drop(black_box(now(E::from_request(black_box(request), &mut body))).map_err(|_| ()).expect("it is accepted"));
}

pub(super) fn cases(measure: &mut impl Measure) {
    pair(measure, "poem_one_field", (layered, extract::<Wx<OpenId, (field::openid,)>>), (request, extract::<ByHand>));
    pair(
        measure,
        "poem_three_fields",
        (layered, extract::<Wx<(OpenId, AppId, Option<UnionId>), (field::openid, field::appid, field::unionid)>>),
        (request, extract::<MemberByHand>),
    );
}
