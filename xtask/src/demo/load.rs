//! Queries without pause while a memorandum is enabled.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::client::Client;

/// One identifier of the data set, for the example that is printed.
pub static SAMPLE: OnceLock<Value> = OnceLock::new();

/// How long to wait for an answer that must come: the demo fails then.
const PATIENCE: Duration = Duration::from_secs(60);

/// Two, so that requests overlap and an enabling meets some in flight.
const THREADS: usize = 2;

/// What came of the queries.
#[derive(Clone, Default)]
pub struct Asked {
    /// Queries answered.
    pub answered: u64,
    /// Queries that failed.
    pub failed: u64,
    /// Why the first of them did.
    pub first_failure: Option<String>,
    /// Memoranda of which some measure was in an answer.
    memoranda: BTreeSet<String>,
}

/// Queries under way.
pub struct Load {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    asked: Mutex<Asked>,
    more: Condvar,
}

impl Shared {
    fn asked(&self) -> MutexGuard<'_, Asked> {
        // Counters are whole at every step, whoever panicked beside them.
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Load {
    /// Begins to ask about `subjects`, again and again.
    pub fn start(client: &Client, subjects: Vec<Value>, as_of: &'static str) -> Self {
        if let Some(first) = subjects.first() {
            let _ = SAMPLE.set(first.clone());
        }
        let shared = Arc::new(Shared::default());
        let subjects = Arc::new(subjects);
        let threads = (0..THREADS)
            .map(|_| {
                let (client, shared) = (client.clone(), shared.clone());
                let subjects = subjects.clone();
                thread::spawn(move || ask(&client, &shared, &subjects, as_of))
            })
            .collect();
        Self { shared, threads }
    }

    /// Waits for so many further answers.
    pub fn wait_for(&self, further: u64) -> Result<()> {
        let now = self.shared.asked().answered;
        self.wait(|asked| asked.answered >= now + further)
    }

    /// Waits for an answer with a measure of this memorandum.
    pub fn wait_until_answered_by(&self, memorandum: &str) -> Result<()> {
        self.wait(|asked| asked.memoranda.contains(memorandum))
    }

    fn wait(&self, enough: impl Fn(&Asked) -> bool) -> Result<()> {
        let waited = self
            .shared
            .more
            .wait_timeout_while(self.shared.asked(), PATIENCE, |asked| {
                asked.failed == 0 && !enough(asked)
            });
        let (asked, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(failure) = &asked.first_failure {
            bail!("a query failed: {failure}");
        }
        if waited.timed_out() {
            bail!("no such answer within {} s", PATIENCE.as_secs());
        }
        Ok(())
    }

    /// Ends the queries and tells what came of them.
    pub fn stop(self) -> Asked {
        self.shared.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            let _ = thread.join();
        }
        self.shared.asked().clone()
    }
}

fn ask(client: &Client, shared: &Shared, subjects: &[Value], as_of: &str) {
    for identifier in subjects.iter().cycle() {
        if shared.stop.load(Ordering::Relaxed) {
            return;
        }
        let answer = client.query(&json!({ "identifier": identifier, "as_of": as_of }));
        let mut asked = shared.asked();
        match answer {
            Ok(answer) => {
                asked.answered += 1;
                asked.memoranda.extend(memoranda(&answer));
            }
            Err(error) => {
                asked.failed += 1;
                asked
                    .first_failure
                    .get_or_insert_with(|| format!("{error:#}"));
            }
        }
        drop(asked);
        shared.more.notify_all();
    }
}

fn memoranda(answer: &Value) -> impl Iterator<Item = String> {
    let list = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    list(answer, "measures")
        .into_iter()
        .flat_map(move |measure| list(&measure, "reasons"))
        .filter_map(|reason| Some(reason.get("memorandum")?.as_str()?.to_owned()))
}
