//! A running server, from the other side of its API.

use std::io::{BufRead as _, BufReader, Read, Write};

use accord_server::Problem;
use accord_service::runs::{Progress, RunReport, RunRequest};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ureq::{Agent, Body, SendBody, http::Response};

/// Why the server did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientError {
    /// It refused.
    #[error("{} ({})", .0.detail, .0.detail_en)]
    Refused(Problem),
    /// It answered with something that is no answer of this API.
    #[error("the server's answer cannot be read: {0}")]
    Answer(String),
    /// It could not be reached.
    #[error("the server that holds the store does not answer: {0}")]
    Unreachable(#[source] ureq::Error),
}

/// A client of the server that holds the store.
pub(crate) struct Client {
    agent: Agent,
    base: String,
    token: String,
}

impl Client {
    pub(crate) fn new(address: std::net::SocketAddr, token: &str) -> Self {
        // What goes to this machine's own server goes through nobody else.
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Self {
            agent: agent.into(),
            base: format!("http://{address}"),
            token: format!("Bearer {token}"),
        }
    }

    /// Whether the server is the one of this name: what listens on its address may be
    /// another program by now, which is to get neither token nor records.
    pub(crate) fn is(&self, instance: &str) -> bool {
        #[derive(Deserialize)]
        struct Live {
            instance: String,
        }
        let request = self.agent.get(format!("{}/livez", self.base));
        read::<Live>(request.call()).is_ok_and(|live| live.instance == instance)
    }

    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        let request = self.agent.get(format!("{}{path}", self.base));
        read(request.header("authorization", &self.token).call())
    }

    pub(crate) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let request = self.agent.post(format!("{}{path}", self.base));
        read(request.header("authorization", &self.token).send_json(body))
    }

    /// Sends a body; `told` stands in the query of the URL.
    pub(crate) fn send<'q, T: DeserializeOwned>(
        &self,
        path: &str,
        told: impl IntoIterator<Item = (&'q str, &'q str)>,
        content_type: &str,
        body: &mut dyn Read,
    ) -> Result<T, ClientError> {
        let mut body = body;
        let request = self
            .agent
            .post(format!("{}{path}", self.base))
            .query_pairs(told);
        read(
            request
                .header("authorization", &self.token)
                .content_type(content_type)
                .send(SendBody::from_reader(&mut body)),
        )
    }

    /// Writes what the server answers; how many bytes it is.
    pub(crate) fn download(&self, path: &str, to: &mut dyn Write) -> Result<u64, ClientError> {
        let request = self.agent.get(format!("{}{path}", self.base));
        copy(request.header("authorization", &self.token).call(), to)
    }

    /// As [`Client::download`], of something that the server makes.
    pub(crate) fn fetch(&self, path: &str, to: &mut dyn Write) -> Result<u64, ClientError> {
        let request = self.agent.post(format!("{}{path}", self.base));
        copy(
            request.header("authorization", &self.token).send_empty(),
            to,
        )
    }

    /// A run: progress as it comes, then the report.
    pub(crate) fn run(
        &self,
        request: &RunRequest,
        progress: &dyn Fn(Progress),
    ) -> Result<RunReport, ClientError> {
        let response = self
            .agent
            .post(format!("{}/v1/runs", self.base))
            .header("authorization", &self.token)
            .send_json(request);
        let body = accepted(response)?;
        for line in BufReader::new(body.into_reader()).lines() {
            let line = line.map_err(|error| ClientError::Answer(error.to_string()))?;
            let line = serde_json::from_str(&line)
                .map_err(|error| ClientError::Answer(error.to_string()))?;
            match line {
                RunLine::Progress(made) => progress(made),
                RunLine::Report(report) => return Ok(report),
                RunLine::Problem(problem) => return Err(ClientError::Refused(problem)),
            }
        }
        Err(ClientError::Answer("it ended before the report".to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RunLine {
    Progress(Progress),
    Report(RunReport),
    Problem(Problem),
}

fn accepted(response: Result<Response<Body>, ureq::Error>) -> Result<Body, ClientError> {
    let response = response.map_err(ClientError::Unreachable)?;
    let status = response.status();
    let mut body = response.into_body();
    if status.is_success() {
        return Ok(body);
    }
    match body.read_json::<Problem>() {
        Ok(problem) => Err(ClientError::Refused(problem)),
        Err(_) => Err(ClientError::Answer(format!("status {status}"))),
    }
}

fn copy(
    response: Result<Response<Body>, ureq::Error>,
    to: &mut dyn Write,
) -> Result<u64, ClientError> {
    let mut body = accepted(response)?.into_reader();
    std::io::copy(&mut body, to).map_err(|error| ClientError::Answer(error.to_string()))
}

fn read<T: DeserializeOwned>(
    response: Result<Response<Body>, ureq::Error>,
) -> Result<T, ClientError> {
    accepted(response)?
        .with_config()
        .limit(256 << 20)
        .read_json()
        .map_err(|error| ClientError::Answer(error.to_string()))
}
