//! nginx with the files of `deploy/nginx`.

use std::net::SocketAddr;
use std::process::Command;

use crate::machine::{Running, folder, free_address, read, replace};

/// The real files but for addresses and folders; `program` are the instances.
pub(crate) fn start(name: &str, program: &[SocketAddr], identity: SocketAddr, secret: &str) -> (Running, SocketAddr) {
    let address = free_address();
    let folder = folder(name);
    let file = |name: &str| folder.join(name).display().to_string();

    let line = |server: &SocketAddr| format!("server {server} max_fails=0;");
    let servers = program.iter().map(line).collect::<Vec<_>>().join("\n    ");
    let upstreams = replace(&read("nginx/upstreams.conf"), "server hello:80 max_fails=0;", &servers);
    let upstreams = replace(&upstreams, "server identity:80;", &format!("server {identity};"));
    let gateway = replace(&read("nginx/gateway.conf"), "listen 8080;", &format!("listen {address};"));
    let gateway = replace(&gateway, "/etc/nginx/gateway/secret.conf", &file("secret.conf"));
    std::fs::write(folder.join("secret.conf"), format!("proxy_set_header X-Gateway-Secret \"{secret}\";\n")).unwrap();

    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {};\n", file(kind)));
    let main = format!(
        "daemon off;\nmaster_process off;\npid {};\nerror_log {} warn;\nevents {{ worker_connections 1024; }}\n\
         http {{\naccess_log off;\n{}{upstreams}\n{gateway}\n}}\n",
        file("nginx.pid"),
        file("error.log"),
        paths.concat(),
    );
    std::fs::write(folder.join("nginx.conf"), main).unwrap();
    let mut command = Command::new("nginx");
    command.args(["-c", &file("nginx.conf"), "-e", &file("error.log"), "-p", &folder.display().to_string()]);
    (Running::start(&mut command, address, &folder.join("output")), address)
}
