mod history;
mod page;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};

use self::history::History;
use crate::Trust;

pub(super) use self::history::{Entry, decided, routed};

/// Where it is.
pub(super) const PATH: &str = "/_wxctx";
/// The page's header that proves that it has read the page.
const TOKEN: &str = "x-wxctx-console";

/// A page on a laptop that calls the program as a chosen caller, and shows the last calls.
///
/// The page sends its calls itself, to the user's own routes, so nothing here calls anything or changes anything.
pub(super) struct Console {
    trust: Trust,
    /// Made at each start and written into the page, so that whoever reads the calls has read the page.
    token: String,
    history: History,
}

impl Console {
    /// There is one where the trust is that of a laptop, and nowhere else.
    pub(super) fn new(trust: &Trust) -> Option<Arc<Self>> {
        if !trust.is_local() {
            return None;
        }
        Some(Arc::new(Self { trust: trust.clone(), token: random()?, history: History::default() }))
    }

    /// The answer to a request for the console; none to any other.
    pub(super) fn answer<B>(&self, request: &Request<B>, peer: Option<SocketAddr>) -> Option<Response<Body>> {
        let file = request.uri().path().strip_prefix(PATH).filter(|file| file.is_empty() || file.starts_with('/'))?;
        let authority = request.uri().authority().map(Authority::as_str);
        let peer = peer.map(|peer| peer.ip());
        Some(match wxctx_core::private::check_own_page(&self.trust, request.headers(), authority, peer) {
            Ok(()) => self.file(file, request),
            Err(forbidden) => {
                let advice = "Type the console's address into a browser on this machine.";
                text(StatusCode::FORBIDDEN, format!("{}. {advice}\n", forbidden.reason()))
            }
        })
    }

    fn file<B>(&self, file: &str, request: &Request<B>) -> Response<Body> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "The console is read with GET.\n");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        match file {
            "" | "/" => random().map_or_else(
                || text(StatusCode::INTERNAL_SERVER_ERROR, "There are no random numbers.\n"),
                |nonce| page::html(&self.token, &nonce),
            ),
            "/calls" if !self.has_token(request) => {
                text(StatusCode::FORBIDDEN, "Only the console's page reads the calls, and this is not the page of this start.\n")
            }
            "/calls" => with_headers(StatusCode::OK, "application/json", self.history.json()),
            _ => page::file(file).unwrap_or_else(|| text(StatusCode::NOT_FOUND, "The console has no such file.\n")),
        }
    }

    fn has_token<B>(&self, request: &Request<B>) -> bool {
        request.headers().get(TOKEN).is_some_and(|token| token.as_bytes() == self.token.as_bytes())
    }

    /// A call to the program that begins to be answered.
    pub(super) fn entry(self: &Arc<Self>, method: &Method) -> Entry {
        Entry::new(Arc::clone(self), method)
    }
}

/// 128 random bits as text.
fn random() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

fn text(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    with_headers(status, "text/plain; charset=utf-8", text)
}

/// An answer that no other page can frame or read, no cache keeps, and no browser takes for something else.
fn with_headers(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let fixed: [(HeaderName, &'static str); 8] = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
