//! Why a measure applies to a subject, why it does not, and what would lift it (说明理由).
//!
//! The answer is made of what decided it: the facts compared and the values asked for, the
//! rule, the article, how the term was counted, and what the subject can do about it (R-EXP,
//! domain.md §1.4; 个人信息保护法 24). *What would lift it* is found by asking again without
//! some of the records, never by guessing at rules that only the plugin knows.

mod lifting;
mod text;

use accord_model::{
    contract::{Determination, End},
    date::Date,
    determination::{Outcome, Until},
    principal::{Principal, Right},
    rules::RepairRule,
    subject::{Millis, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{
    determining::{Answered, Asked, Own},
    error::{ServiceError, Text},
    host::Host,
    panel::Panel,
    query::{
        Answer, Assembly, ConditionView, GapView, GroundView, IdentifierText, MeasureView,
        SubjectView, WithheldView,
    },
    reference::DepartmentView,
};

pub use lifting::{Lifts, RepairEffect, RepairQuestion};

/// A question about one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplanationQuery {
    /// Who.
    pub identifier: IdentifierText,
    /// Code of the measure.
    pub measure: String,
    /// The day; today if absent.
    #[serde(default)]
    pub as_of: Option<Date>,
    /// What was known at this moment, milliseconds since 1970-01-01 UTC; now if absent.
    #[serde(default)]
    pub known_at: Option<Millis>,
}

/// Why a measure applies, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The day.
    pub as_of: Date,
    /// The subject.
    pub subject: SubjectView,
    /// Code of the measure.
    pub code: String,
    /// The measure, if it applies or would; none if no reason for it was found.
    pub measure: Option<MeasureView>,
    /// What each memorandum compared, as far as it could carry this measure.
    pub compared: Vec<ConditionView>,
    /// How the end of each reason was counted, in the order of the measure's reasons.
    pub terms: Vec<TermView>,
    /// Why it does not apply; empty if it does.
    pub why_not: Vec<WhyNot>,
    /// Which records would have to go for it to be lifted.
    pub lifts: Lifts,
    /// What the subject can do, and where.
    pub remedies: Vec<RemedyView>,
    /// The same in plain words.
    pub text: Text,
}

/// How an end was counted (期限计算).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermView {
    /// Code of the memorandum.
    pub memorandum: String,
    /// What the memorandum says of the end; none if the reason comes from another subject.
    pub said: Option<End>,
    /// The end by the host: never later than the listing on which it hangs.
    pub until: Until,
    /// Whether the catalogue's end, that of the listing or of the longest term, came first.
    pub cut: bool,
}

/// Why a measure does not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum WhyNot {
    /// The catalogue of that day does not have it.
    NotInCatalogue,
    /// No memorandum in force that day carries it.
    NoMemorandum,
    /// The subject is none of this memorandum's concern: not of a kind that it is for, or
    /// without any record that it acts upon.
    NotConcerned {
        /// Code of the memorandum.
        memorandum: String,
    },
    /// The memorandum was asked and its conditions were not met.
    NotMet {
        /// Code of the memorandum.
        memorandum: String,
        /// The comparisons that failed; a memorandum need not tell them.
        unmet: Vec<ConditionView>,
    },
    /// Something is missing (R-NULL).
    Missing {
        /// What.
        gap: Box<GapView>,
    },
    /// The host's rules withhold it.
    Withheld {
        /// What is withheld, and by which rule.
        withheld: Box<WithheldView>,
    },
    /// The memorandum failed to answer.
    Failed {
        /// Code of the memorandum.
        memorandum: String,
    },
}

/// What the subject can do (救济途径).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyView {
    /// What: `objection`, `repair`, `review`.
    pub kind: RemedyKind,
    /// Against which record.
    pub ground: GroundView,
    /// Where to file it.
    pub at: DepartmentView,
    /// First day on which it can be asked for, if the rules name one.
    pub from: Option<Date>,
}

