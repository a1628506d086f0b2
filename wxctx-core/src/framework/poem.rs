use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use poem::{Addr, Endpoint, FromRequest, IntoResponse, Middleware, PathPattern, Request, RequestBody, Response};

use crate::carrier::Headers;
use crate::layer::{Call, Declared, Extraction, RequestId, default_response};
use crate::wx::Selection;
use crate::{Proven, Rejection, Wx, WxLayer};

impl Call for Request {
    fn headers(&self) -> &dyn Headers {
        Self::headers(self)
    }

    fn proven(&self) -> Option<&Proven> {
        self.extensions().get()
    }

    fn declared(&self) -> Option<&Declared> {
        self.extensions().get()
    }

    fn authority(&self) -> Option<&str> {
        self.uri().authority().map(http::uri::Authority::as_str)
    }

    fn peer(&self) -> Option<IpAddr> {
        match &self.remote_addr().0 {
            Addr::SocketAddr(address) => Some(address.ip()),
            _ => None,
        }
    }

    fn route(&self) -> Option<Cow<'_, str>> {
        self.extensions().get::<PathPattern>().map(|pattern| Cow::Borrowed(&*pattern.0))
    }
}

fn begin(call: &Request) -> Result<Extraction<'_>, Rejection> {
    Extraction::begin(call)
}

impl<'a, T, F: Selection<T>> FromRequest<'a> for Wx<T, F> {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        begin(request).and_then(|extraction| extraction.select::<T, F>(request)).map(Self::new).map_err(poem::Error::from)
    }
}

impl poem::error::ResponseError for Rejection {
    fn status(&self) -> http::StatusCode {
        Self::status(self)
    }

    fn as_response(&self) -> Response {
        let mut response = into_response(default_response(*self, None, false));
        response.extensions_mut().insert(*self);
        response
    }
}

/// The endpoint of a [`WxLayer`].
#[derive(Debug)]
pub struct WxEndpoint<E> {
    inner: E,
    layer: WxLayer,
}

impl<E: Endpoint> Middleware<E> for WxLayer {
    type Output = WxEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        WxEndpoint { inner, layer: self.clone() }
    }
}

impl<E: Endpoint> Endpoint for WxEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let declaration = &self.layer.0;
        let authority = request.uri().authority().cloned();
        let authority = authority.as_ref().map(http::uri::Authority::as_str);
        let declared = Declared::new(Arc::clone(declaration), request.headers_mut(), authority);
        let request_id = RequestId::of(request.headers(), &declared);
        declared.declare(request.extensions_mut());
        let answer = |rejection| into_response(declaration.response(rejection, request_id.get()));
        match self.inner.call(request).await {
            Ok(response) => {
                let response = response.into_response();
                match response.extensions().get::<Rejection>() {
                    Some(rejection) if rejection.status() == response.status() => Ok(answer(*rejection)),
                    _ => Ok(response),
                }
            }
            Err(error) => match error.downcast_ref::<Rejection>() {
                Some(rejection) => Ok(answer(*rejection)),
                None => Err(error),
            },
        }
    }
}

fn into_response(answer: http::Response<String>) -> Response {
    let (parts, body) = answer.into_parts();
    let mut response = Response::from(body);
    response.set_status(parts.status);
    *response.headers_mut() = parts.headers;
    response
}
