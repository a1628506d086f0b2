use std::future::{IntoFuture, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Serves until a signal; then takes no more connections and waits, for `grace` at most, for the calls in flight.
pub(super) async fn serve(
    listener: TcpListener,
    app: IntoMakeServiceWithConnectInfo<Router, SocketAddr>,
    grace: Duration,
) -> io::Result<()> {
    let (stop, stopped) = oneshot::channel();
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        signal().await;
        tracing::info!(target: "wxctx", "stopping");
        let _ = stop.send(());
    });
    let mut server = pin!(server.into_future());
    let mut overdue = pin!(async {
        if stopped.await.is_ok() {
            tokio::time::sleep(grace).await;
        } else {
            std::future::pending::<()>().await;
        }
    });
    poll_fn(|context| {
        if let Poll::Ready(end) = server.as_mut().poll(context) {
            return Poll::Ready(end);
        }
        if overdue.as_mut().poll(context).is_ready() {
            tracing::warn!(target: "wxctx", "stopped with calls in flight");
            return Poll::Ready(Ok(()));
        }
        Poll::Pending
    })
    .await
}

/// SIGTERM, as platforms send it, or ctrl-c.
async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        if let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
            poll_fn(|context| match (terminate.poll_recv(context), interrupt.poll_recv(context)) {
                (Poll::Pending, Poll::Pending) => Poll::Pending,
                _ => Poll::Ready(()),
            })
            .await;
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
