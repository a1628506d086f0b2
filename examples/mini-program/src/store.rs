use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::task::spawn_blocking;

use crate::error::ApiError;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS user (
        key  TEXT PRIMARY KEY,
        name TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS orders (
        id       INTEGER PRIMARY KEY,
        user     TEXT NOT NULL REFERENCES user (key),
        item     TEXT NOT NULL,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        state    TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cancelled'))
    ) STRICT;
    CREATE INDEX IF NOT EXISTS orders_of_user ON orders (user);
";

/// The database. SQLite writes one thing at a time, so one connection is enough for a small shop.
#[derive(Clone)]
pub(crate) struct Store(Arc<Mutex<Connection>>);

impl Store {
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.execute_batch(TABLES)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Runs `work` where it may block: SQLite waits for the disk, and the threads of the server must not.
    ///
    /// The server drops a handler that takes too long; `work` then still runs to its end.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, ApiError> {
        let connection = Arc::clone(&self.0);
        let done = spawn_blocking(move || work(&mut connection.lock().unwrap_or_else(PoisonError::into_inner)));
        done.await.map_err(|_| ApiError::Broken)?.map_err(ApiError::from)
    }
}
