use std::io;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::{Json, Router};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use wxctx::{Caller, Rejection, Trust, Wx, WxContext};

use crate::error::{ApiError, Body};
use crate::event::{Event, Reply};
use crate::order::{self, NewOrder};
use crate::store::Store;
use crate::user::{self, SignIn};
use crate::{app, event};

const SHOP: &str = "wx0123456789abcdef";
const ANN: &str = "oANN00123456789_-abcdefghijk";
const BEN: &str = "oBEN00123456789_-abcdefghijk";

fn store() -> Store {
    Store::open(":memory:".as_ref()).unwrap()
}

fn user(openid: &str) -> WxContext {
    WxContext::builder().openid(openid).appid(SHOP).source("wx_client").build().unwrap()
}

/// A user of another mini program, which the shop shares its resources with.
fn guest(openid: &str) -> WxContext {
    let context = WxContext::builder().appid(SHOP).from_openid(openid).from_appid("wxfedcba9876543210");
    context.source("wx_client").build().unwrap()
}

/// The parameter of any handler: what `allow` and `direct` ask for stands in its second argument.
fn caller<F>(context: &WxContext) -> Wx<Caller, F> {
    Wx::new(context.extract().unwrap())
}

fn tea(quantity: u32) -> Body<NewOrder> {
    Body(NewOrder { item: "tea".to_owned(), quantity })
}

async fn signed_in(store: &Store, context: &WxContext, name: &str) {
    let sign_in = Body(SignIn { name: name.to_owned() });
    let Json(user) = user::sign_in(State(store.clone()), caller(context), sign_in).await.unwrap();
    assert_eq!(user.name, name);
}

// Handlers are functions, and a test calls them. `allow` and `direct` are the router's, below.

