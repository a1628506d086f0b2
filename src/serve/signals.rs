use std::io;

#[cfg(unix)]
use tokio::sync::oneshot;

/// What asks a program to end: SIGTERM, as platforms send it, or ctrl-c.
pub(super) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
    /// What else asks for it, once, when its sender is dropped.
    #[cfg(unix)]
    other: Option<oneshot::Receiver<()>>,
}

impl Signals {
    /// From now on these signals do not end the process by themselves.
    pub(super) fn new() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};

            let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
            Ok(Self { terminate, interrupt, other: None })
        }
        #[cfg(windows)]
        Ok(Self { interrupt: tokio::signal::windows::ctrl_c()? })
    }

    /// The end of `other` asks for it too.
    #[cfg(unix)]
    pub(super) fn also(&mut self, other: oneshot::Receiver<()>) {
        self.other = Some(other);
    }

    /// The next of them.
    pub(super) async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            () = ended(&mut self.other) => {}
        }
        #[cfg(windows)]
        self.interrupt.recv().await;
    }
}

#[cfg(unix)]
async fn ended(other: &mut Option<oneshot::Receiver<()>>) {
    match other {
        Some(receiver) => {
            let _ = receiver.await;
            *other = None;
        }
        None => std::future::pending().await,
    }
}
