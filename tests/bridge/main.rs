//! Drives `deploy/cloud-function/index.js` as the platform's Node runtime drives a handler: `cargo test --test bridge`. It needs
//! Node.js, and wx-server-sdk of `npm ci --prefix tests/peer`.
//!
//! Started by the bridge, the same executable is the program behind it.

mod program;

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    if std::env::var_os("WXCTX_BRIDGE").is_some() {
        return program::main();
    }
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bridge/bridge.test.js");
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", tests]).env("PROGRAM", std::env::current_exe().unwrap());
    match node.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("node cannot be started: {error}");
            ExitCode::FAILURE
        }
    }
}
