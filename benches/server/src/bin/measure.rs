//! Measures the servers beside each other and prints one table; `benches/server/run` builds them first.
//!
//! Instructions of the program, kernel aside, are counted under callgrind: the difference of a run of 3,000 requests and one of
//! 1,000. They are exact. Everything else is a matter of time. Runs alternate between the servers, so that what else the machine does hits all of them, and medians are compared. A server
//! and the load are pinned to a processor each. The load is ours: it sends a fixed number of requests, of as many users as it
//! is told.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Rounds of everything that is a matter of time.
const ROUNDS: usize = 11;
/// Requests of one round, in the shape of 15 headers, over one connection.
const REQUESTS: usize = 20_000;
const PORT: u16 = 18_743;

const RUST: [&str; 3] = ["bare", "layered", "served"];

struct Server(Child);

impl Server {
    fn start(name: &str) -> Self {
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]);
        if name == "node" {
            command.arg("node").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/node.js"));
        } else {
            command.arg(sibling(name));
        }
        Self::run(command)
    }

    fn run(mut command: Command) -> Self {
        command.env("PORT", PORT.to_string()).env("WXCTX_TRUST", "closed-ingress").env_remove("CBR_ENV_ID");
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server starts"))
    }

    /// The server when it has answered for the first time, and how long that took.
    fn ready(name: &str) -> (Self, Duration) {
        let started = Instant::now();
        let server = Self::start(name);
        loop {
            if TcpStream::connect(("127.0.0.1", PORT)).is_ok_and(|stream| Load::over(stream).try_send(1, 1)) {
                return (server, started.elapsed());
            }
            assert!(started.elapsed() < Duration::from_secs(20), "{name} does not answer");
            sleep(Duration::from_micros(50));
        }
    }

    /// Ends it as a platform does, and waits.
    fn terminate(mut self) {
        let kill = format!("kill -TERM {}", self.0.id());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().expect("a shell").success());
        let _ended = self.0.wait();
    }

    /// A line of `/proc/PID/status`, in KiB.
    fn memory(&self, key: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).expect("it runs");
        let line = status.lines().find(|line| line.starts_with(key)).expect("the kernel says it");
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
    }

    /// Time on the processor so far, in nanoseconds: what the scheduler counted, over all threads.
    fn processor_time(&self) -> u64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.0.id())).expect("it runs");
        let of = |path: PathBuf| {
            let text = fs::read_to_string(path.join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        };
        tasks.filter_map(|task| of(task.ok()?.path())).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _ended = self.0.wait();
    }
}

fn sibling(name: &str) -> PathBuf {
    let mut path = std::env::current_exe().expect("a path");
    path.set_file_name(name);
    path
}

struct Load {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Load {
    fn over(stream: TcpStream) -> Self {
        stream.set_nodelay(true).expect("a socket");
        Self { stream, answer: vec![0; 4096] }
    }

    fn new() -> Self {
        Self::over(TcpStream::connect(("127.0.0.1", PORT)).expect("it listens"))
    }

    /// Sends requests one after the other, of `users` users in turn.
    fn send(&mut self, requests: usize, users: usize) {
        assert!(self.try_send(requests, users), "every request is answered with 200");
    }

    fn try_send(&mut self, requests: usize, users: usize) -> bool {
        (0..requests).all(|number| self.call(number % users).is_some())
    }

