use std::future::poll_fn;
use std::io::ErrorKind;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::connection::{App, ConnectionService, Connections, Seldom};
use super::console::Console;
use super::limits::Limits;
use super::listener::Listener;
use super::signals::Signals;

/// How long no connection is taken after one could not be: there are no file descriptors left, say.
const PAUSE: Duration = Duration::from_millis(100);
/// The most connections that waited when the signal came and are still taken.
const WAITING: usize = 1024;

/// Serves until a signal; then takes no more connections and waits for the calls in flight, for the grace at most and no longer
/// than to a second signal. `C` answers the calls.
pub(super) async fn serve<C: ConnectionService>(
    listener: impl Listener,
    app: App,
    limits: Limits,
    console: Option<Arc<Console>>,
    mut signals: Signals,
) {
    let grace = limits.grace;
    let connections = Arc::new(Connections::new(app, limits, console));
    let (stop, stopped) = watch::channel(());
    let take = |(stream, peer), place| {
        tokio::spawn(Arc::clone(&connections).serve::<C>(stream, peer, stopped.clone(), place));
    };
    let (mut failing, failing_said) = (false, Seldom::default());
    loop {
        let next = async {
            let place = connections.place().await;
            listener.accept().await.map(|connection| (connection, place))
        };
        let accepted = tokio::select! {
            biased;
            () = signals.next() => break,
            accepted = next => accepted,
        };
        match accepted {
            Ok((connection, place)) => {
                take(connection, place);
                if failing {
                    connections.has_room();
                }
                failing = false;
            }
            // It was the client's, which is gone.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(error) => {
                failing_said.say(|| tracing::error!(target: "wxctx", %error, "cannot take a connection"));
                failing = true;
                connections.make_room();
                sleep(PAUSE).await;
            }
        }
    }
    tracing::info!(target: "wxctx", "stopping");
    connections.stop();
    // Those that the system has taken on our behalf may have brought a call already.
    for _ in 0..WAITING {
        let mut accept = pin!(listener.accept());
        match poll_fn(|context| Poll::Ready(accept.as_mut().poll(context))).await {
            Poll::Ready(Ok(connection)) => take(connection, None),
            _ => break,
        }
    }
    drop(listener);
    drop(stopped);
    let _ = stop.send(());
    tokio::select! {
        () = stop.closed() => return,
        () = sleep(grace) => {}
        () = signals.next() => {}
    }
    tracing::warn!(target: "wxctx", connections = stop.receiver_count(), "stopped with calls in flight");
}
