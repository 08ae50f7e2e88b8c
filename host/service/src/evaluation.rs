//! One plugin over one subject: projected, asked, checked, and cut to the day.

use accord_engine::Fault;
use accord_model::{
    contract::Verdict,
    date::Date,
    determination::{self, Reason},
    projection::Projected,
    subject::SubjectDocument,
};

use crate::{error::ServiceError, host::Host, registry::Loaded};

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
    /// The inner error is the plugin's own fault: it decides nothing, and all others go
    /// on. The outer one is the host's, and then nobody's answer may stand.
    pub(crate) fn opinion<'a>(
        &self,
        loaded: &Loaded,
        document: &'a SubjectDocument,
        as_of: Date,
        explain: bool,
    ) -> Result<Option<Result<Opinion<'a>, Fault>>, ServiceError> {
        let Some(projected) = loaded.projection.project(document, as_of) else {
            return Ok(None);
        };
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
        match opinion {
            Err(fault) if !fault.is_plugins() => Err(ServiceError::Busy),
            opinion => Ok(Some(opinion.map(|(verdict, reasons)| Opinion {
                projected,
                verdict,
                reasons,
            }))),
        }
    }
}
