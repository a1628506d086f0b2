use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::State;
use axum::routing::any;
use axum::{Json, Router};
use hyper::{HeaderMap, Request};
use tower::ServiceExt as _;
use wxctx::{AccessToken, Caller, OpenId, Rejection, SourceChain, Trust, WxContext, WxLayer, entry};

use super::{Answer, Pairs, request};

/// An application whose handlers say what they got, and that counts how often one ran.
pub(crate) struct App {
    pub(crate) router: Router,
    ran: Ran,
}

#[derive(Clone, Default)]
struct Ran(Arc<AtomicUsize>);

impl Ran {
    fn add(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl App {
    /// An application that declares no trust.
    pub(crate) fn undeclared() -> Self {
        let ran = Ran::default();
        let router = Router::new()
            .route("/openid", any(openid))
            .route("/optional", any(optional))
            .route("/result", any(result))
            .route("/caller", any(caller))
            .route("/optional-caller", any(optional_caller))
            .route("/result-caller", any(result_caller))
            .route("/context", any(context))
            .route("/client", any(client))
            .route("/direct", any(direct))
            .route("/token", any(token))
            .route("/headers", any(headers))
            .with_state(ran.clone());
        Self { router, ran }
    }

    pub(crate) fn new(trust: Trust) -> Self {
        Self::layered(wxctx::layer(trust))
    }

    pub(crate) fn layered(layer: WxLayer) -> Self {
        let Self { router, ran } = Self::undeclared();
        Self { router: router.layer(layer), ran }
    }

    pub(crate) async fn get(&self, path: &str, headers: Pairs<'_>) -> Answer {
        self.call(request(path, headers)).await
    }

    pub(crate) async fn call(&self, request: Request<Body>) -> Answer {
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// How many calls reached the body of a handler.
    pub(crate) fn ran(&self) -> usize {
        self.ran.0.load(Ordering::SeqCst)
    }
}

#[entry]
async fn openid(State(ran): State<Ran>, #[wx] openid: OpenId) -> String {
    ran.add();
    openid.as_str().to_owned()
}

#[entry]
async fn optional(State(ran): State<Ran>, #[wx(openid)] user: Option<String>) -> String {
    ran.add();
    user.unwrap_or_else(|| "nobody".to_owned())
}

#[entry]
async fn result(State(ran): State<Ran>, #[wx(openid)] user: Result<OpenId, Rejection>) -> String {
    ran.add();
    user.map_or_else(|rejection| format!("held {}", rejection.code()), |openid| openid.as_str().to_owned())
}

#[entry]
async fn caller(State(ran): State<Ran>, #[wx] caller: Caller) -> String {
    ran.add();
    caller.key()
}

#[entry]
async fn optional_caller(State(ran): State<Ran>, #[wx] caller: Option<Caller>) -> String {
    ran.add();
    caller.map_or_else(|| "nobody".to_owned(), |caller| caller.key())
}

#[entry]
async fn result_caller(State(ran): State<Ran>, #[wx] caller: Result<Caller, Rejection>) -> String {
    ran.add();
    caller.map_or_else(|rejection| format!("held {}", rejection.code()), |caller| caller.key())
}

#[entry]
async fn context(State(ran): State<Ran>, #[wx] context: WxContext) -> Json<WxContext> {
    ran.add();
    Json(context)
}

#[entry(allow(wx_client, wx_devtools))]
async fn client(State(ran): State<Ran>, #[wx(openid)] user: Option<String>) -> String {
    ran.add();
    user.unwrap_or_else(|| "nobody".to_owned())
}

#[entry(direct)]
async fn direct(State(ran): State<Ran>, #[wx(source)] source: Option<SourceChain>) -> String {
    ran.add();
    source.map_or_else(|| "nowhere".to_owned(), |source| source.to_string())
}

#[entry]
async fn token(State(ran): State<Ran>, #[wx(access_token)] token: AccessToken) -> String {
    ran.add();
    format!("{} bytes", token.expose_secret().len())
}

/// What a handler that logs its headers would log.
async fn headers(headers: HeaderMap) -> String {
    format!("{headers:?}")
}