#[tokio::test]
async fn a_user_orders_and_sees_the_own_orders_only() {
    let store = store();
    signed_in(&store, &user(ANN), "Ann").await;
    signed_in(&store, &user(BEN), "Ben").await;
    let (status, Json(made)) = order::create(State(store.clone()), caller(&user(ANN)), tea(2)).await.unwrap();
    assert_eq!(status, StatusCode::CREATED);

    let Json(seen) = order::show(State(store.clone()), caller(&user(ANN)), Path(made.id)).await.unwrap();
    assert_eq!(seen, made);
    let hidden = order::show(State(store.clone()), caller(&user(BEN)), Path(made.id)).await;
    assert_eq!(hidden.err(), Some(ApiError::NoSuchOrder));
    assert!(order::list(State(store), caller(&user(BEN))).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_guest_with_the_openid_of_a_user_is_somebody_else() {
    let store = store();
    signed_in(&store, &user(ANN), "Ann").await;
    assert_eq!(user::show(State(store.clone()), caller(&guest(ANN))).await.err(), Some(ApiError::NotSignedIn));

    signed_in(&store, &guest(ANN), "Guest").await;
    assert!(user::show(State(store.clone()), caller(&guest(ANN))).await.unwrap().is_guest);
    assert_eq!(user::show(State(store), caller(&user(ANN))).await.unwrap().name, "Ann");
}

#[tokio::test]
async fn an_order_needs_a_user_and_a_quantity() {
    let store = store();
    let unknown = order::create(State(store.clone()), caller(&user(ANN)), tea(1)).await;
    assert_eq!(unknown.err(), Some(ApiError::NotSignedIn));
    signed_in(&store, &user(ANN), "Ann").await;
    for quantity in [0, 101] {
        let refused = order::create(State(store.clone()), caller(&user(ANN)), tea(quantity)).await;
        assert_eq!(refused.err(), Some(ApiError::NothingOrdered));
    }
}

#[tokio::test]
async fn an_order_is_cancelled_once_and_by_its_user() {
    let store = store();
    signed_in(&store, &user(ANN), "Ann").await;
    let (_, Json(made)) = order::create(State(store.clone()), caller(&user(ANN)), tea(1)).await.unwrap();
    let other = order::cancel(State(store.clone()), caller(&user(BEN)), Path(made.id)).await;
    assert_eq!(other.err(), Some(ApiError::NoSuchOrder));
    let cancelled = order::cancel(State(store.clone()), caller(&user(ANN)), Path(made.id)).await.unwrap();
    assert_eq!(cancelled.state, "cancelled");
    let again = order::cancel(State(store), caller(&user(ANN)), Path(made.id)).await;
    assert_eq!(again.err(), Some(ApiError::NoSuchOrder));
}

#[tokio::test]
async fn an_event_does_what_its_action_says() {
    let store = store();
    signed_in(&store, &user(ANN), "Ann").await;
    let event: Event = serde_json::from_value(json!({ "action": "create-order", "item": "tea", "quantity": 3 })).unwrap();
    let Json(Reply::Order(made)) = event::handle(State(store.clone()), caller(&user(ANN)), Body(event)).await.unwrap() else {
        panic!("no order");
    };
    let listed = event::handle(State(store), caller(&user(ANN)), Body(Event::ListOrders)).await.unwrap();
    assert_eq!(listed.0, Reply::Orders(vec![made]));
}

#[tokio::test]
async fn orders_outlive_the_program() {
    let path = std::env::temp_dir().join(format!("shop-{}.sqlite3", std::process::id()));
    let store = Store::open(&path).unwrap();
    signed_in(&store, &user(ANN), "Ann").await;
    assert!(order::create(State(store.clone()), caller(&user(ANN)), tea(1)).await.is_ok());
    drop(store);

    let again = Store::open(&path).unwrap();
    assert_eq!(order::list(State(again), caller(&user(ANN))).await.unwrap().len(), 1);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
}

// Through the router, with what the gateway would send: here trust, `allow` and `direct` decide too.

struct Shop(Router);

impl Shop {
    fn new() -> Self {
        Self(app(store()).layer(wxctx::layer(Trust::closed_ingress())))
    }

    async fn call(&self, method: &str, path: &str, headers: HeaderMap, body: Value) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        request.headers_mut().unwrap().extend(headers);
        let response = self.0.clone().oneshot(request.body(body.to_string()).unwrap()).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    async fn user(&self, context: &WxContext, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(method, path, wxctx::test::headers(context), body).await
    }
}

#[tokio::test]
async fn a_call_travels_through_the_router() {
    let shop = Shop::new();
    let (status, signed_in) = shop.user(&user(ANN), "PUT", "/user", json!({ "name": "Ann" })).await;
    assert_eq!((status, signed_in), (StatusCode::OK, json!({ "name": "Ann", "is_guest": false })));
    let (status, made) = shop.user(&user(ANN), "POST", "/orders", json!({ "item": "tea", "quantity": 2 })).await;
    assert_eq!((status, &made["state"]), (StatusCode::CREATED, &json!("open")));
    let (status, cancelled) = shop.user(&user(ANN), "POST", &format!("/orders/{}/cancel", made["id"]), Value::Null).await;
    assert_eq!((status, &cancelled["state"]), (StatusCode::OK, &json!("cancelled")));
    let (status, wrong) = shop.user(&user(ANN), "GET", "/orders/99", Value::Null).await;
    assert_eq!((status, &wrong["code"]), (StatusCode::NOT_FOUND, &json!("NO_SUCH_ORDER")));
}

#[tokio::test]
async fn nobody_orders_from_elsewhere() -> Result<(), Rejection> {
    let shop = Shop::new();
    let order = json!({ "item": "tea", "quantity": 1 });
    let (status, refused) = shop.call("POST", "/orders", HeaderMap::new(), order.clone()).await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("WXCTX_NOT_FROM_WECHAT")));

    let timer = WxContext::builder().openid(ANN).appid(SHOP).source("wx_trigger").build()?;
    let (status, refused) = shop.user(&timer, "POST", "/orders", order).await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("WXCTX_FORBIDDEN")));

    let over_function = WxContext::builder().openid(ANN).appid(SHOP).source("wx_client,scf").build()?;
    let (status, refused) = shop.user(&over_function, "POST", "/orders/1/cancel", Value::Null).await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("WXCTX_FORBIDDEN")));
    Ok(())
}

#[tokio::test]
async fn what_is_no_order_is_answered_as_every_other_error() {
    let shop = Shop::new();
    let answer = json!({ "code": "WRONG_BODY", "message": "this request is not understood" });
    for (path, body) in [
        ("/orders", json!({ "item": "tea" })),
        ("/orders", json!("a-secret")),
        ("/orders", json!({ "item": "tea", "quantity": "a-secret" })),
        ("/", json!({ "action": "a-secret" })),
    ] {
        let wrong = shop.user(&user(ANN), "POST", path, body).await;
        assert_eq!(wrong, (StatusCode::UNPROCESSABLE_ENTITY, answer.clone()));
    }
    let mut headers = wxctx::test::headers(&user(ANN));
    headers.insert("content-type", "text/plain".parse().unwrap());
    let wrong = shop.call("POST", "/orders", headers, json!({ "item": "tea", "quantity": 1 })).await;
    assert_eq!(wrong, (StatusCode::UNSUPPORTED_MEDIA_TYPE, answer));
}

#[tokio::test]
async fn the_log_says_where_a_body_is_wrong_and_nothing_that_it_says() {
    let log = Log::default();
    let writer = log.clone();
    let lines =
        tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false).with_writer(move || writer.clone());
    let _this_thread = tracing::subscriber::set_default(lines.finish());
    let shop = Shop::new();
    shop.user(&user(ANN), "POST", "/orders", json!({ "item": "tea", "quantity": "a-secret" })).await;
    shop.user(&user(ANN), "POST", "/", json!({ "action": "a-secret" })).await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("at=quantity") && text.contains("at=action") && !text.contains("a-secret"), "{text}");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
