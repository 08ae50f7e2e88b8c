//! What follows from the rules of a table for one subject.

use accord_plugin::{
    Compared,
    contract::{
        Determination, End, Fact, Gap, ListingProposal, Missing, Period, Question, Subject, Value,
        Verdict,
    },
};
use table_format::{
    Consequence, Day, Listed, Outcome, Program, Proposal, RuleProgram, Term, decode,
};

use crate::{
    Refusal,
    compare::{Given, Told},
    days::{day, field, later, months},
};

/// The verdict of a table over one subject.
///
/// # Errors
/// [`Refusal`] if the bytes are no table, or not one for this question.
pub fn evaluate(
    program: &[u8],
    subject: &Subject,
    question: &Question,
) -> Result<Verdict, Refusal> {
    let program: Program<'_> = decode(program).map_err(|_| Refusal::Unreadable)?;
    let given = Given {
        program: &program,
        facts: &subject.facts,
        parameters: &question.parameters,
        subject: 1 << (subject.kind as u8),
        as_of: question.as_of,
    };
    let mut verdict = Verdict {
        determinations: Vec::new(),
        proposals: Vec::new(),
        gaps: Vec::new(),
        review_on: None,
        conditions: Vec::new(),
    };
    for (position, rule) in (0..).zip(&program.rules) {
        for fact in &subject.facts {
            if rule.groups.iter().any(|group| given.concerns(group, fact)) {
                let finding = Finding {
                    given,
                    position,
                    rule,
                    fact,
                };
                finding.follow(&mut verdict, question.explain)?;
            }
        }
    }
    Ok(verdict)
}

/// A record under a rule.
#[derive(Clone, Copy)]
struct Finding<'a> {
    given: Given<'a>,
    position: u16,
    rule: &'a RuleProgram,
    fact: &'a Fact,
}

/// Whether a listing has answered a finding.
enum Answered<'a> {
    Yes,
    No,
    /// This record's day is missing.
    Unknown(&'a Fact),
}

impl<'a> Finding<'a> {
    /// Everything that follows from the record.
    fn follow(&self, verdict: &mut Verdict, explain: bool) -> Result<(), Refusal> {
        let mut compared = None;
        for consequence in &self.rule.consequences {
            let listings = match self.rule.listed {
                None => vec![None],
                Some(listed) => self.listings(listed, consequence)?,
            };
            // Of nobody on the list nothing is asked.
            if listings.is_empty() {
                continue;
            }
            let compared = match compared {
                Some(compared) => compared,
                None => *compared.insert(self.compare(verdict, explain)?),
            };
            match consequence {
                Consequence::Measures(outcome) => {
                    for listing in listings {
                        self.determine(compared, outcome, listing, verdict)?;
                    }
                }
                Consequence::Proposal(proposal) => self.propose(compared, proposal, verdict)?,
            }
        }
        Ok(())
    }

    /// Whether one of the groups holds.
    fn compare(&self, verdict: &mut Verdict, explain: bool) -> Result<Compared, Refusal> {
        let mut told = Told {
            rule: self.position,
            conditions: explain.then_some(&mut verdict.conditions),
            seen: Vec::new(),
        };
        let mut compared = Compared::Unmet;
        for group in &self.rule.groups {
            if self.given.concerns(group, self.fact) {
                compared = compared.or(self.given.compare(group, self.fact, &mut told)?);
            }
        }
        Ok(compared)
    }