/// A way to put something right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemedyKind {
    /// 异议.
    Objection,
    /// 信用修复.
    Repair,
    /// 行政复议、行政诉讼.
    Review,
}

impl Host {
    /// Why a measure applies to a subject, or why not.
    ///
    /// # Errors
    /// [`ServiceError::Identifier`], [`ServiceError::NoSuchSubject`]; those of the store.
    pub fn explain(
        &self,
        by: &Principal,
        query: &ExplanationQuery,
    ) -> Result<Explanation, ServiceError> {
        self.allow(by, Right::QueryByIdentifier)?;
        let moment = Moment {
            as_of: query.as_of.unwrap_or_else(crate::today),
            known_at: query.known_at.unwrap_or(Moment::LATEST),
        };
        let subject = self.asked(&query.identifier, moment)?;
        let registry = self.registry.load_full();
        let reference = self.reference_at(query.known_at)?;
        let panel = Panel::new(&registry, &reference, moment);
        let asked = Asked {
            panel: &panel,
            explain: true,
        };
        let gathered = self.gather(&panel, subject, None)?;
        let answered = self.answer(asked, &gathered)?;
        let answer = Assembly::new(asked, &gathered, query.known_at).answer(&answered, None);
        let explaining = Explaining {
            asked,
            answered: &answered,
            code: &query.measure,
        };
        let lifts = if explaining.outcome().is_some() {
            self.lifts(asked, &gathered, &query.measure)?
        } else {
            Lifts::default()
        };
        Ok(explaining.explanation(answer, lifts))
    }
}

struct Explaining<'a> {
    asked: Asked<'a>,
    answered: &'a Answered<'a>,
    code: &'a str,
}

