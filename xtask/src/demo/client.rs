//! What the demo asks the server itself, as an integrator would.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use ureq::Agent;

/// A client with the bootstrap token.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    base: String,
    token: String,
}

impl Client {
    /// A client of the server at `address`, whose token lies in its data folder.
    pub fn new(address: &str, data: &Path) -> Result<Self> {
        let token = fs::read_to_string(data.join("bootstrap.token"))?;
        let agent = Agent::config_builder().http_status_as_error(false).build();
        Ok(Self {
            agent: agent.into(),
            base: format!("http://{address}"),
            token: format!("Bearer {}", token.trim()),
        })
    }

    /// The name of the process that answers.
    pub fn instance(&self) -> Result<String> {
        let answer: Value = self
            .agent
            .get(format!("{}/livez", self.base))
            .call()?
            .body_mut()
            .read_json()?;
        let instance = answer.get("instance").and_then(Value::as_str);
        Ok(instance
            .context("the server does not name itself")?
            .to_owned())
    }

    /// What applies to a subject.
    pub fn query(&self, query: &Value) -> Result<Value> {
        let mut response = self
            .agent
            .post(format!("{}/v1/measures:query", self.base))
            .header("authorization", &self.token)
            .send_json(query)?;
        let answer = response.body_mut().read_to_string()?;
        ensure!(
            response.status().is_success(),
            "{}: {answer}",
            response.status()
        );
        Ok(serde_json::from_str(&answer)?)
    }
}
