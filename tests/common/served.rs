use std::net::SocketAddr;

use axum::body::Body;
use hyper::{Method, Request};

use super::http1::Connection;
use super::program::{Ended, Program};
use super::{Answer, Pairs, request, with};

/// A program that has said where it listens. A test file that asks it for more gives it an `impl` of its own.
pub(crate) struct Served {
    pub(crate) program: Program,
    pub(crate) address: SocketAddr,
    /// The Host of `get` and `post`.
    pub(crate) host: String,
}

impl Served {
    pub(crate) fn of(program: Program) -> Self {
        let address = program.address();
        Self { program, address, host: "service".to_owned() }
    }

    /// The ignored test `the_program` of this very file.
    pub(crate) fn new(variables: Pairs<'_>) -> Self {
        Self::of(Program::of_test("the_program", variables))
    }

    /// The same under this trust.
    pub(crate) fn trusting(trust: &str, variables: Pairs<'_>) -> Self {
        Self::new(&with(variables, &[("WXCTX_TRUST", trust)]))
    }

    /// Sends a request over a connection of its own; it names the host itself.
    pub(crate) async fn call(&self, request: Request<Body>) -> Answer {
        Connection::open(self.address).await.call(request).await
    }

    pub(crate) async fn get(&self, path: &str, headers: Pairs<'_>) -> Answer {
        self.call(request(path, &with(&[("host", &self.host)], headers))).await
    }

    pub(crate) async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        let mut request = request(path, &[("host", &self.host)]);
        (*request.method_mut(), *request.body_mut()) = (Method::POST, body.into());
        self.call(request).await
    }

    /// Ends it as a platform does, which is no failure.
    pub(crate) fn terminated(self) -> Ended {
        let ended = self.program.terminated();
        assert!(ended.status.success(), "{ended:?}");
        ended
    }
}
