//! Folders, ports and programs of this machine.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A file of `deploy/`.
pub(crate) fn deploy(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file)
}

pub(crate) fn read(file: &str) -> String {
    std::fs::read_to_string(deploy(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// `text` with `new` in the place of `old`, which must be there.
pub(crate) fn replace(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "there is no {old:?} in {text}");
    text.replace(old, new)
}

/// An empty folder of this name; what is in it stays to be looked at.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deploy").join(name);
    let _none = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A free port that no outgoing connection takes meanwhile: those begin at 32768.
pub(crate) fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    loop {
        let port = start + NEXT.fetch_add(1, Ordering::SeqCst);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

/// A program that is not ours, until the test ends.
pub(crate) struct Running(Child);

impl Running {
    /// Starts it, and waits until it listens there.
    pub(crate) fn start(command: &mut Command, address: SocketAddr, log: &Path) -> Self {
        let output = std::fs::File::create(log).unwrap();
        let command = command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
        let program = command.get_program().to_owned();
        let mut running =
            Self(command.spawn().unwrap_or_else(|error| panic!("{program:?}: {error}; see stage_deploy in .ci/run")));
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(address).is_err() {
            let ended = running.0.try_wait().unwrap();
            let said = || std::fs::read_to_string(log).unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "{program:?} does not listen: {}", said());
            sleep(Duration::from_millis(10));
        }
        running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _ended = self.0.wait();
    }
}
