//! `deploy/http-function`, and what `deploy/cloud-function` has in common with it.

use std::io::Write as _;
use std::net::UdpSocket;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::common::program::{Program, wait_until_free};
use crate::common::{OPENID, Pairs, USER, with};
use crate::image::{built, done, greet};
use crate::machine::{deploy, folder, read};

fn pack(program: &Path, zip: &Path) -> Output {
    Command::new(deploy("http-function/pack.sh")).args([program, zip]).output().unwrap()
}

fn unzip(zip: &Path, folder: &Path) {
    let mut unzip = Command::new("unzip");
    unzip.arg("-q").arg(zip).arg("-d").arg(folder);
    done(unzip);
}

/// What the platform sets for a web function.
const FUNCTION: Pairs = &[
    ("TENCENTCLOUD_RUNENV", "SCF"),
    ("SCF_NAMESPACE", "prod-1a2b3c"),
    ("SCF_FUNCTIONNAME", "hello"),
    ("SCF_FUNCTIONVERSION", "$LATEST"),
    ("TENCENTCLOUD_REGION", "ap-shanghai"),
    ("USER_CODE_ROOT", "/var/user/"),
    ("PATH", "/usr/bin:/bin"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_packed_function_starts_and_listens_where_it_is_called() {
    let folder = folder("function");
    let zip = folder.join("function.zip");
    let packed = pack(&built().root.join("program"), &zip);
    assert!(packed.status.success(), "{packed:?}");
    let unpacked = folder.join("unpacked");
    unzip(&zip, &unpacked);
    for name in ["program", "scf_bootstrap"] {
        let mode = std::fs::metadata(unpacked.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o755, "{name}");
    }
    assert_eq!(std::fs::read_dir(&unpacked).unwrap().count(), 2);
    assert!(!std::fs::read_to_string(unpacked.join("scf_bootstrap")).unwrap().contains('\r'));

    let start = |trust| Program::start(Command::new(unpacked.join("scf_bootstrap")), &with(FUNCTION, &[("WXCTX_TRUST", trust)]));
    wait_until_free(9000);
    let program = start("closed-ingress");
    assert_eq!(program.listens().to_string(), "0.0.0.0:9000");
    let answer = greet(program.address(), &with(USER, &[("x-scf-request-id", "1-2-3")])).await;
    assert_eq!((answer.status, &answer.json()["openid"]), (200, &Value::from(OPENID)), "{answer:?}");
    assert!(program.terminated().status.success(), "scf_bootstrap hands the signal on");

    let undeclared = Program::start(Command::new(unpacked.join("scf_bootstrap")), FUNCTION).ended();
    assert!(!undeclared.status.success() && undeclared.text.contains("no trust is declared"), "{undeclared:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_is_built_and_packed_by_its_name() {
    let folder = folder("named");
    let mut pack = Command::new(deploy("http-function/pack.sh"));
    pack.arg("hello").arg(folder.join("function.zip")).current_dir(&built().package);
    pack.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env_remove("CARGO_TARGET_DIR");
    done(pack);
    unzip(&folder.join("function.zip"), &folder.join("unpacked"));
    let program = Program::start(Command::new(folder.join("unpacked/program")), &[("WXCTX_TRUST", "closed-ingress")]);
    assert_eq!(greet(program.address(), USER).await.status, 200);
    assert!(program.terminated().status.success());
}

/// Each folder is copied on its own, so the script is in both.
#[test]
fn functions_are_packed_alike() {
    let of = |folder: &str| read(&format!("{folder}/pack.sh"));
    let without_files = |script: String| script.lines().filter(|line| !line.starts_with("files=")).collect::<Vec<_>>().join("\n");
    assert_eq!(without_files(of("cloud-function")), without_files(of("http-function")));
}

#[test]
fn what_the_platform_cannot_run_is_not_packed() {
    let folder = folder("unpackable");
    let zip = folder.join("function.zip");
    std::fs::write(&zip, "an earlier one").unwrap();
    let linked = pack(&std::env::current_exe().unwrap(), &zip);
    assert!(linked.status.code() == Some(1) && String::from_utf8_lossy(&linked.stderr).contains("crt-static"), "{linked:?}");
    assert!(!zip.exists(), "an earlier one is not left to be taken for it");
    let text = folder.join("text");
    std::fs::File::create(&text).unwrap().write_all(b"#!/bin/sh\n").unwrap();
    let other = pack(&text, &zip);
    assert!(
        other.status.code() == Some(1) && String::from_utf8_lossy(&other.stderr).contains("is no program for Linux"),
        "{other:?}"
    );
    let absent = pack(&folder.join("nothing"), &zip);
    assert!(!absent.status.success() && !zip.exists(), "{absent:?}");
}

/// A package whose program looks up the names of hosts that it is given.
fn lookup(name: &str) -> PathBuf {
    let package = folder(name);
    std::fs::create_dir(package.join("src")).unwrap();
    std::fs::write(
        package.join("Cargo.toml"),
        "[package]\nname = \"lookup\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )
    .unwrap();
    let main = r#"fn main() {
    for name in std::env::args().skip(1) {
        let found = std::net::ToSocketAddrs::to_socket_addrs(&(name.as_str(), 80)).map(Iterator::collect::<Vec<_>>);
        println!("{name} {}", found.map_or("none".to_owned(), |found| found[0].to_string()));
    }
}
"#;
    std::fs::write(package.join("src/main.rs"), main).unwrap();
    package
}

/// Packs the binary `lookup` by the script of this folder of `deploy/`, with these programs in the place of the machine's.
fn pack_by_name(script: &str, package: &Path, programs: &[(&str, &str)]) -> Output {
    let path = package.join("bin");
    std::fs::create_dir_all(&path).unwrap();
    for (name, says) in programs {
        let file = path.join(name);
        std::fs::write(&file, format!("#!/bin/sh\necho '{says}'\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut pack = Command::new(deploy(&format!("{script}/pack.sh")));
    pack.arg("lookup").current_dir(package).env_remove("CARGO_TARGET_DIR");
    pack.env("PATH", format!("{}:{}", path.display(), std::env::var("PATH").unwrap()));
    pack.output().unwrap()
}

#[test]
fn a_packed_program_looks_up_names_with_nothing_of_a_system() {
    let package = lookup("lookup");
    for script in ["cloud-function", "http-function"] {
        let packed = pack_by_name(script, &package, &[]);
        assert!(packed.status.success() && !String::from_utf8_lossy(&packed.stderr).contains("pack.sh: "), "{packed:?}");
    }
    let root = package.join("root");
    unzip(&package.join("event-function.zip"), &root);
    unzip(&package.join("http-function.zip"), &package.join("other"));

    let server = UdpSocket::bind("127.0.0.153:53").unwrap();
    std::thread::spawn(move || {
        let mut query = [0; 512];
        while let Ok((length, client)) = server.recv_from(&mut query) {
            let _unreachable = server.send_to(&address(&query[..length]), client);
        }
    });
    std::fs::create_dir(root.join("etc")).unwrap();
    for (file, text) in [
        ("resolv.conf", "nameserver 127.0.0.153\n"),
        ("hosts", "192.0.2.1 in-a-file\n"),
        // As a distribution has it, whose libraries for these are not there.
        ("nsswitch.conf", "hosts: mymachines mdns4_minimal files dns myhostname\n"),
    ] {
        std::fs::write(root.join("etc").join(file), text).unwrap();
    }
    let mut lookup = Command::new("/usr/sbin/chroot");
    lookup.arg(&root).args(["/program", "in-a-file", "by.dns.test"]);
    let found = done(lookup);
    assert_eq!(String::from_utf8_lossy(&found.stdout), "in-a-file 192.0.2.1:80\nby.dns.test 192.0.2.2:80\n");
}

/// The answer to a query for the addresses of a host: one of IPv4.
fn address(query: &[u8]) -> Vec<u8> {
    let asks_for_ipv4 = query.ends_with(&[0, 1, 0, 1]);
    let mut answer = query.to_vec();
    answer[2..12].copy_from_slice(&[0x81, 0x80, 0, 1, 0, asks_for_ipv4.into(), 0, 0, 0, 0]);
    if asks_for_ipv4 {
        answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 2]);
    }
    answer
}

#[test]
fn what_a_machine_cannot_build_for_a_function_is_said_before() {
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&[("rustc", "host: aarch64-apple-darwin")], "this machine builds for aarch64-apple-darwin"),
        (&[("cc", "libc.a")], "libc.a is missing"),
        // It is a warning, as not every program looks one up; here nothing is built.
        (&[("getconf", "glibc 2.31"), ("cargo", "")], "built with glibc 2.31, the program may fail to look up names"),
    ];
    for (number, (programs, said)) in cases.into_iter().enumerate() {
        let package = lookup(&format!("unbuildable-{number}"));
        let zip = package.join("http-function.zip");
        std::fs::write(&zip, "an earlier one").unwrap();
        let packed = pack_by_name("http-function", &package, programs);
        let stderr = String::from_utf8_lossy(&packed.stderr);
        assert!(!packed.status.success() && stderr.starts_with("pack.sh: ") && stderr.contains(said), "{packed:?}");
        assert!(!zip.exists() && !package.join("target").exists(), "{packed:?}");
    }
}
