use std::cell::OnceCell;
use std::io::{BufRead as _, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use super::Pairs;

/// How long a program may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until nobody has the port, which a function cannot choose and another test's may still have; and not for ever.
pub(crate) fn wait_until_free(port: u16) {
    let deadline = Instant::now() + 3 * PATIENCE;
    while TcpListener::bind(("0.0.0.0", port)).is_err() {
        assert!(Instant::now() < deadline, "another program keeps port {port}");
        sleep(Duration::from_millis(50));
    }
}

/// A server in a process of its own, that knows no other variables than those it was started with.
pub(crate) struct Program {
    child: Child,
    output: Vec<JoinHandle<String>>,
    listening: Receiver<SocketAddr>,
    listens: OnceCell<SocketAddr>,
}

/// How a program ended, and everything that it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) text: String,
}

impl Program {
    /// The example `whoami`.
    pub(crate) fn whoami(variables: Pairs<'_>) -> Self {
        Self::start(Command::new(Self::example("whoami")), variables)
    }

    /// Where an example is; every `cargo test` of all targets builds them.
    pub(crate) fn example(name: &str) -> PathBuf {
        let mut path: PathBuf = std::env::current_exe().unwrap();
        path.pop();
        path.set_file_name("examples");
        path.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        assert!(path.exists(), "build the examples first: cargo build --examples");
        path
    }

    /// The ignored test `name` of this very file.
    pub(crate) fn of_test(name: &str, variables: Pairs<'_>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([name, "--exact", "--ignored", "--nocapture"]);
        Self::start(command, variables)
    }

    /// The same with so many file descriptors at the most.
    pub(crate) fn of_test_with_files(name: &str, files: usize, variables: Pairs<'_>) -> Self {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\"")]).arg(std::env::current_exe().unwrap());
        command.args([name, "--exact", "--ignored", "--nocapture"]);
        Self::start(command, variables)
    }

    /// Its standard input, of a command that has a pipe for it. It ends when that is dropped.
    pub(crate) fn stdin(&mut self) -> ChildStdin {
        self.child.stdin.take().expect("the command has a pipe for standard input")
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn start(mut command: Command, variables: Pairs<'_>) -> Self {
        command.env_clear().env("PORT", "0").envs(variables.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, listening) = channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let read = move || {
            let mut text = String::new();
            for line in lines.map_while(Result::ok) {
                if let Some(address) = address_in(&line) {
                    sender.send(address).unwrap();
                }
                text.push_str(&line);
                text.push('\n');
            }
            text
        };
        let mut errors = child.stderr.take().unwrap();
        let read_errors = move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).unwrap();
            text
        };
        Self { child, output: vec![spawn(read), spawn(read_errors)], listening, listens: OnceCell::new() }
    }

    /// The address that it says it listens on.
    pub(crate) fn listens(&self) -> SocketAddr {
        *self.listens.get_or_init(|| self.listening.recv_timeout(PATIENCE).expect("the program says where it listens"))
    }

    /// Where it is called: on loopback, also where it listens on every address.
    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.listens().port()))
    }

    /// The same of a program that does not say where it listens: the port that its process has, by the system's tables.
    #[cfg(target_os = "linux")]
    pub(crate) async fn address_as_the_system_says(&self) -> SocketAddr {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let inodes: Vec<_> = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().collect();
            let inodes = inodes.into_iter().filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
            let inodes: Vec<_> =
                inodes.map(|link| link.to_string_lossy().replace(['[', ']'], "").replace("socket:", "")).collect();
            let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
            let rows = table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>());
            let mut mine = rows.filter(|row| row.len() > 9 && row[3] == "0A" && inodes.iter().any(|inode| inode == row[9]));
            if let Some(row) = mine.next() {
                let (_, port) = row[1].split_once(':').unwrap();
                return SocketAddr::from(([127, 0, 0, 1], u16::from_str_radix(port, 16).unwrap()));
            }
            assert!(Instant::now() < deadline, "the program listens nowhere");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends it as a platform does.
    pub(crate) fn terminate(&self) {
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits for its end, and not for ever: a program that should not have started serves and serves.
    pub(crate) fn ended(mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if Instant::now() < deadline => sleep(Duration::from_millis(5)),
                None => panic!("the program goes on, listening on {:?}", self.listening.try_recv()),
            }
        };
        let text = self.output.drain(..).map(|reader| reader.join().unwrap()).collect();
        Ended { status, text }
    }

    pub(crate) fn terminated(self) -> Ended {
        self.terminate();
        self.ended()
    }

    /// Ends it without a warning.
    pub(crate) fn killed(mut self) -> Ended {
        self.child.kill().unwrap();
        self.ended()
    }
}

/// A test that fails leaves no server behind.
impl Drop for Program {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, address) = line.split_once("listening on http://")?;
    let end = address.find(|byte: char| !(byte.is_ascii_digit() || ".:[]".contains(byte))).unwrap_or(address.len());
    address[..end].parse().ok()
}