impl Explaining<'_> {
    fn outcome(&self) -> Option<&Outcome> {
        let mut outcomes = self.answered.outcomes.iter();
        outcomes.find(|outcome| outcome.measure == self.code)
    }

    fn explanation(&self, answer: Answer, lifts: Lifts) -> Explanation {
        let measure = [
            &answer.measures,
            &answer.suspended,
            &answer.undetermined,
            &answer.suppressed,
        ]
        .into_iter()
        .flatten()
        .find(|measure| measure.code == self.code)
        .cloned();
        let why_not = if measure.is_some() {
            Vec::new()
        } else {
            self.why_not(&answer)
        };
        let carries = |memorandum: &str| {
            let mut own = self.answered.judgement.own.iter();
            own.any(|own| own.code == memorandum && self.carries(own))
        };
        let compared = answer
            .conditions
            .into_iter()
            .filter(|condition| carries(&condition.memorandum))
            .collect();
        let remedies = measure
            .as_ref()
            .map(|measure| self.remedies(measure))
            .unwrap_or_default();
        let mut explanation = Explanation {
            as_of: answer.as_of,
            subject: answer.subject,
            code: self.code.to_owned(),
            terms: self.terms(),
            measure,
            compared,
            why_not,
            lifts,
            remedies,
            text: Text::default(),
        };
        explanation.text = text::of(&explanation, self.asked.panel.reference);
        explanation
    }

    fn carries(&self, own: &Own<'_>) -> bool {
        let mut measures = own.loaded.plugin.manifest().measures.iter();
        measures.any(|measure| measure.code == self.code)
    }

    fn terms(&self) -> Vec<TermView> {
        let reasons = self.outcome().map(|outcome| outcome.reasons.as_slice());
        let reasons = reasons.unwrap_or_default().iter();
        reasons
            .map(|held| {
                let claim = &held.claim;
                let said = self.determination(&claim.memorandum, claim.rule, claim.from);
                let said = said.filter(|_| claim.via.is_none());
                let named = said.and_then(|said| match said.until {
                    End::After { start, months } => Some(start.add_months(months)),
                    End::On(day) => Some(day),
                    End::WithGrounds | End::Never => None,
                });
                TermView {
                    memorandum: claim.memorandum.clone(),
                    said: said.map(|said| said.until),
                    until: claim.until,
                    cut: named.is_some_and(|day| claim.until < Until::Day(day)),
                }
            })
            .collect()
    }

    fn determination(&self, memorandum: &str, rule: u16, from: Date) -> Option<&Determination> {
        let mut own = self.answered.judgement.own.iter();
        let own = own.find(|own| own.code == memorandum)?;
        let verdict = &own.opinion.as_ref()?.verdict;
        let mut all = verdict.determinations.iter();
        all.find(|said| (said.rule, said.starts_on) == (rule, from))
    }

    fn why_not(&self, answer: &Answer) -> Vec<WhyNot> {
        let catalogue = self
            .asked
            .panel
            .reference
            .catalogue_on(self.asked.panel.moment.as_of);
        let mut why = Vec::new();
        if catalogue.measure(self.code).is_none() {
            why.push(WhyNot::NotInCatalogue);
        }
        let withheld = answer.withheld.iter();
        let withheld = withheld.filter(|withheld| withheld.code == self.code);
        why.extend(withheld.map(|withheld| WhyNot::Withheld {
            withheld: Box::new(withheld.clone()),
        }));
        let gaps = answer.gaps.iter();
        let gaps = gaps.filter(|gap| gap.measures.iter().any(|code| code == self.code));
        why.extend(
            gaps.cloned()
                .map(|gap| WhyNot::Missing { gap: Box::new(gap) }),
        );
        let explained = |why: &[WhyNot], memorandum: &str| {
            why.iter().any(|why| match why {
                WhyNot::Withheld { withheld } => withheld.reason.memorandum == memorandum,
                WhyNot::Missing { gap } => gap.memorandum == memorandum,
                _ => false,
            })
        };
        let mut carried = false;
        for own in &self.answered.judgement.own {
            if !self.carries(own) {
                continue;
            }
            carried = true;
            let memorandum = own.code.to_owned();
            let failed = answer
                .faults
                .iter()
                .any(|fault| fault.memorandum == own.code);
            if failed {
                why.push(WhyNot::Failed { memorandum });
            } else if own.opinion.is_none() {
                why.push(WhyNot::NotConcerned { memorandum });
            } else if !explained(&why, own.code) {
                let conditions = answer.conditions.iter();
                let unmet = conditions.filter(|condition| {
                    condition.memorandum == own.code
                        && condition.outcome != accord_model::contract::Outcome::Met
                });
                let unmet = unmet.cloned().collect();
                why.push(WhyNot::NotMet { memorandum, unmet });
            }
        }
        if !carried {
            why.push(WhyNot::NoMemorandum);
        }
        why
    }

    /// What can be done against each record on which a sanction rests.
    fn remedies(&self, measure: &MeasureView) -> Vec<RemedyView> {
        if measure.direction != accord_model::catalogue::Direction::Sanction {
            return Vec::new();
        }
        let mut remedies: Vec<RemedyView> = Vec::new();
        let grounds = measure.reasons.iter().flat_map(|reason| &reason.grounds);
        for ground in grounds {
            let of = |kind, from| RemedyView {
                kind,
                ground: ground.clone(),
                at: ground.provider.clone(),
                from,
            };
            remedies.push(of(RemedyKind::Objection, None));
            if let Some(repair) = self.repair_rule(ground)
                && !repair.irreparable
            {
                let decided = ground.decided_on.zip(repair.min_months);
                let from = decided.map(|(day, months)| day.add_months(months));
                remedies.push(of(RemedyKind::Repair, from));
            }
            remedies.push(of(RemedyKind::Review, None));
        }
        let mut seen = Vec::new();
        remedies.retain(|remedy| {
            let new = !seen.contains(remedy);
            if new {
                seen.push(remedy.clone());
            }
            new
        });
        remedies
    }

    /// The terms of repair of a record, by the rules of the day.
    fn repair_rule(&self, ground: &GroundView) -> Option<&RepairRule> {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        reference.rules.repair_of_list(&ground.kind, moment.as_of)
    }
}
