#[cfg(feature = "axum")]
mod axum;
