use axum::extract::Request;
use axum::http::HeaderValue;
use tower_http::request_id::{MakeRequestId, MakeRequestUuid, RequestId};

const REQUEST_ID: &str = "x-request-id";
const CLOUDBASE_REQUEST_ID: &str = "x-cloudbase-request-id";

/// The platform's request id where there is one, else a new one.
#[derive(Clone, Copy)]
pub(super) struct Make;

impl MakeRequestId for Make {
    fn make_request_id<B>(&mut self, request: &Request<B>) -> Option<RequestId> {
        match request.headers().get(CLOUDBASE_REQUEST_ID).filter(|id| is_request_id(id)) {
            Some(id) => Some(RequestId::new(id.clone())),
            None => MakeRequestUuid.make_request_id(request),
        }
    }
}

/// Drops a request id that the client wrote and no log should repeat.
pub(super) async fn check(mut request: Request) -> Request {
    if request.headers().get(REQUEST_ID).is_some_and(|id| !is_request_id(id)) {
        request.headers_mut().remove(REQUEST_ID);
    }
    request
}

fn is_request_id(id: &HeaderValue) -> bool {
    id.to_str().is_ok_and(wxctx_core::private::is_request_id)
}