    fn call(&mut self, user: usize) -> Option<()> {
        let request = format!(
            "GET / HTTP/1.1\r\nhost: 127.0.0.1:{PORT}\r\nuser-agent: MicroMessenger/8.0.43\r\naccept: */*\r\n\
             accept-encoding: gzip, deflate, br\r\ncontent-type: application/json\r\ncache-control: no-cache\r\n\
             x-request-id: 8d1e5f0c-6a0b-4c9e-9f0e-2b6d1c3a7e55\r\nx-forwarded-proto: https\r\n\
             x-wx-openid: oABCD0123456789_-abcde{user:06}\r\nx-wx-appid: wx0123456789abcdef\r\n\
             x-wx-unionid: o6_bmasdasdsad6_2sgVt7h{user:06}\r\nx-wx-env: prod-3g8yxq6d2db91adb\r\n\
             x-wx-source: wx_client\r\nx-wx-call-id: 0.123_1700000000000\r\nx-original-forwarded-for: 203.0.113.7\r\n\r\n"
        );
        self.stream.write_all(request.as_bytes()).ok()?;
        let mut length = 0;
        loop {
            length += self.stream.read(&mut self.answer[length..]).ok().filter(|&read| read > 0)?;
            // The body is a JSON object, and nothing else in an answer has a brace.
            if self.answer[..length].ends_with(b"}") || self.answer[..length].ends_with(b"}\r\n0\r\n\r\n") {
                return self.answer.starts_with(b"HTTP/1.1 200").then_some(());
            }
        }
    }
}

/// Instructions of a program that answers so many requests and is then ended.
fn instructions(name: &str, requests: usize) -> u64 {
    let profile = std::env::temp_dir().join(format!("callgrind.{}.{name}", std::process::id()));
    let mut command = Command::new("valgrind");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", profile.display())).arg(sibling(name));
    let server = Server::run(command);
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut load = loop {
        match TcpStream::connect(("127.0.0.1", PORT)) {
            Ok(stream) => break Load::over(stream),
            Err(error) => assert!(Instant::now() < deadline, "{name}: {error}"),
        }
        sleep(Duration::from_millis(20));
    };
    load.send(requests, 1);
    server.terminate();
    let text = fs::read_to_string(&profile).expect("callgrind wrote it");
    let _gone = fs::remove_file(&profile);
    let line = text.lines().find_map(|line| line.strip_prefix("totals: ")).expect("callgrind says it");
    line.trim().parse().expect("a count")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[allow(clippy::cast_precision_loss, reason = "it is below 2^52")]
fn microseconds_a_request(server: &Server, users: usize) -> f64 {
    let mut load = Load::new();
    load.send(REQUESTS / 10, users);
    let before = server.processor_time();
    load.send(REQUESTS, users);
    (server.processor_time() - before) as f64 / REQUESTS as f64 / 1000.0
}

fn main() {
    let names: Vec<&str> = RUST.into_iter().chain(std::env::args().skip(1).any(|it| it == "node").then_some("node")).collect();
    let mut starts = vec![Vec::new(); names.len()];
    let mut times = vec![Vec::new(); names.len()];
    let mut ratios = vec![Vec::new(); names.len()];
    let mut memory = vec![0; names.len()];
    for _ in 0..ROUNDS {
        let mut bare = 0.0;
        for (index, name) in names.iter().enumerate() {
            let (server, start) = Server::ready(name);
            starts[index].push(start.as_secs_f64() * 1000.0);
            let time = microseconds_a_request(&server, 1);
            if index == 0 {
                bare = time;
            }
            times[index].push(time);
            ratios[index].push(time / bare);
            memory[index] = memory[index].max(server.memory("VmHWM:"));
        }
    }
    println!(
        "{:8} {:>9} {:>8} {:>21} {:>9} {:>13} {:>13}",
        "server", "1st reply", "(least)", "processor a request", "to bare", "peak memory", "instructions"
    );
    for (index, name) in names.iter().enumerate() {
        let counted = if *name == "node" { 0 } else { (instructions(name, 3000) - instructions(name, 1000)) / 2000 };
        println!(
            "{name:8} {:>6.2} ms {:>5.2} ms {:>18.2} us {:>8.3}x {:>9} KiB {counted:>13}",
            median(starts[index].clone()),
            starts[index].iter().copied().fold(f64::INFINITY, f64::min),
            median(times[index].clone()),
            median(ratios[index].clone()),
            memory[index],
        );
    }
    let (server, _) = Server::ready("layered");
    print!("layered, users 1 / 100 / 10,000:");
    for users in [1, 100, 10_000] {
        let rounds = (0..5).map(|_| microseconds_a_request(&server, users)).collect();
        print!(" {:.2} us", median(rounds));
    }
    println!();
    let mut load = Load::new();
    load.send(10_000, 10_000);
    let before = server.memory("VmRSS:");
    load.send(1_000_000, 10_000);
    println!("layered, resident before and after 1,000,000 calls: {before} KiB, {} KiB", server.memory("VmRSS:"));
}
