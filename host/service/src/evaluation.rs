//! One plugin over one subject: projected, asked, checked, and cut to the day.

use accord_engine::Fault;
use accord_model::{
    contract::Verdict,
    date::Date,
    determination::{self, Reason},
    projection::Projected,
    subject::SubjectDocument,
};

use crate::{host::Host, registry::Loaded};

/// What a plugin holds of a subject on a day.
pub(crate) struct Opinion<'a> {
    pub(crate) projected: Projected<'a>,
    pub(crate) verdict: Verdict,
    /// What of the verdict stands on that day.
    pub(crate) reasons: Vec<Reason>,
}

impl Host {
    /// Asks a plugin about a subject; `None` if the subject is none of its concern.
    ///
    /// A fault is this plugin's alone: it decides nothing, and all others go on.
    pub(crate) fn opinion<'a>(
        &self,
        loaded: &Loaded,
        document: &'a SubjectDocument,
        as_of: Date,
        explain: bool,
    ) -> Option<Result<Opinion<'a>, Fault>> {
        let projected = loaded.projection.project(document, as_of)?;
        let question = loaded.question(as_of, explain);
        let opinion = loaded
            .plugin
            .evaluate(&self.sandbox, &projected.subject, &question)
            .and_then(|evaluation| {
                let manifest = loaded.plugin.manifest();
                let catalogue = &self.reference.catalogue;
                let verdict = evaluation.verdict;
                let reasons =
                    determination::standing(manifest, catalogue, &projected, &verdict, as_of)?;
                Ok((verdict, reasons))
            });
        Some(opinion.map(|(verdict, reasons)| Opinion {
            projected,
            verdict,
            reasons,
        }))
    }
}
