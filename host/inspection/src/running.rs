//! One case against one plugin, by the host's own path.

use std::time::{Duration, Instant};

use accord_engine::{Evaluation, Fault, Plugin, Sandbox};
use accord_model::{
    contract::{Question, Value, Verdict},
    determination::{self, Reason},
    projection::{Projected, Projection},
    subject::view::Moment,
};

use crate::{
    case::{Case, Flaw},
    said::{Compared, Difference, Expected, compared, differences, said},
};

/// A plugin as the host will ask it.
pub struct Candidate<'a> {
    /// Where it runs.
    pub sandbox: &'a Sandbox,
    /// The plugin.
    pub plugin: &'a Plugin,
    /// What it gets to see.
    pub projection: &'a Projection,
    /// The catalogue in force.
    pub catalogue: &'a accord_model::catalogue::Catalogue,
}

/// What came of a case.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What the memorandum said, in the words of the case.
    pub said: Expected,
    /// How that differs from what is expected; empty if the case passes.
    pub differences: Vec<Difference>,
    /// The verdict, with the conditions compared; empty if it was not asked.
    pub verdict: Verdict,
    /// The comparisons behind it.
    pub compared: Vec<Compared>,
    /// What of it stands on the day.
    pub reasons: Vec<Reason>,
    /// Whether the plugin was asked at all: the subject may be none of its concern.
    pub asked: bool,
    /// What the plainest of the three evaluations cost.
    pub cost: Cost,
}

/// What an evaluation cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Fuel; changes with the engine's release.
    pub fuel: u64,
    /// Bytes of memory at its end.
    pub memory: usize,
}

/// Why a case did not come to an answer.
#[derive(Debug, thiserror::Error)]
pub enum CaseFault {
    /// A setting that the manifest lacks, or of another type.
    #[error("parameter `{name}`: {flaw}")]
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong.
        flaw: Flaw,
    },
    /// The plugin failed.
    #[error("{0}")]
    Plugin(#[from] Fault),
    /// Two runs over the same subject and day differ.
    #[error("two runs over the same subject and day differ")]
    Unsteady,
    /// Asking for an explanation changes the answer.
    #[error("asking for an explanation changes the answer")]
    ExplanationChanges,
}

impl CaseFault {
    /// The same in Chinese.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Parameter { name, flaw } => format!("参数 {name}: {}", flaw.chinese()),
            Self::Plugin(fault) => format!("插件执行失败: {fault}"),
            Self::Unsteady => "同一主体、同一日期两次运行结果不同".to_owned(),
            Self::ExplanationChanges => "要求说明时结论发生变化".to_owned(),
        }
    }
}

/// Runs a case: asked twice and once more with an explanation, which must agree.
///
/// # Errors
/// [`CaseFault`]; a case that merely fails is no error, see [`Outcome::differences`].
pub fn run(candidate: &Candidate<'_>, case: &Case) -> Result<Outcome, CaseFault> {
    let parameters = parameters(candidate.plugin, case)?;
    let document = case.document();
    let moment = Moment::on(case.as_of);
    let projected = candidate
        .projection
        .project(&document, std::iter::empty(), moment);
    let Some(projected) = projected else {
        let said = Expected::default();
        return Ok(Outcome {
            differences: differences(&case.expected, &said),
            said,
            verdict: Verdict::default(),
            compared: Vec::new(),
            reasons: Vec::new(),
            asked: false,
            cost: Cost::default(),
        });
    };
    let (evaluation, verdict) = ask(candidate, case, &projected, parameters)?;
    let manifest = candidate.plugin.manifest();
    let reasons = determination::standing(
        manifest,
        candidate.catalogue,
        &projected,
        &verdict,
        case.as_of,
    )
    .map_err(Fault::from)?;
    let said = said(case, manifest, &projected, &verdict, &reasons);
    Ok(Outcome {
        differences: differences(&case.expected, &said),
        said,
        compared: compared(case, manifest, &projected, &verdict),
        verdict,
        reasons,
        asked: true,
        cost: Cost {
            fuel: evaluation.fuel,
            memory: evaluation.memory,
        },
    })
}

/// The plain evaluation and the verdict with its conditions.
fn ask(
    candidate: &Candidate<'_>,
    case: &Case,
    projected: &Projected<'_>,
    parameters: Vec<Value>,
) -> Result<(Evaluation, Verdict), CaseFault> {
    let mut question = Question {
        as_of: case.as_of,
        parameters,
        explain: false,
    };
    let plugin = candidate.plugin;
    let evaluate =
        |question: &Question| plugin.evaluate(candidate.sandbox, &projected.subject, question);
    let first = evaluate(&question)?;
    if evaluate(&question)?.verdict != first.verdict {
        return Err(CaseFault::Unsteady);
    }
    question.explain = true;
    let explained = evaluate(&question)?.verdict;
    let mut stripped = explained.clone();
    stripped.conditions.clone_from(&first.verdict.conditions);
    if stripped != first.verdict {
        return Err(CaseFault::ExplanationChanges);
    }
    Ok((first, explained))
}

/// The settings of a case over the manifest's defaults, in the declared order.
fn parameters(plugin: &Plugin, case: &Case) -> Result<Vec<Value>, CaseFault> {
    let declared = &plugin.manifest().parameters;
    let fault = |name: &str, flaw| CaseFault::Parameter {
        name: name.to_owned(),
        flaw,
    };
    for (name, _) in &case.parameters {
        if !declared.iter().any(|parameter| parameter.name == *name) {
            let known = "those of the manifest";
            let word = name.clone();
            return Err(fault(name, Flaw::Word { word, known }));
        }
    }
    declared
        .iter()
        .map(|parameter| {
            let mut given = case.parameters.iter();
            match given.find(|(name, _)| *name == parameter.name) {
                None => Ok(parameter.default.clone()),
                Some((name, written)) => written
                    .typed(parameter.default.value_type())
                    .map_err(|flaw| fault(name, flaw)),
            }
        })
        .collect()
}

/// Evaluates a case again and again and tells how long each took; `None` if the plugin is
/// not asked. For benches: an answer never depends on time.
///
/// # Errors
/// As [`run`].
pub fn time(
    candidate: &Candidate<'_>,
    case: &Case,
    times: usize,
) -> Result<Option<Vec<Duration>>, CaseFault> {
    let parameters = parameters(candidate.plugin, case)?;
    let document = case.document();
    let moment = Moment::on(case.as_of);
    let projection = candidate.projection;
    let Some(projected) = projection.project(&document, std::iter::empty(), moment) else {
        return Ok(None);
    };
    let question = Question {
        as_of: case.as_of,
        parameters,
        explain: false,
    };
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times {
        let began = Instant::now();
        let evaluated = candidate
            .plugin
            .evaluate(candidate.sandbox, &projected.subject, &question);
        taken.push(began.elapsed());
        evaluated?;
    }
    Ok(Some(taken))
}
