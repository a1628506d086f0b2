//! Who is logged in.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use wxctx::WxContext;

struct Session {
    context: WxContext,
    ends: Instant,
}

type Store = HashMap<[u8; 32], Session>;

/// The sessions of one process; several processes keep them in a database that all of them reach.
///
/// A token is 32 random bytes as text, and the store has its SHA-256 alone: who reads the store cannot log in by it.
#[derive(Clone)]
pub(crate) struct Sessions {
    store: Arc<Mutex<Store>>,
    life: Duration,
    most: usize,
}

impl Sessions {
    /// Sessions that end after `life`, and `most` of them at once.
    pub(crate) fn new(life: Duration, most: usize) -> Self {
        Self { store: Arc::default(), life, most }
    }

    pub(crate) fn life(&self) -> Duration {
        self.life
    }

    /// The token of a new session; none where there is no room, or no randomness.
    pub(crate) fn open(&self, context: WxContext) -> Option<String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        let token = bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _infallible = write!(text, "{byte:02x}");
            text
        });
        let now = Instant::now();
        let mut store = self.lock();
        if store.len() >= self.most {
            store.retain(|_, session| session.ends > now);
        }
        if store.len() >= self.most {
            return None;
        }
        store.insert(key(&token), Session { context, ends: now + self.life });
        Some(token)
    }

    /// Who the token stands for.
    pub(crate) fn find(&self, token: &str) -> Option<WxContext> {
        let store = self.lock();
        store.get(&key(token)).filter(|session| session.ends > Instant::now()).map(|session| session.context.clone())
    }

    pub(crate) fn close(&self, token: &str) {
        self.lock().remove(&key(token));
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
