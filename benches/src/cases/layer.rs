//! The layer and the extraction behind it: all that a request costs. By hand there is no layer.

use std::convert::Infallible;
use std::future::Ready;
use std::hint::black_box;
use std::sync::Mutex;

use http::request::Parts;
use http::{Request, Response};
use tower::{Layer, Service, service_fn};
use wxctx::{OpenId, Trust, Wx, WxLayer, field, layer};

use super::extract::extract;
use super::{by_hand, now};
use crate::case::{Measure, pair};
use crate::request::{Pairs, more, request, user};

/// The request as a handler behind the layer gets it.
pub(super) fn layered(trust: Trust, pairs: &Pairs) -> Parts {
    let mut got = None;
    let handler = service_fn(|request: Request<()>| {
        got = Some(request.into_parts().0);
        std::future::ready(Ok::<_, Infallible>(Response::new(String::new())))
    });
    let answer = now(layer(trust).layer(handler).call(request(pairs)));
    drop(answer);
    got.expect("the handler was called")
}

/// A request on its way, and where it ends: what it is made of is freed outside of the measure, but for its extensions.
struct Call<S> {
    service: S,
    request: Option<Request<()>>,
}

static ENDED: Mutex<Option<Parts>> = Mutex::new(None);

fn end(mut parts: Parts) -> Ready<Result<Response<String>, Infallible>> {
    parts.extensions.clear();
    *ENDED.lock().expect("one thread") = Some(parts);
    std::future::ready(Ok(Response::new(String::new())))
}

fn call<S: Service<Request<()>, Response = Response<String>>>(call: &mut Call<S>) {
    let request = call.request.take().expect("one call");
    let answer = now(call.service.call(request));
    drop(black_box(answer));
}

type Handler = fn(Request<()>) -> Ready<Result<Response<String>, Infallible>>;

fn case(measure: &mut impl Measure, name: &str, pairs: fn() -> Pairs, ours: Handler, theirs: Handler) {
    let declared: WxLayer = layer(Trust::closed_ingress());
    pair(
        measure,
        name,
        (move || start(declared.layer(service_fn(ours)), &pairs()), call),
        (move || start(service_fn(theirs), &pairs()), call),
    );
}

fn start<S>(service: S, pairs: &Pairs) -> Call<S> {
    *ENDED.lock().expect("one thread") = None;
    Call { service, request: Some(request(pairs)) }
}

fn nothing(request: Request<()>) -> Ready<Result<Response<String>, Infallible>> {
    end(request.into_parts().0)
}

fn openid(request: Request<()>) -> Ready<Result<Response<String>, Infallible>> {
    let mut parts = request.into_parts().0;
    black_box(extract::<Wx<OpenId, (field::openid,)>>(&mut parts));
    end(parts)
}

fn openid_by_hand(request: Request<()>) -> Ready<Result<Response<String>, Infallible>> {
    let mut parts = request.into_parts().0;
    black_box(extract::<by_hand::OpenId>(&mut parts));
    end(parts)
}

fn three(request: Request<()>) -> Ready<Result<Response<String>, Infallible>> {
    let mut parts = request.into_parts().0;
    black_box(super::extract::tuple(&mut parts));
    end(parts)
}

fn three_by_hand(request: Request<()>) -> Ready<Result<Response<String>, Infallible>> {
    let mut parts = request.into_parts().0;
    black_box(extract::<by_hand::Member>(&mut parts));
    end(parts)
}

pub(super) fn cases(measure: &mut impl Measure) {
    for (headers, user) in [(15, user as fn() -> Pairs), (30, || more(user()))] {
        case(measure, &format!("layer_alone_of_{headers}"), user, nothing, nothing);
        case(measure, &format!("layer_and_one_field_of_{headers}"), user, openid, openid_by_hand);
        case(measure, &format!("layer_and_three_fields_of_{headers}"), user, three, three_by_hand);
    }
}