    /// The listings that stood, or may have stood, on the day from which something follows.
    fn listings(
        &self,
        listed: Listed,
        consequence: &Consequence,
    ) -> Result<Vec<Option<&'a Fact>>, Refusal> {
        let start = match consequence {
            Consequence::Measures(outcome) => day(self.fact, outcome.start)?.ok(),
            Consequence::Proposal(_) => self.fact.decided_on,
        };
        let months = match listed.term {
            Some(term) => Some(months(term, self.given.parameters)?),
            None => None,
        };
        let stood = |listing: &&Fact| {
            let starts_on = listing.decided_on.max(start);
            let over_on = listing.decided_on.zip(months);
            let over_on = over_on.map(|(day, months)| later(day, months));
            let left_on = [over_on, listing.ends_on].into_iter().flatten().min();
            !matches!((left_on, starts_on), (Some(left), Some(start)) if left <= start)
        };
        let others = self.given.facts.iter();
        let others = others.filter(|other| other.need == listed.need && other.id != self.fact.id);
        Ok(others.filter(stood).map(Some).collect())
    }

    /// Measures, or what keeps from saying that they apply.
    fn determine(
        &self,
        compared: Compared,
        outcome: &Outcome,
        listing: Option<&Fact>,
        verdict: &mut Verdict,
    ) -> Result<(), Refusal> {
        let measures = outcome.measures.iter();
        let measures = measures.filter(|(_, subjects)| subjects & self.given.subject != 0);
        let measures: Vec<u16> = measures.map(|(measure, _)| *measure).collect();
        if measures.is_empty() || compared == Compared::Unmet {
            return Ok(());
        }
        let start = day(self.fact, outcome.start)?;
        let end = self.end(start.ok(), outcome.term)?;
        let listed_on = listing.map(|listing| (listing, listing.decided_on));
        let (fact, missing) = match (compared, listed_on, start, end) {
            (Compared::Open(missing), ..) => (self.fact, missing),
            (_, Some((listing, None)), ..) => (listing, Missing::DecidedOn),
            (_, _, Err(missing), _) | (_, _, _, Err(missing)) => (self.fact, missing),
            (_, _, Ok(start), Ok(end)) => {
                let listed_on = listed_on.and_then(|(_, day)| day).unwrap_or(start);
                let starts_on = listed_on.max(start);
                if matches!(end, Ends::On(day) if day <= starts_on) {
                    return Ok(());
                }
                let grounds: Vec<u32> = [listing, Some(self.fact)]
                    .into_iter()
                    .flatten()
                    .map(|fact| fact.id)
                    .collect();
                verdict.determinations.push(Determination {
                    rule: self.position,
                    acts: grounds.clone(),
                    grounds,
                    starts_on,
                    until: end.into(),
                    measures,
                    details: Vec::new(),
                });
                return Ok(());
            }
        };
        // Once the term is over nothing is open, whatever the value is.
        if let Some(over_on) = end.ok().and_then(Ends::over_on) {
            if over_on <= self.given.as_of {
                return Ok(());
            }
            let review_on = verdict.review_on;
            verdict.review_on = Some(review_on.map_or(over_on, |set| set.min(over_on)));
        }
        self.gap(fact, missing, measures, verdict);
        Ok(())
    }

    /// The end of measures that start on a day, or what is missing.
    fn end(&self, start: Option<i32>, term: Term) -> Result<Result<Ends, Missing>, Refusal> {
        let term = match term {
            Term::WithGrounds => return Ok(Ok(Ends::WithGrounds)),
            Term::Never => return Ok(Ok(Ends::Never)),
            Term::Field(field) => return Ok(day(self.fact, Day::Field(field))?.map(Ends::On)),
            Term::Months(term) => (term, None),
            Term::MonthsOrGrounds(term) => (term, self.fact.ends_on),
        };
        let months = months(term.0, self.given.parameters)?;
        // Without a start there is a gap already, which names the day that is missing.
        let Some(start) = start else {
            return Ok(Ok(Ends::Never));
        };
        let over_on = later(start, months);
        Ok(Ok(match term.1 {
            Some(ends_on) if ends_on <= over_on => Ends::WithGrounds,
            _ => Ends::After {
                start,
                months,
                over_on,
            },
        }))
    }

    /// A proposal to list, if the finding is met and no listing has answered it.
    fn propose(
        &self,
        compared: Compared,
        proposal: &Proposal,
        verdict: &mut Verdict,
    ) -> Result<(), Refusal> {
        if proposal.subjects & self.given.subject == 0 {
            return Ok(());
        }
        match (compared, self.answered(proposal)?) {
            (Compared::Unmet, _) | (_, Answered::Yes) => {}
            (Compared::Open(missing), _) => self.gap(self.fact, missing, Vec::new(), verdict),
            (Compared::Met, Answered::Unknown(fact)) => {
                self.gap(fact, Missing::DecidedOn, Vec::new(), verdict);
            }
            (Compared::Met, Answered::No) => {
                let term = proposal.term;
                let term = term.map(|term| months(term, self.given.parameters));
                verdict.proposals.push(ListingProposal {
                    listing: proposal.listing,
                    rule: self.position,
                    grounds: vec![self.fact.id],
                    term: term.transpose()?,
                });
            }
        }
        Ok(())
    }

    /// A listing answers a finding of the same document number or, where one of them has
    /// none, every finding up to its day.
    fn answered(&self, proposal: &Proposal) -> Result<Answered<'a>, Refusal> {
        let mut answered = Answered::No;
        let Some(need) = proposal.answered_by else {
            return Ok(answered);
        };
        let own = match proposal.number {
            Some((own, _)) => text(self.fact, own)?,
            None => None,
        };
        for listing in self.given.facts.iter().filter(|fact| fact.need == need) {
            let listed = match proposal.number {
                Some((_, listed)) => text(listing, listed)?,
                None => None,
            };
            match (own, listed, self.fact.decided_on, listing.decided_on) {
                (Some(own), Some(listed), ..) if own == listed => return Ok(Answered::Yes),
                (Some(_), Some(_), ..) => {}
                (_, _, Some(found_on), Some(listed_on)) if found_on <= listed_on => {
                    return Ok(Answered::Yes);
                }
                (_, _, Some(_), Some(_)) => {}
                (_, _, None, _) => answered = Answered::Unknown(self.fact),
                (_, _, _, None) => answered = Answered::Unknown(listing),
            }
        }
        Ok(answered)
    }

    fn gap(&self, fact: &Fact, missing: Missing, measures: Vec<u16>, verdict: &mut Verdict) {
        verdict.gaps.push(Gap {
            rule: self.position,
            fact: Some(fact.id),
            missing,
            measures,
        });
    }
}

/// A text of a record.
fn text(fact: &Fact, position: u16) -> Result<Option<&str>, Refusal> {
    match field(fact, position)? {
        Some(Value::Text(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::DoesNotFit),
        None => Ok(None),
    }
}

/// When measures end.
#[derive(Clone, Copy)]
enum Ends {
    WithGrounds,
    After {
        start: i32,
        months: u16,
        over_on: i32,
    },
    On(i32),
    Never,
}

impl Ends {
    /// The day from which nothing holds any more, if it is known.
    fn over_on(self) -> Option<i32> {
        match self {
            Self::After { over_on, .. } | Self::On(over_on) => Some(over_on),
            Self::WithGrounds | Self::Never => None,
        }
    }
}

impl From<Ends> for End {
    fn from(ends: Ends) -> Self {
        match ends {
            Ends::WithGrounds => Self::WithGrounds,
            Ends::After { start, months, .. } => Self::After(Period { start, months }),
            Ends::On(day) => Self::On(day),
            Ends::Never => Self::Never,
        }
    }
}
