//! A host with memoranda and a department's lines, and how a case asks it.

use std::collections::BTreeSet;

use accord_model::codes::ResidentIdentityNumber;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Running, component, import, organisation, store};

/// The firm that most cases are about.
pub const FIRM: &str = "91481802MA0000007T";

/// M1 to M7, and clause 4 of the scheme.
pub const A_LEVEL: &str = "tax-a-level";
pub const TAX: &str = "tax-major-violation";
pub const MARKET: &str = "market-dishonesty";
pub const DEBTOR: &str = "judgment-debtor";
pub const SAFETY: &str = "safety-dishonesty";
pub const ENVIRONMENT: &str = "environment-dishonesty";
pub const FOOD: &str = "food-drug-dishonesty";
pub const ELIGIBILITY: &str = "incomplete-file-eligibility";

/// A running host.
pub struct Scene {
    pub running: Running,
    _folder: TempDir,
}

impl Scene {
    /// A host on which these memoranda answer from 2017-01-01, with these lines.
    pub fn new(memoranda: &[&str], lines: &[Value]) -> Self {
        let folder = store();
        let scene = Self {
            running: Running::start(folder.path()),
            _folder: folder,
        };
        for memorandum in memoranda {
            scene.running.client.enable(memorandum);
        }
        if !lines.is_empty() {
            scene.import(lines);
        }
        scene
    }

    /// The same with [`FIRM`], an enterprise of 2010.
    pub fn of_firm(memoranda: &[&str], lines: &[Value]) -> Self {
        let lines: Vec<Value> = std::iter::once(firm(FIRM))
            .chain(lines.iter().cloned())
            .collect();
        Self::new(memoranda, &lines)
    }

    /// Takes lines of which none may be wrong.
    pub fn import(&self, lines: &[Value]) {
        let report = import(&self.running.host, lines);
        assert_eq!(report.counts.rejected, 0, "{report:?}");
    }

    /// What a request is answered with, of this status.
    pub fn post(&self, path: &str, body: &Value, status: u16) -> Value {
        let (answered, answer) = self.running.client.post(path, body);
        assert_eq!(answered, status, "{path} {body}: {answer}");
        answer
    }

    /// Opens a case: `objections`, `repairs` and the like; its id.
    pub fn open(&self, cases: &str, body: &Value) -> String {
        let opened = self.post(&format!("/v1/{cases}"), body, 201);
        opened["id"].as_str().unwrap().to_owned()
    }

    /// Takes steps of a case, all on one day; the case as it stands then.
    pub fn steps(&self, cases: &str, id: &str, on: &str, steps: &[Value]) -> Value {
        let path = format!("/v1/{cases}/{id}/steps");
        let mut stepped = Value::Null;
        for step in steps {
            stepped = self.post(&path, &json!({ "on": on, "step": step }), 200);
        }
        stepped
    }

    /// Cases of a kind of a subject, as they stand on a day.
    pub fn cases(&self, identifier: &Value, kind: &str, as_of: &str) -> Vec<Value> {
        let search = json!({ "identifier": identifier, "kind": kind, "as_of": as_of });
        let page = self.post("/v1/cases:list", &search, 200);
        page["cases"].as_array().unwrap().clone()
    }

    /// Uploads a component; its digest.
    pub fn upload(&self, component: &[u8]) -> Value {
        let client = &self.running.client;
        let (status, plugin) = client.send("/v1/plugins", "application/wasm", component);
        assert_eq!(status, 201, "{plugin}");
        plugin["digest"].clone()
    }

    /// What applies to a subject on a day.
    pub fn ask(&self, identifier: &Value, as_of: &str) -> Answer {
        self.query(&json!({ "identifier": identifier, "as_of": as_of }))
    }

    /// What applied by what was known at a moment.
    pub fn ask_known(&self, identifier: &Value, as_of: &str, known_at: i64) -> Answer {
        let moment = json!({ "identifier": identifier, "as_of": as_of, "known_at": known_at });
        self.query(&moment)
    }

    fn query(&self, query: &Value) -> Answer {
        let (status, answer) = self.running.client.post("/v1/measures:query", query);
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["faults"], json!([]), "{answer}");
        Answer(answer)
    }

    /// Whether a measure applies to [`FIRM`] on a day.
    pub fn applies(&self, measure: &str, as_of: &str) -> bool {
        self.of_firm_on(as_of).applies(measure)
    }

    /// What applies to [`FIRM`] on a day.
    pub fn of_firm_on(&self, as_of: &str) -> Answer {
        self.ask(&organisation(FIRM), as_of)
    }

    /// Lets a component that was uploaded answer from a day on; the moment of the decision.
    pub fn enable_from(&self, memorandum: &str, digest: &Value, from: &str) -> i64 {
        let path = format!("/v1/memoranda/{memorandum}/enable");
        let decision = json!({ "digest": digest, "from": from });
        let (status, answer) = self.running.client.post(&path, &decision);
        assert_eq!(status, 200, "{answer}");
        let decisions = answer["decisions"].as_array().unwrap();
        decisions.last().unwrap()["decided_at"].as_i64().unwrap()
    }
}

