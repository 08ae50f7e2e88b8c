//! A real host behind a real server, in a folder of its own.
#![allow(dead_code, reason = "each test binary uses some of it")]

use std::{
    io::Cursor,
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
};

use accord_model::principal::Principal;
use accord_server::{Server, Token};
use accord_service::{Host, batches::BatchReport, intake::ImportRequest};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;
use ureq::Agent;

pub const TOKEN: &str = "test token";
/// The day for which tests ask.
pub const AS_OF: &str = "2026-11-23";

/// An A-level taxpayer of three years.
pub const MODEL: &str = "91481802MA0000007T";
/// An enterprise with a published case of tax evasion.
pub const EVADER: &str = "91481802MA0001181D";
/// The evader's legal representative, also at the time of the act.
pub const REPRESENTATIVE: &str = "48180219800101001X";

/// Where `cargo xtask plugins` puts components.
pub fn plugins() -> PathBuf {
    std::env::var_os("ACCORD_PLUGINS").map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("../plugins"),
        PathBuf::from,
    )
}

/// A component made by `cargo xtask plugins`.
pub fn component(name: &str) -> Vec<u8> {
    let path = plugins().join(format!("{name}.wasm"));
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask plugins`", path.display()))
}

pub fn organisation(code: &str) -> Value {
    json!({ "scheme": "unified-social-credit-code", "value": code })
}

pub fn person(number: &str) -> Value {
    json!({ "scheme": "resident-identity-number", "value": number })
}

/// The records of a very small district.
pub fn district() -> Vec<Value> {
    let mut lines = vec![
        json!({ "type": "subject", "identifier": person(REPRESENTATIVE), "kind": "natural-person", "name": "测甲" }),
        json!({ "type": "subject", "identifier": organisation(MODEL), "kind": "enterprise", "name": "测试模范厂" }),
        json!({ "type": "subject", "identifier": organisation(EVADER), "kind": "enterprise", "name": "测试偷税厂" }),
    ];
    for year in [2023, 2024, 2025] {
        lines.push(json!({
            "type": "record", "identifier": organisation(MODEL), "kind": "tax/credit-level",
            "provider": "tax-bureau", "number": format!("level-{year}"),
            "decided_on": format!("{}-04-20", year + 1), "values": { "year": year, "level": "a" },
        }));
    }
    lines.push(json!({
        "type": "record", "identifier": organisation(EVADER), "kind": "tax/published-case",
        "provider": "tax-bureau", "number": "case-1", "acted_on": "2024-03-01", "decided_on": "2025-06-01",
        "values": { "case-number": "1", "violation": "evasion", "case-decided-on": "2025-03-01" },
    }));
    lines.push(json!({
        "type": "record", "identifier": organisation(EVADER), "kind": "tax/arrears",
        "provider": "tax-bureau", "number": "arrears-1", "decided_on": "2025-06-01",
        "values": { "amount": "120 万元", "guaranteed": false },
    }));
    lines.push(json!({
        "type": "role", "organisation": organisation(EVADER), "person": person(REPRESENTATIVE),
        "role": "legal-representative", "from": "2010-01-01",
    }));
    lines
}

pub fn ndjson(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Whoever may do all that one person may.
pub fn operator() -> Principal {
    Principal::local_operator()
}

pub fn import(host: &Host, lines: &[Value]) -> BatchReport {
    send(host, &ImportRequest::default(), ndjson(lines).as_bytes())
}

/// Sends a file.
pub fn send(host: &Host, request: &ImportRequest, file: &[u8]) -> BatchReport {
    let sent = host.import(&operator(), request, &mut Cursor::new(file));
    sent.unwrap()
}

/// A store in a folder that goes with it.
pub fn store() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    Host::create(folder.path()).unwrap();
    folder
}

/// A running server.
pub struct Running {
    pub host: Arc<Host>,
    pub client: Client,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Serves the store of a folder on a free port.
    pub fn start(folder: &Path) -> Self {
        let host = Arc::new(Host::open(folder).unwrap());
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let serving = host.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let address = "127.0.0.1:0".parse().unwrap();
                let token = Token::new(TOKEN);
                let server = Server::bind(address, serving, token, "one").await.unwrap();
                tell.send(server.address().unwrap()).unwrap();
                let stopped = async {
                    let _ = stopped.await;
                };
                server.serve(stopped).await.unwrap();
            });
        });
        Self {
            host,
            client: Client::new(&format!("http://{}", told.recv().unwrap())),
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// A caller of the API.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    base: String,
}

/// Status and body of an answer.
pub type Answered = (u16, Value);

impl Client {
    fn new(base: &str) -> Self {
        // A connection of its own for each request: the server closes one on which it
        // refused a body before it had read it all, and may do so when the next one begins.
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .build();
        Self {
            agent: agent.into(),
            base: base.to_owned(),
        }
    }

    pub fn get(&self, path: &str, token: Option<&str>) -> Answered {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        read(request.call().unwrap())
    }

    /// The bytes of an answer.
    pub fn download(&self, path: &str) -> Vec<u8> {
        let request = self.agent.get(format!("{}{path}", self.base));
        bytes(
            request
                .header("authorization", format!("Bearer {TOKEN}"))
                .call(),
        )
    }

    /// The bytes of an answer to an empty request.
    pub fn fetch(&self, path: &str) -> Vec<u8> {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = request.header("authorization", format!("Bearer {TOKEN}"));
        bytes(request.send_empty())
    }

    pub fn send(&self, path: &str, kind: &str, body: &[u8]) -> Answered {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = request.header("authorization", format!("Bearer {TOKEN}"));
        read(request.content_type(kind).send(body).unwrap())
    }

    pub fn post(&self, path: &str, body: &Value) -> Answered {
        self.send(path, "application/json", body.to_string().as_bytes())
    }

    /// Uploads a component and enables it from 2017-01-01.
    pub fn enable(&self, name: &str) -> Value {
        let (status, plugin) = self.send("/v1/plugins", "application/wasm", &component(name));
        assert_eq!(status, 201, "{plugin}");
        let path = format!(
            "/v1/memoranda/{}/enable",
            plugin["memorandum"].as_str().unwrap()
        );
        let decision = json!({ "digest": plugin["digest"], "from": "2017-01-01" });
        let (status, answer) = self.post(&path, &decision);
        assert_eq!(status, 200, "{answer}");
        plugin
    }

    pub fn query(&self, identifier: &Value) -> Answered {
        self.post(
            "/v1/measures:query",
            &json!({ "identifier": identifier, "as_of": AS_OF }),
        )
    }

    /// Codes of the measures that apply.
    pub fn measures(&self, identifier: &Value) -> Vec<String> {
        let (status, answer) = self.query(identifier);
        assert_eq!(status, 200, "{answer}");
        codes(&answer)
    }
}

pub fn codes(answer: &Value) -> Vec<String> {
    let measures = answer["measures"].as_array().unwrap();
    measures
        .iter()
        .map(|measure| measure["code"].as_str().unwrap().to_owned())
        .collect()
}

fn bytes(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Vec<u8> {
    let mut response = response.unwrap();
    assert_eq!(response.status(), 200);
    response.body_mut().read_to_vec().unwrap()
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Answered {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or(Value::Null))
        .collect();
    match lines.as_slice() {
        [one] => (status, one.clone()),
        _ => (status, Value::Array(lines)),
    }
}

/// The unified social credit code of a made-up enterprise.
pub fn numbered(number: u32) -> String {
    let body = format!("MA{number:06}");
    let code = accord_model::codes::UnifiedSocialCreditCode::compose('9', '1', 481_802, &body);
    code.unwrap().reveal().to_owned()
}
