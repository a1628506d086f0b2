//! Through actix-web: the extractor's future; the middleware has run.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::hint::black_box;
use std::rc::Rc;

use actix_web::dev::{Payload, Service, ServiceRequest, Transform, fn_service};
use actix_web::http::header::HeaderName;
use actix_web::test::TestRequest;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, error};
use wxctx::{AppId, OpenId, Trust, UnionId, Wx, field, layer};

use super::now;
use crate::case::{Measure, pair};
use crate::request::user;

static OPENID: HeaderName = HeaderName::from_static("x-wx-openid");
static APPID: HeaderName = HeaderName::from_static("x-wx-appid");
static UNIONID: HeaderName = HeaderName::from_static("x-wx-unionid");

fn text(request: &HttpRequest, name: &HeaderName) -> Option<String> {
    request.headers().get(name)?.to_str().ok().map(str::to_owned)
}

fn required(request: &HttpRequest, name: &HeaderName) -> Result<String, Error> {
    text(request, name).ok_or_else(|| error::ErrorUnauthorized("no identity"))
}

struct ByHand(#[allow(dead_code, reason = "what is made is dropped")] String);

impl FromRequest for ByHand {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(required(request, &OPENID).map(Self))
    }
}

#[allow(dead_code, reason = "what is made is dropped")]
struct MemberByHand(String, String, Option<String>);

impl FromRequest for MemberByHand {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = || Ok(Self(required(request, &OPENID)?, required(request, &APPID)?, text(request, &UNIONID)));
        ready(read())
    }
}

fn request() -> ServiceRequest {
    let request =
        user().iter().fold(TestRequest::default(), |request, (name, value)| request.insert_header((*name, value.as_str())));
    request.to_srv_request()
}

/// The request as a handler behind the layer gets it.
fn layered() -> HttpRequest {
    let got = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&got);
    let inner = fn_service(move |request: ServiceRequest| {
        let (request, _) = request.into_parts();
        *kept.borrow_mut() = Some(request.clone());
        ready(Ok::<_, Error>(actix_web::dev::ServiceResponse::new(request, HttpResponse::Ok().finish())))
    });
    let service = now(layer(Trust::closed_ingress()).new_transform(inner)).expect("a middleware");
    drop(now(service.call(request())));
    got.take().expect("the handler was called")
}

fn extract<E: FromRequest>(request: &mut HttpRequest) {
    drop(black_box(now(E::from_request(black_box(request), &mut Payload::None))).map_err(|_| ()).expect("it is accepted"));
}

pub(super) fn cases(measure: &mut impl Measure) {
    let by_hand = || request().into_parts().0;
    pair(measure, "actix_web_one_field", (layered, extract::<Wx<OpenId, (field::openid,)>>), (by_hand, extract::<ByHand>));
    pair(
        measure,
        "actix_web_three_fields",
        (layered, extract::<Wx<(OpenId, AppId, Option<UnionId>), (field::openid, field::appid, field::unionid)>>),
        (by_hand, extract::<MemberByHand>),
    );
}
