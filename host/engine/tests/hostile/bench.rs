//! What every test needs: a sandbox, an honest plugin in it, and a subject to ask about.

use std::{
    fs,
    path::{Path, PathBuf},
};

use accord_engine::{ClassLimits, Evaluation, Fault, InspectionError, Limits, Plugin, Sandbox};
use accord_model::{
    contract::{Fact, Question, Standing, Subject, SubjectKind, Value, Verdict},
    date::Date,
};

/// The day asked about.
pub fn as_of() -> Date {
    Date::new(2017, 10, 31).unwrap()
}

/// The question asked.
pub fn question(explain: bool) -> Question {
    Question {
        as_of: as_of(),
        parameters: Vec::new(),
        explain,
    }
}

/// The bytes of a component that `cargo xtask plugins` made.
pub fn component(name: &str) -> Vec<u8> {
    let folder = std::env::var_os("ACCORD_PLUGINS").map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("../plugins"),
        PathBuf::from,
    );
    let path = folder.join(name).with_added_extension("wasm");
    fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask plugins`", path.display()))
}

/// Level A for the year before; each plugin is given the values that it declares.
pub fn a_level(values: &[Value]) -> Subject<'_> {
    Subject {
        kind: SubjectKind::Enterprise,
        since: None,
        industry: None,
        region: None,
        status: None,
        facts: vec![Fact {
            id: 0,
            need: 0,
            acted_on: None,
            acted_until: None,
            decided_on: Some(Date::new(2017, 4, 20).unwrap()),
            ends_on: None,
            standing: Standing::Active,
            values: values.iter().map(Some).collect(),
        }],
    }
}

/// Values of that record, in the order in which `tax-a-level` declares them.
pub fn values() -> [Value; 2] {
    [Value::Integer(2016), Value::Code("a".to_owned())]
}

/// A sandbox, and an honest plugin whose answer is known.
pub struct Bench {
    pub sandbox: Sandbox,
    pub honest: Plugin,
    answer: Verdict,
}

impl Bench {
    pub fn new() -> Self {
        Self::with(Limits::lean())
    }

    /// With other limits for lean plugins.
    pub fn with(lean: Limits) -> Self {
        Self::of_classes(ClassLimits {
            lean,
            ..ClassLimits::default()
        })
    }

    pub fn of_classes(limits: ClassLimits) -> Self {
        let sandbox = Sandbox::new(limits).unwrap();
        let honest = sandbox.inspect(&component("tax-a-level")).unwrap();
        let answer = honest
            .evaluate(&sandbox, &a_level(&values()), &question(false))
            .unwrap()
            .verdict;
        assert_eq!(answer.determinations.len(), 1);
        Self {
            sandbox,
            honest,
            answer,
        }
    }

    /// Inspects a plugin of `tests/hostile`, which looks honest.
    pub fn hostile(&self, name: &str) -> Plugin {
        self.inspect(name).unwrap()
    }

    pub fn inspect(&self, name: &str) -> Result<Plugin, InspectionError> {
        self.sandbox.inspect(&component(&format!("hostile/{name}")))
    }

    /// Asks a plugin of `tests/hostile`.
    pub fn ask(&self, plugin: &Plugin) -> Result<Evaluation, Fault> {
        let [year, _] = values();
        plugin.evaluate(&self.sandbox, &a_level(&[year]), &question(false))
    }

    /// Asks the honest plugin.
    pub fn ask_honest(&self) -> Result<Evaluation, Fault> {
        self.honest
            .evaluate(&self.sandbox, &a_level(&values()), &question(false))
    }

    /// Whatever happened, the honest plugin answers as before.
    pub fn is_unharmed(&self) {
        assert_eq!(self.ask_honest().unwrap().verdict, self.answer);
    }
}
