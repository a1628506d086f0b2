use std::borrow::Cow;
use std::net::IpAddr;

use axum::extract::MatchedPath;
use axum_core::body::Body;
use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, Response};
use http::request::Parts;

use crate::carrier::Headers;
use crate::layer::{Call, Declared, Extraction, default_response};
use crate::wx::Selection;
use crate::{Proven, Rejection, Wx};

impl Call for Parts {
    fn headers(&self) -> &dyn Headers {
        &self.headers
    }

    fn proven(&self) -> Option<&Proven> {
        self.extensions.get()
    }

    fn declared(&self) -> Option<&Declared> {
        self.extensions.get()
    }

    fn authority(&self) -> Option<&str> {
        self.uri.authority().map(http::uri::Authority::as_str)
    }

    fn peer(&self) -> Option<IpAddr> {
        crate::from_request::peer(&self.extensions)
    }

    fn route(&self) -> Option<Cow<'_, str>> {
        self.extensions.get::<MatchedPath>().map(|path| path.as_str().into())
    }
}

fn begin(call: &Parts) -> Result<Extraction<'_>, Rejection> {
    Extraction::begin(call)
}

impl<S: Sync, T, F: Selection<T>> FromRequestParts<S> for Wx<T, F> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        begin(parts)?.select::<T, F>(parts).map(Self::new)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let mut response = default_response(self, None, false).map(Body::from);
        // The layer gives the answer its request id, and the shape that the application wants.
        response.extensions_mut().insert(self);
        response
    }
}
