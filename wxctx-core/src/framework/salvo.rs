use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use salvo_core::conn::SocketAddr;
use salvo_core::extract::Metadata;
use salvo_core::{Depot, Extractible, FlowCtrl, Handler, Request, Response, Scribe, async_trait};

use crate::carrier::Headers;
use crate::layer::{Call, Declared, Extraction, default_response, request_id};
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
        match self.remote_addr() {
            SocketAddr::IPv4(address) => Some(IpAddr::V4(*address.ip())),
            SocketAddr::IPv6(address) => Some(IpAddr::V6(*address.ip())),
            _ => None,
        }
    }

    fn route(&self) -> Option<Cow<'_, str>> {
        match self.matched_path() {
            // That of `/`, and what a hoop of the service sees where no route matched.
            "" => (self.uri().path() == "/").then_some(Cow::Borrowed("/")),
            path => Some(Cow::Owned(format!("/{path}"))),
        }
    }
}

fn begin(call: &Request) -> Result<Extraction<'_>, Rejection> {
    Extraction::begin(call)
}

impl<'ex, T, F: Selection<T>> Extractible<'ex> for Wx<T, F> {
    fn metadata() -> &'static Metadata {
        static METADATA: Metadata = Metadata::new("Wx");
        &METADATA
    }

    #[allow(refining_impl_trait)]
    async fn extract(request: &'ex mut Request, _: &'ex mut Depot) -> Result<Self, Rejection> {
        begin(request)?.select::<T, F>(request).map(Self::new)
    }
}

impl Scribe for Rejection {
    fn render(self, response: &mut Response) {
        write(default_response(self, None, false), response);
        response.extensions.insert(self);
    }
}

#[async_trait]
impl Handler for WxLayer {
    async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, control: &mut FlowCtrl) {
        let declaration = &self.0;
        let authority = request.uri().authority().cloned();
        let authority = authority.as_ref().map(http::uri::Authority::as_str);
        let declared = Declared::new(Arc::clone(declaration), request.headers_mut(), authority);
        declared.declare(request.extensions_mut());
        control.call_next(request, depot, response).await;
        let rejection = response.extensions.get::<Rejection>().copied();
        if let Some(rejection) = rejection.filter(|rejection| response.status_code == Some(rejection.status())) {
            write(declaration.response(rejection, request_id(request.headers())), response);
        }
    }
}

fn write(answer: http::Response<String>, response: &mut Response) {
    let (parts, body) = answer.into_parts();
    response.status_code(parts.status);
    for (name, value) in &parts.headers {
        response.headers_mut().insert(name, value.clone());
    }
    response.body(body);
}
