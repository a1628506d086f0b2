//! The manifests of `deploy/`: valid by the schemas of what takes them, and the program starts with what they say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

use crate::common::http1::Connection;
use crate::common::program::Program;
use crate::common::{PROOF, SECRET, USER, request, with};
use crate::machine::{deploy, folder, read, replace};

/// What the script says of manifests.
fn validate(paths: &[PathBuf]) -> Result<String, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy/manifests.py");
    let output = Command::new("python3").arg(script).args(paths).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    if output.status.success() { Ok(String::from_utf8(output.stdout).unwrap()) } else { Err(errors) }
}

fn manifests(folder: &str) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(deploy(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths
}

#[test]
fn every_manifest_is_valid_and_a_misspelt_one_is_not() {
    let (kubernetes, knative) = (manifests("kubernetes"), manifests("knative"));
    assert_eq!((kubernetes.len(), knative.len()), (4, 1));
    validate(&[kubernetes, knative].concat()).unwrap();

    let wrong = folder("wrong").join("wrong.yaml");
    for (file, right, misspelt) in [
        ("kubernetes/deployment.yaml", "readinessProbe", "readynessProbe"),
        ("kubernetes/deployment.yaml", "periodSeconds: 5", "periodSeconds: five"),
        ("kubernetes/deployment.yaml", "runAsNonRoot", "runAsNonroot"),
        ("kubernetes/deployment.yaml", "enableServiceLinks", "enableServicelinks"),
        ("kubernetes/service.yaml", "targetPort", "toPort"),
        ("kubernetes/autoscaler.yaml", "maxReplicas", "maximumReplicas"),
        ("kubernetes/network-policy.yaml", "ingress:", "inbound:"),
        ("knative/service.yaml", "readinessProbe", "readynessProbe"),
        ("knative/service.yaml", "timeoutSeconds: 65", "timeoutSeconds: soon"),
        ("knative/service.yaml", "containerConcurrency", "concurrency"),
    ] {
        std::fs::write(&wrong, replace(&read(file), right, misspelt)).unwrap();
        assert!(validate(std::slice::from_ref(&wrong)).is_err(), "{file} with {misspelt}");
    }
}

/// What Kubernetes and Knative set beside it.
const CLUSTER: &[(&str, &str)] = &[
    ("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
    ("KUBERNETES_SERVICE_PORT", "443"),
    ("KUBERNETES_PORT", "tcp://10.96.0.1:443"),
    ("HOSTNAME", "hello-7c5ddbdf54-x2vqn"),
];
const KNATIVE: &[(&str, &str)] =
    &[("K_SERVICE", "hello"), ("K_REVISION", "hello-00001"), ("K_CONFIGURATION", "hello"), ("PORT", "8080")];

#[tokio::test(flavor = "multi_thread")]
async fn the_program_runs_with_the_variables_of_each_manifest() {
    let secret = folder("accepted").join("accepted");
    std::fs::write(&secret, format!("{SECRET}\nthe-old-secret-of-2025\n")).unwrap();
    for (file, set) in [("kubernetes/deployment.yaml", CLUSTER.to_vec()), ("knative/service.yaml", with(CLUSTER, KNATIVE))] {
        let said: Map<String, Value> = serde_json::from_str(&validate(&[deploy(file)]).unwrap()).unwrap();
        let own: BTreeMap<String, String> = serde_json::from_value(said["variables"].clone()).unwrap();
        let mut variables: BTreeMap<_, _> = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        variables.extend(own);
        assert_eq!(variables["PORT"], said["port"].to_string(), "{file}: the program listens where it is called");
        let mounted = Path::new(&variables["WXCTX_SECRET_FILE"]).parent().unwrap().display().to_string();
        assert!(read(file).contains(&format!("mountPath: {mounted},")), "{file}: {mounted}");
        // What the cluster would mount, and a port that is free here.
        variables.insert("WXCTX_SECRET_FILE".to_owned(), secret.display().to_string());
        variables.insert("PORT".to_owned(), "0".to_owned());

        let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let program = Program::of_test("gateway::the_program", &variables);
        let listens = program.listens();
        assert!(listens.ip().is_unspecified(), "{file}: {listens}");
        let mut connection = Connection::open(program.address()).await;
        let probed = said["probed"].as_str().unwrap();
        assert_eq!(connection.call(request(probed, &[("host", "10.0.0.7:8080")])).await.short(), "200 ok");
        let user = with(USER, &[("host", "hello")]);
        assert_eq!(connection.call(request("/", &user)).await.short(), "403 UNPROVEN");
        assert_eq!(connection.call(request("/", &with(&user, &[(PROOF, SECRET)]))).await.status, 200);
        assert!(program.terminated().status.success());
    }
}

/// Why `enableServiceLinks` is off: what Kubernetes sets for a Service called `wxctx-orders`.
#[test]
fn variables_of_a_service_with_our_name_are_refused() {
    let links = [("WXCTX_ORDERS_SERVICE_HOST", "10.96.0.7"), ("WXCTX_ORDERS_PORT", "tcp://10.96.0.7:80")];
    let ended = Program::of_test("gateway::the_program", &with(&links, &[("WXCTX_TRUST", "none")])).ended();
    assert!(!ended.status.success() && ended.text.contains("is no variable of wxctx"), "{ended:?}");
}
