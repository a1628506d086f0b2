//! The files in `deploy/`, with the real nginx, Envoy, curl and Kubernetes schemas on this machine. No image is built and nothing is
//! sent anywhere else.
//!
//! It needs what `.ci/run deploy` installs, so it runs only when it is named: `cargo test --test deploy`.
#![cfg(all(feature = "serve", feature = "macros"))]

mod balance;
#[path = "../common/mod.rs"]
mod common;
mod function;
mod gateway;
mod identity;
mod image;
mod ingress;
mod machine;
mod manifests;
mod nginx;
