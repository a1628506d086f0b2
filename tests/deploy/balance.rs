//! Several processes behind nginx, killed and started again while 1,000 users call: nobody gets another one's answer, and no call is
//! lost that reached an instance which was allowed to end.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::Path;
use axum::routing::any;
use axum::{Json, Router};
use hyper::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::sleep;
use wxctx::{Caller, Server, entry};

use crate::common::http1::Connection;
use crate::common::program::Program;
use crate::common::{APPID, SECRET, request};
use crate::identity::{self, openid};
use crate::machine::free_address;
use crate::nginx;

const CALLS: usize = 10_000;
const USERS: usize = 1_000;
const INSTANCES: usize = 4;
/// So many calls are under way at once.
const CLIENTS: usize = 48;

/// Says what it does, so that a call can be followed to the instance that had it.
#[entry]
async fn call(Path(number): Path<usize>, #[wx] caller: Caller) -> Json<Value> {
    println!("\nstarted {number}.");
    sleep(Duration::from_millis(10 + u64::try_from(number % 40).unwrap())).await;
    println!("\nfinished {number}.");
    Json(json!({ "number": number, "caller": caller.key(), "instance": std::process::id() }))
}

#[test]
#[ignore = "it is one of the instances"]
fn the_instance() {
    Server::new(Router::new().route("/calls/{number}", any(call))).run().unwrap();
}

struct Instance {
    program: Program,
    address: SocketAddr,
}

impl Instance {
    fn start(address: SocketAddr) -> Self {
        let port = address.port().to_string();
        let variables = [("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", SECRET), ("PORT", &port)];
        let program = Program::of_test("balance::the_instance", &variables);
        assert_eq!(program.listens().port(), address.port());
        Self { program, address }
    }
}

/// What an instance wrote until its end.
struct Life {
    instance: u32,
    killed: bool,
    started: Vec<usize>,
    finished: HashSet<usize>,
}

impl Life {
    fn ended(instance: Instance, killed: bool) -> Self {
        let id = instance.program.id();
        let ended = if killed { instance.program.killed() } else { instance.program.terminated() };
        assert_eq!(ended.status.success(), !killed, "{ended:?}");
        assert!(!ended.text.contains("stopped with calls in flight"), "{ended:?}");
        let numbers = |verb: &str| {
            let number = |line: &str| line.strip_prefix(verb)?.strip_suffix('.')?.parse().ok();
            ended.text.lines().filter_map(number).collect::<Vec<usize>>()
        };
        Self { instance: id, killed, started: numbers("started "), finished: numbers("finished ").into_iter().collect() }
    }
}

/// Ends one instance after the other, every fourth without a warning, and starts each again where it was.
fn churn(mut instances: Vec<Instance>, done: &AtomicBool) -> Vec<Life> {
    let mut lives = Vec::new();
    let mut turn = 0;
    while !done.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(150));
        let instance = instances.remove(0);
        let address = instance.address;
        turn += 1;
        lives.push(Life::ended(instance, turn % 4 == 0));
        instances.push(Instance::start(address));
    }
    lives.extend(instances.into_iter().map(|instance| Life::ended(instance, false)));
    lives
}

/// What came of a call: the instance that answered, or the status of the gateway.
type Outcome = Result<u32, u16>;

fn method(number: usize) -> Method {
    if number % 5 == 0 { Method::POST } else { Method::GET }
}

async fn client(gateway: SocketAddr, next: Arc<AtomicUsize>) -> Vec<(usize, Outcome)> {
    let mut connection = Connection::open(gateway).await;
    let mut outcomes = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::SeqCst);
        if number >= CALLS {
            return outcomes;
        }
        let user = number * 7 % USERS;
        let session = format!("Bearer {user}");
        let mut request = request(&format!("/calls/{number}"), &[("host", "service"), ("authorization", &session)]);
        *request.method_mut() = method(number);
        let answer = connection.call(request).await;
        outcomes.push((
            number,
            if answer.status == 200 {
                let json = answer.json();
                let expected = (json!(number), json!(format!("{APPID}:{}", openid(user))));
                assert_eq!((json["number"].clone(), json["caller"].clone()), expected, "call {number}");
                Ok(u32::try_from(json["instance"].as_u64().unwrap()).unwrap())
            } else {
                Err(answer.status)
            },
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_gets_anothers_identity_and_none_that_an_instance_took_is_lost() {
    let addresses: Vec<_> = (0..INSTANCES).map(|_| free_address()).collect();
    let instances = addresses.iter().map(|address| Instance::start(*address)).collect();
    let (_nginx, gateway) = nginx::start("balance", &addresses, identity::start().await, SECRET);
    let done = Arc::new(AtomicBool::new(false));
    let churning = std::thread::spawn({
        let done = Arc::clone(&done);
        move || churn(instances, &done)
    });

    let next = Arc::new(AtomicUsize::new(0));
    let clients: JoinSet<_> = (0..CLIENTS).map(|_| client(gateway, Arc::clone(&next))).collect();
    let outcomes: HashMap<usize, Outcome> = clients.join_all().await.into_iter().flatten().collect();
    done.store(true, Ordering::SeqCst);
    let lives = churning.join().unwrap();
    assert_eq!(outcomes.len(), CALLS);

    let killed: HashSet<_> = lives.iter().filter(|life| life.killed).map(|life| life.instance).collect();
    let mut took: HashMap<usize, Vec<u32>> = HashMap::new();
    for life in &lives {
        for number in &life.started {
            took.entry(*number).or_default().push(life.instance);
            if !life.killed {
                assert!(life.finished.contains(number), "instance {} started call {number} only", life.instance);
                assert_eq!(outcomes[number], Ok(life.instance), "call {number} was answered by its instance");
            }
        }
    }
    let (mut cut, mut never) = (0, 0);
    for (number, outcome) in &outcomes {
        let took = took.get(number).map(Vec::as_slice).unwrap_or_default();
        match outcome {
            Ok(instance) => assert!(took.contains(instance), "call {number}: {took:?}"),
            Err(status) => {
                assert_eq!((*status, method(*number)), (502, Method::POST), "a GET is asked of another instance: call {number}");
                assert!(took.iter().all(|instance| killed.contains(instance)), "call {number}: {took:?}");
                if took.is_empty() { never += 1 } else { cut += 1 }
            }
        }
        assert!(took.len() == 1 || method(*number) == Method::GET || took.is_empty(), "call {number} was made twice: {took:?}");
    }
    let ends = lives.len() - INSTANCES;
    eprintln!(
        "{CALLS} calls, {ends} instances ended, {} of them killed: {cut} POST cut off by a kill, {never} POST that reached no handler",
        killed.len()
    );
    assert!((cut + never) * 100 <= CALLS, "one call in a hundred at most is left to its caller to repeat");
    assert!(ends >= 12 && killed.len() >= 3, "{ends} instances ended");
}
