use std::borrow::Cow;
use std::future::{Future, Ready, ready};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready as poll_ready};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::uri::Authority;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError};
use http::{HeaderName, HeaderValue};
use pin_project_lite::pin_project;

use crate::carrier::{Fields, Found, Headers, Survey};
use crate::layer::{Call, Declaration, Declared, Extraction, HeadersMut, Withheld, default_response, request_id};
use crate::wx::Selection;
use crate::{Proven, Rejection, Wx, WxLayer};

/// actix-web 4 has a header map, and a generation of `http`, of its own.
impl Headers for HeaderMap {
    fn find(&self, name: &'static HeaderName) -> Found<'_> {
        let mut values = self.get_all(own(name));
        match (values.next(), values.next()) {
            (None, _) => Found::Absent,
            (Some(value), None) => Found::One(value.as_bytes()),
            (Some(_), Some(_)) => Found::Several,
        }
    }

    fn survey(&self) -> Survey {
        let mut survey = Survey::NOTHING;
        for (name, value) in self {
            survey.note(name.as_str(), value.as_bytes());
        }
        survey
    }

    fn all<'a>(&'a self, fields: &mut Fields<'a>) {
        for (name, value) in self {
            fields.add(name.as_str(), value.as_bytes());
        }
    }

    fn any_name(&self, test: &mut dyn FnMut(&str) -> bool) -> bool {
        self.keys().any(|name| test(name.as_str()))
    }

    fn each(&self, name: &'static HeaderName, visit: &mut dyn FnMut(&[u8])) {
        self.get_all(own(name)).for_each(|value| visit(value.as_bytes()));
    }
}

/// A name in the generation of `http` that actix-web has; a name that is parsed for each look asks the heap.
fn own(name: &'static HeaderName) -> header::HeaderName {
    header::HeaderName::from_static(name.as_str())
}

impl HeadersMut for HeaderMap {
    fn take(&mut self, name: &HeaderName) -> Withheld {
        let mut values = self.remove(name.as_str());
        match (values.next(), values.next()) {
            (None, _) => Withheld::Absent,
            // What is no header value to `http` proves nothing.
            (Some(value), None) => HeaderValue::from_bytes(value.as_bytes()).map_or(Withheld::Several, Withheld::One),
            (Some(_), Some(_)) => Withheld::Several,
        }
    }

    fn hide(&mut self) -> Survey {
        let mut survey = Survey::NOTHING;
        self.retain(|name, value| {
            if survey.note(name.as_str(), value.as_bytes()) {
                value.set_sensitive(true);
            }
            true
        });
        survey
    }
}

/// The extensions of a request stand behind a `RefCell`, so what is needed of them is taken out first.
struct ActixCall<'a> {
    request: &'a HttpRequest,
    declared: Option<Arc<Declared>>,
    proven: Option<Proven>,
}

impl Call for ActixCall<'_> {
    fn headers(&self) -> &dyn Headers {
        self.request.headers()
    }

    fn proven(&self) -> Option<&Proven> {
        self.proven.as_ref()
    }

    fn declared(&self) -> Option<&Declared> {
        self.declared.as_deref()
    }

    fn authority(&self) -> Option<&str> {
        self.request.uri().authority().map(Authority::as_str)
    }

    fn peer(&self) -> Option<IpAddr> {
        self.request.peer_addr().map(|address| address.ip())
    }

    fn route(&self) -> Option<Cow<'_, str>> {
        self.request.match_pattern().map(Cow::Owned)
    }
}

fn begin<'a>(call: &'a ActixCall<'_>) -> Result<Extraction<'a>, Rejection> {
    Extraction::begin(call)
}

impl<T: 'static, F: Selection<T> + 'static> FromRequest for Wx<T, F> {
    type Error = Rejection;
    type Future = Ready<Result<Self, Rejection>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (declared, proven) = {
            let extensions = request.extensions();
            (extensions.get().cloned(), extensions.get().cloned())
        };
        let call = ActixCall { request, declared, proven };
        ready(begin(&call).and_then(|extraction| extraction.select::<T, F>(&call)).map(Self::new))
    }
}

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status().as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = into_response(default_response(*self, None, false));
        response.extensions_mut().insert(*self);
        response
    }
}

/// The service of a [`WxLayer`].
#[derive(Debug)]
pub struct WxMiddleware<S> {
    inner: S,
    layer: WxLayer,
}

impl<S, B> Transform<S, ServiceRequest> for WxLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Transform = WxMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(WxMiddleware { inner, layer: self.clone() }))
    }
}

impl<S, B> Service<ServiceRequest> for WxMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Future = WxMiddlewareFuture<S::Future>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let declaration = Arc::clone(&self.layer.0);
        let authority = request.uri().authority().cloned();
        let authority = authority.as_ref().map(Authority::as_str);
        let declared = Declared::new(Arc::clone(&declaration), request.headers_mut(), authority);
        let outer = request.extensions_mut().insert(Arc::new(declared));
        if let Some(outer) = outer {
            if let Some(inner) = request.extensions_mut().get_mut().and_then(Arc::<Declared>::get_mut) {
                inner.is_within(&outer);
            }
        }
        WxMiddlewareFuture { inner: self.inner.call(request), declaration }
    }
}

pin_project! {
    /// The answer of a [`WxMiddleware`]; a refusal in it gets its shape here.
    pub struct WxMiddlewareFuture<F> {
        #[pin]
        inner: F,
        declaration: Arc<Declaration>,
    }
}

impl<F, B> Future for WxMiddlewareFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, actix_web::Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, actix_web::Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let response = poll_ready!(this.inner.poll(context));
        Poll::Ready(response.map(|response| {
            let rejection = response.response().extensions().get::<Rejection>().copied();
            match rejection.filter(|rejection| rejection.status_code() == response.status()) {
                Some(rejection) => {
                    let answer = this.declaration.response(rejection, request_id(response.request().headers()));
                    response.into_response(into_response(answer)).map_into_right_body()
                }
                None => response.map_into_left_body(),
            }
        }))
    }
}

fn into_response(response: http::Response<String>) -> HttpResponse {
    let (parts, body) = response.into_parts();
    let status = StatusCode::from_u16(parts.status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = HttpResponseBuilder::new(status);
    for (name, value) in &parts.headers {
        builder.append_header((name.as_str(), value.as_bytes()));
    }
    builder.body(body)
}
