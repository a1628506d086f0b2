use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};

use super::stream::Client;

/// The timer of one connection, which hyper asks to wait while it reads the head of a request.
///
/// Hyper knows one timeout for the time that a kept connection is idle and the time that a head takes; this one tells them
/// apart. And hyper waits anew for each request: here that costs no timer of the runtime, whose only one for this connection
/// is set anew when it goes off.
pub(super) struct HeadTimer(Arc<Shared>);

struct Shared {
    client: Arc<Client>,
    header_timeout: Duration,
    first: AtomicBool,
    alarm: Mutex<Option<Pin<Box<tokio::time::Sleep>>>>,
}

impl HeadTimer {
    pub(super) fn new(client: Arc<Client>, header_timeout: Duration) -> Self {
        Self(Arc::new(Shared { client, header_timeout, first: AtomicBool::new(true), alarm: Mutex::default() }))
    }
}

impl Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    /// Waits until `deadline`, and once the client has begun to send a head no longer than that may take. A client that has just
    /// connected is expected to begin.
    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        let shared = Arc::clone(&self.0);
        let begun = shared.first.swap(false, Ordering::Relaxed);
        shared.client.heard.store(begun, Ordering::Relaxed);
        Box::pin(Head { shared, deadline, begun: false })
    }
}

struct Head {
    shared: Arc<Shared>,
    deadline: Instant,
    begun: bool,
}

impl Sleep for Head {}

impl Future for Head {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Self { shared, deadline, begun } = &mut *self;
        if !*begun && shared.client.heard.load(Ordering::Relaxed) {
            *begun = true;
            *deadline = (*deadline).min(Instant::now() + shared.header_timeout);
        }
        let mut alarm = shared.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        let alarm = alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until((*deadline).into())));
        if alarm.deadline().into_std() > *deadline {
            alarm.as_mut().reset((*deadline).into());
        }
        loop {
            ready!(alarm.as_mut().poll(context));
            if Instant::now() >= *deadline {
                return Poll::Ready(());
            }
            alarm.as_mut().reset((*deadline).into());
        }
    }
}
