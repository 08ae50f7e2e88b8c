//! One plugin over one subject: projected, asked, checked, and cut to the day.

use accord_engine::Fault;
use accord_model::{
    contract::Verdict,
    determination::{self, Reason},
    projection::Projected,
    subject::view::Moment,
};

use crate::{
    determining::Omitted, error::ServiceError, host::Host, reference::Reference, registry::Loaded,
    subjects::Found,
};

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
        reference: &Reference,
        loaded: &Loaded,
        subject: &'a Found,
        moment: Moment,
        explain: bool,
        omitted: &Omitted,
    ) -> Result<Option<Result<Opinion<'a>, Fault>>, ServiceError> {
        let merged = subject.merged.iter().map(|(_, document)| document);
        let projected =
            loaded
                .projection
                .project_without(&subject.document, merged, moment, &|record| {
                    omitted.has(subject, record)
                });
        let Some(projected) = projected else {
            return Ok(None);
        };
        let as_of = moment.as_of;
        let question = loaded.question(reference, as_of, explain);
        let opinion = loaded
            .plugin
            .evaluate(&self.sandbox, &projected.subject, &question)
            .and_then(|evaluation| {
                let manifest = loaded.plugin.manifest();
                let catalogue = reference.catalogue_on(as_of);
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
