//! An application of each framework, listening on a port of its own.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;

use wxctx::WxLayer;

use crate::handlers::handlers;

/// Which framework, and where it listens.
pub(crate) struct App {
    pub(crate) framework: &'static str,
    pub(crate) address: SocketAddr,
}

/// Every framework with this layer.
pub(crate) fn all(layer: &WxLayer) -> Vec<App> {
    vec![
        App { framework: "axum", address: start(axum_app, layer.clone()) },
        App { framework: "actix-web", address: start(actix_app, layer.clone()) },
        App { framework: "poem", address: start(poem_app, layer.clone()) },
        App { framework: "salvo", address: start(salvo_app, layer.clone()) },
    ]
}

fn start(serve: fn(WxLayer, mpsc::Sender<SocketAddr>), layer: WxLayer) -> SocketAddr {
    let (listens, listening) = mpsc::channel();
    thread::spawn(move || serve(layer, listens));
    listening.recv().expect("the server starts")
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

fn axum_app(layer: WxLayer, listens: mpsc::Sender<SocketAddr>) {
    mod axum_handlers {
        super::handlers!();
    }
    use axum::routing::get;

    let app = axum::Router::new()
        .route("/", get(axum_handlers::show_user))
        .route("/user", get(axum_handlers::show_user))
        .route("/several", get(axum_handlers::several))
        .route("/caller", get(axum_handlers::show_caller))
        .route("/guarded", get(axum_handlers::guarded))
        .route("/told", get(axum_handlers::told))
        .layer(layer);
    runtime().block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        listens.send(listener.local_addr().expect("an address")).expect("a test waits");
        axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await.expect("it serves");
    });
}

fn actix_app(layer: WxLayer, listens: mpsc::Sender<SocketAddr>) {
    mod actix_handlers {
        super::handlers!();
    }
    use actix_web::{App, HttpServer, web};

    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(move || {
            App::new()
                .wrap(layer.clone())
                .route("/", web::get().to(actix_handlers::show_user))
                .route("/user", web::get().to(actix_handlers::show_user))
                .route("/several", web::get().to(actix_handlers::several))
                .route("/caller", web::get().to(actix_handlers::show_caller))
                .route("/guarded", web::get().to(actix_handlers::guarded))
                .route("/told", web::get().to(actix_handlers::told))
        })
        .workers(1)
        .bind("127.0.0.1:0")
        .expect("a port");
        listens.send(server.addrs()[0]).expect("a test waits");
        server.run().await.expect("it serves");
    });
}

fn poem_app(layer: WxLayer, listens: mpsc::Sender<SocketAddr>) {
    mod poem_handlers {
        super::handlers!(#[poem::handler]);
    }
    use poem::listener::{Acceptor, Listener, TcpListener};
    use poem::{EndpointExt, Route, Server, get};

    let app = Route::new()
        .at("/", get(poem_handlers::show_user))
        .at("/user", get(poem_handlers::show_user))
        .at("/several", get(poem_handlers::several))
        .at("/caller", get(poem_handlers::show_caller))
        .at("/guarded", get(poem_handlers::guarded))
        .at("/told", get(poem_handlers::told))
        .with(layer);
    runtime().block_on(async {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.expect("a port");
        let address = acceptor.local_addr()[0].as_socket_addr().copied().expect("an address");
        listens.send(address).expect("a test waits");
        Server::new_with_acceptor(acceptor).run(app).await.expect("it serves");
    });
}

fn salvo_app(layer: WxLayer, listens: mpsc::Sender<SocketAddr>) {
    mod salvo_handlers {
        use salvo::Writer;

        super::handlers!(#[salvo::handler]);
    }
    use salvo::conn::{Acceptor, Listener, TcpListener};
    use salvo::{Router, Server};

    let router = Router::new()
        .hoop(layer)
        .get(salvo_handlers::show_user)
        .push(Router::with_path("user").get(salvo_handlers::show_user))
        .push(Router::with_path("several").get(salvo_handlers::several))
        .push(Router::with_path("caller").get(salvo_handlers::show_caller))
        .push(Router::with_path("guarded").get(salvo_handlers::guarded))
        .push(Router::with_path("told").get(salvo_handlers::told));
    runtime().block_on(async {
        let acceptor = TcpListener::new("127.0.0.1:0").bind().await;
        let address = acceptor.holdings()[0].local_addr.clone().into_std().expect("an address");
        listens.send(address).expect("a test waits");
        Server::new(acceptor).serve(router).await;
    });
}
