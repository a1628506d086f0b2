//! `deploy/cloud-run/Dockerfile` without Docker: the lines of the build stage are run as they stand, for the program in the README,
//! and what the image would hold is run as the image would run it, alone in a directory and as nobody.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use axum::body::Body;
use hyper::Method;
use serde_json::Value;

use crate::common::http1::Connection;
use crate::common::program::Program;
use crate::common::{Answer, OPENID, Pairs, USER, request, with};
use crate::machine::{folder, read};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What a Dockerfile says, line by line: an instruction and its arguments.
fn instructions() -> Vec<(String, String)> {
    let file = read("cloud-run/Dockerfile");
    let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').map(|(name, rest)| (name.to_owned(), rest.to_owned())).unwrap()).collect()
}

/// `NAME="VALUE" NAME=VALUE`.
fn variables(line: &str) -> Vec<(String, String)> {
    let mut variables = Vec::new();
    let mut rest = line;
    while let Some((name, value)) = rest.split_once('=') {
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap(),
            None => value.split_once(' ').unwrap_or((value, "")),
        };
        variables.push((name.trim().to_owned(), value.to_owned()));
        rest = after;
    }
    variables
}

pub(crate) fn done(mut command: Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// A package called `hello` with the program of the README.
fn hello() -> PathBuf {
    let package = folder("hello");
    let readme = std::fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let program = readme.split("```rust,no_run\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let toml = readme.split("```toml\n[dependencies]\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let toml = crate::machine::replace(toml, "\"../wxctx\"", &format!("{ROOT:?}"));
    std::fs::create_dir(package.join("src")).unwrap();
    std::fs::write(package.join("src/main.rs"), program).unwrap();
    let head = "[package]\nname = \"hello\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n";
    std::fs::write(package.join("Cargo.toml"), format!("{head}{toml}")).unwrap();
    // The versions that are tested here; Cargo adds the package and drops what it does not need.
    std::fs::copy(Path::new(ROOT).join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let mut lock = Command::new(env!("CARGO"));
    lock.args(["metadata", "--format-version", "1"]).current_dir(&package);
    done(lock);
    package
}

pub(crate) struct Image {
    /// Where the package was built.
    pub(crate) package: PathBuf,
    /// What is in it.
    pub(crate) root: PathBuf,
    user: String,
    variables: Vec<(String, String)>,
    entrypoint: String,
}

/// Runs the Dockerfile on this machine. One optimisation is left out, the compiler's: it takes minutes and changes nothing here.
pub(crate) fn built() -> &'static Image {
    static IMAGE: OnceLock<Image> = OnceLock::new();
    IMAGE.get_or_init(|| {
        let (context, stage) = (hello(), folder("stage"));
        let mut image = Image {
            package: PathBuf::new(),
            root: folder("image"),
            user: String::new(),
            variables: Vec::new(),
            entrypoint: String::new(),
        };
        let mut stages = 0;
        let inside = |stage: &Path, path: &str| stage.join(path.trim_start_matches('/'));
        let mut directory = stage.clone();
        for (name, line) in instructions() {
            match (name.as_str(), stages) {
                ("FROM", _) => {
                    stages += 1;
                    image.variables.clear();
                    assert!(stages == 1 || line == "scratch", "nothing but the program is in the image: {line}");
                }
                ("WORKDIR", 1) => {
                    directory = inside(&stage, &line);
                    std::fs::create_dir_all(&directory).unwrap();
                    image.package.clone_from(&directory);
                }
                ("ENV", _) => image.variables.extend(variables(&line)),
                ("COPY", 1) => {
                    let mut parts: Vec<_> = line.split(' ').collect();
                    let to = directory.join(parts.pop().unwrap());
                    for from in parts {
                        let mut copy = Command::new("cp");
                        copy.arg("-rp").arg(context.join(from)).arg(&to);
                        done(copy);
                    }
                }
                ("RUN", 1) => {
                    // `/program` is in the stage, not on this machine.
                    let line = line.replace(" /program", &format!(" {}", inside(&stage, "/program").display()));
                    let mut run = Command::new("sh");
                    run.args(["-e", "-c", &line]).current_dir(&directory).envs(image.variables.clone());
                    run.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env_remove("CARGO_TARGET_DIR");
                    done(run);
                }
                ("COPY", 2) => {
                    let (from, to) = line.strip_prefix("--from=build ").and_then(|line| line.split_once(' ')).unwrap();
                    std::fs::copy(inside(&stage, from), inside(&image.root, to)).unwrap();
                }
                ("USER", 2) => image.user = line,
                ("EXPOSE", 2) => assert!(image.variables.contains(&("PORT".to_owned(), line))),
                ("ENTRYPOINT", 2) => [image.entrypoint] = serde_json::from_str(&line).unwrap(),
                other => panic!("what does {other:?} do?"),
            }
        }
        image
    })
}

pub(crate) async fn greet(address: SocketAddr, headers: Pairs<'_>) -> Answer {
    let mut request = request("/", &with(headers, &[("host", "service"), ("content-type", "application/json")]));
    *request.method_mut() = Method::POST;
    *request.body_mut() = Body::from(r#"{"name":"Ann"}"#);
    Connection::open(address).await.call(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_image_runs_as_nobody_with_nothing_beside_it() {
    let image = built();
    let files: Vec<_> = std::fs::read_dir(&image.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["program"]);

    // What the image says, what the platform sets, and a port that is free here.
    let mut variables: Vec<_> = image.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert!(variables.iter().any(|(name, _)| *name == "PORT"));
    variables.retain(|(name, _)| *name != "PORT");
    variables.extend([("PORT", "0"), ("WXCTX_TRUST", "closed-ingress"), ("CBR_ENV_ID", "prod-1a2b3c")]);
    // What every container runtime adds to an image.
    let devices = image.root.join("dev");
    std::fs::create_dir(&devices).unwrap();
    for (name, minor) in [("null", "3"), ("zero", "5"), ("random", "8"), ("urandom", "9")] {
        let mut make = Command::new("mknod");
        make.args(["-m", "666"]).arg(devices.join(name)).args(["c", "1", minor]);
        done(make);
    }
    let mut command = Command::new("/usr/sbin/chroot");
    command.arg(format!("--userspec={}", image.user)).arg(&image.root).arg(&image.entrypoint);
    let program = Program::start(command, &variables);
    let address = program.address();
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let of = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!((of("Uid:"), of("Gid:")), (vec!["65532"; 4], vec!["65532"; 4]));
    assert_eq!(of("CapEff:"), ["0000000000000000"]);

    let answer = greet(address, USER).await;
    assert_eq!((answer.status, &answer.json()["openid"]), (200, &Value::from(OPENID)), "{answer:?}");
    assert_eq!(greet(address, &[]).await.short(), "403 NOT_FROM_WECHAT");
    assert_eq!(greet(address, &with(USER, &[("x-wx-env", "prod-other")])).await.short(), "403 FORBIDDEN");
    assert!(program.terminated().status.success());
}

#[test]
fn nothing_but_the_sources_is_sent_to_the_build() {
    let ignored = read("cloud-run/.dockerignore");
    let lines: Vec<_> = ignored.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines[0], "*", "a secret that lies about stays out");
    let copied: Vec<_> =
        instructions().into_iter().filter(|(name, line)| name == "COPY" && !line.starts_with("--from")).collect();
    for (_, line) in &copied {
        let mut sources: Vec<_> = line.split(' ').collect();
        sources.pop();
        assert!(sources.iter().all(|source| lines.contains(&format!("!{source}").as_str())), "{line} needs more than {lines:?}");
    }
    assert_eq!(lines.len(), 4);
}

/// The keys of the official templates' files.
const KEYS: [&str; 14] = [
    "containerPort",
    "dockerfilePath",
    "buildDir",
    "minNum",
    "maxNum",
    "cpu",
    "mem",
    "policyType",
    "policyThreshold",
    "envParams",
    "customLogs",
    "initialDelaySeconds",
    "dataBaseName",
    "executeSQLs",
];

#[test]
fn the_settings_of_the_service_fit_the_image() {
    let config: serde_json::Map<String, Value> = serde_json::from_str(&read("cloud-run/container.config.json")).unwrap();
    assert!(config.keys().all(|key| KEYS.contains(&key.as_str())), "{config:?}");
    let port = built().variables.iter().find(|(name, _)| name == "PORT").unwrap().1.clone();
    assert_eq!(config["containerPort"].to_string(), port);
    assert_eq!(config["dockerfilePath"], "Dockerfile");
    assert_eq!(config["envParams"], serde_json::json!({}), "WXCTX_TRUST is said of the service, in its settings");
}
