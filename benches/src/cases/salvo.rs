//! Through salvo: the extractor's future; the layer has run.

use std::hint::black_box;

use salvo_core::extract::Metadata;
use salvo_core::http::{StatusCode, StatusError};
use salvo_core::{Depot, Extractible, FlowCtrl, Handler, Request, Response};
use wxctx::{AppId, OpenId, Trust, UnionId, Wx, field, layer};

use super::by_hand::{APPID, OPENID, UNIONID, required, text};
use super::now;
use crate::case::{Measure, pair};
use crate::request::{headers, user};

static METADATA: Metadata = Metadata::new("ByHand");

#[allow(dead_code, reason = "what is made is dropped")]
struct ByHand(String);

fn refused(_: StatusCode) -> StatusError {
    StatusError::unauthorized()
}

impl<'ex> Extractible<'ex> for ByHand {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    #[allow(refining_impl_trait)]
    async fn extract(request: &'ex mut Request, _: &'ex mut Depot) -> Result<Self, StatusError> {
        required(request.headers(), &OPENID).map(Self).map_err(refused)
    }
}

#[allow(dead_code, reason = "what is made is dropped")]
struct MemberByHand(String, String, Option<String>);

impl<'ex> Extractible<'ex> for MemberByHand {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    #[allow(refining_impl_trait)]
    async fn extract(request: &'ex mut Request, _: &'ex mut Depot) -> Result<Self, StatusError> {
        let headers = request.headers();
        let openid = required(headers, &OPENID).map_err(refused)?;
        Ok(Self(openid, required(headers, &APPID).map_err(refused)?, text(headers, &UNIONID)))
    }
}

fn request() -> (Request, Depot) {
    let mut request = Request::default();
    *request.headers_mut() = headers(&user());
    (request, Depot::new())
}

/// The request as a handler behind the layer gets it.
fn layered() -> (Request, Depot) {
    let (mut request, mut depot) = request();
    let layer = layer(Trust::closed_ingress());
    now(layer.handle(&mut request, &mut depot, &mut Response::default(), &mut FlowCtrl::new(Vec::new())));
    (request, depot)
}

fn extract<F>((request, depot): &mut (Request, Depot))
where
    F: for<'ex> Extractible<'ex>,
{
    drop(black_box(now(F::extract(black_box(request), depot))).map_err(|_| ()).expect("it is accepted"));
}

pub(super) fn cases(measure: &mut impl Measure) {
    pair(measure, "salvo_one_field", (layered, extract::<Wx<OpenId, (field::openid,)>>), (request, extract::<ByHand>));
    pair(
        measure,
        "salvo_three_fields",
        (layered, extract::<Wx<(OpenId, AppId, Option<UnionId>), (field::openid, field::appid, field::unionid)>>),
        (request, extract::<MemberByHand>),
    );
}