/// An answer to a question about measures.
pub struct Answer(Value);

impl Answer {
    /// The whole of it.
    pub fn json(&self) -> &Value {
        &self.0
    }

    /// Codes of what applies and may be executed.
    pub fn measures(&self) -> BTreeSet<String> {
        self.codes("measures")
    }

    /// Codes in one of the lists of the answer.
    pub fn codes(&self, list: &str) -> BTreeSet<String> {
        let entries = self.list(list).iter();
        entries
            .map(|entry| entry["code"].as_str().unwrap().to_owned())
            .collect()
    }

    /// One of the lists of the answer.
    pub fn list(&self, list: &str) -> &[Value] {
        self.0[list].as_array().unwrap()
    }

    pub fn applies(&self, measure: &str) -> bool {
        self.measures().contains(measure)
    }

    /// A measure that applies.
    pub fn measure(&self, code: &str) -> &Value {
        self.entry("measures", code)
    }

    /// The entry of a measure in one of the lists.
    pub fn entry(&self, list: &str, code: &str) -> &Value {
        let mut entries = self.list(list).iter();
        entries
            .find(|entry| entry["code"] == code)
            .unwrap_or_else(|| panic!("no {code} among {list} of {}", self.0))
    }

    /// Codes and directions of what applies.
    pub fn directions(&self) -> BTreeSet<&str> {
        let measures = self.list("measures").iter();
        measures
            .map(|measure| measure["direction"].as_str().unwrap())
            .collect()
    }

    /// That nothing at all is said of the subject.
    pub fn is_silent(&self) -> bool {
        let lists = [
            "measures",
            "suspended",
            "undetermined",
            "suppressed",
            "withheld",
            "proposals",
            "gaps",
        ];
        lists.into_iter().all(|list| self.list(list).is_empty())
    }
}

/// Codes as an answer has them.
pub fn codes<const N: usize>(codes: [&str; N]) -> BTreeSet<String> {
    codes.into_iter().map(str::to_owned).collect()
}

/// A line with further keys.
pub fn with(mut line: Value, keys: &Value) -> Value {
    for (key, value) in keys.as_object().unwrap() {
        line[key] = value.clone();
    }
    line
}

/// An enterprise of 2010.
pub fn firm(code: &str) -> Value {
    json!({
        "type": "subject", "identifier": organisation(code), "kind": "enterprise", "name": "测试判例厂",
        "since": "2010-03-01",
    })
}

/// A natural person, whose number tells the day of birth.
pub fn someone(number: &str, name: &str) -> Value {
    let born = format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14]);
    json!({
        "type": "subject", "identifier": crate::support::person(number), "kind": "natural-person",
        "name": name, "since": born,
    })
}

/// The number of a made-up man, of the fictional division 481802.
pub fn born(year: u16, month: u8, day: u8, sequence: u16) -> String {
    let number = ResidentIdentityNumber::compose(481_802, year, month, day, sequence);
    number.unwrap().reveal().to_owned()
}

/// A record of a subject; days and values are added by the caller.
pub fn record_of(
    identifier: &Value,
    kind: &str,
    provider: &str,
    number: &str,
    of: &Value,
) -> Value {
    let line = json!({
        "type": "record", "identifier": identifier, "kind": kind, "provider": provider, "number": number,
    });
    with(line, of)
}

/// A record of [`FIRM`].
pub fn record(kind: &str, provider: &str, number: &str, of: &Value) -> Value {
    record_of(&organisation(FIRM), kind, provider, number, of)
}

/// 失信被执行人: a listing of a subject.
pub fn debtor(identifier: &Value, of: &Value) -> Value {
    let line = record_of(
        identifier,
        "court/judgment-debtor",
        "court",
        "（2017）测执1号",
        of,
    );
    match line.get("values") {
        Some(_) => line,
        None => with(
            line,
            &json!({ "values": { "circumstance": "able-but-refuses" } }),
        ),
    }
}

/// A role; days are added by the caller.
pub fn role(organisation: &Value, person: &Value, role: &str, of: &Value) -> Value {
    let line = json!({
        "type": "role", "organisation": organisation, "person": person, "role": role,
    });
    with(line, of)
}

/// A table of measures: the memorandum of the environment, changed.
pub fn environment_table(replaced: &[(&str, &str)]) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins/environment-dishonesty-table/table.toml");
    let mut text = std::fs::read_to_string(path).unwrap();
    for (old, new) in replaced {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let (dictionary, catalogue) = accord_service::reference::built_in().unwrap();
    let sheets = accord_table::Sheets::of_toml(&text).unwrap();
    let table = accord_table::Table::new(&sheets, &dictionary, &catalogue).unwrap();
    accord_table::component(&component("table-interpreter"), &table).unwrap()
}
