//! An answer is believed only if it points at things that are there.
//!
//! A plugin's indices and handles come from the other side of the sandbox. They are
//! checked once, here, so that nothing behind this line meets one that is out of range.

use crate::contract::{End, Manifest, Missing, Question, Subject, Verdict};

/// Where in an answer the fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// A determination, by position.
    Determination(usize),
    /// A listing proposal, by position.
    Proposal(usize),
    /// A gap, by position.
    Gap(usize),
    /// A condition of the explanation, by position.
    Condition(usize),
}

impl std::fmt::Display for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Determination(at) => write!(f, "determination {at}"),
            Self::Proposal(at) => write!(f, "proposal {at}"),
            Self::Gap(at) => write!(f, "gap {at}"),
            Self::Condition(at) => write!(f, "condition {at}"),
        }
    }
}

/// What an index of an answer points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// `manifest.measures`.
    Measures,
    /// `manifest.rules`.
    Rules,
    /// `manifest.listings`.
    Listings,
    /// `manifest.reads`.
    Reads,
    /// The fields of a fact's need.
    Fields,
    /// `manifest.parameters`.
    Parameters,
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Measures => "measures",
            Self::Rules => "rules",
            Self::Listings => "listings",
            Self::Reads => "reads",
            Self::Fields => "fields",
            Self::Parameters => "parameters",
        })
    }
}

/// Why an answer is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// An index beyond the end of what it points into.
    #[error("{at} points at {table} {index}, of which there are {length}")]
    Index {
        /// Where.
        at: Statement,
        /// What it points into.
        table: Table,
        /// The index.
        index: u16,
        /// How many there are.
        length: usize,
    },
    /// A ground that was not among the facts given.
    #[error("{at} names fact {fact}, which was not given")]
    GroundNotGiven {
        /// Where.
        at: Statement,
        /// The handle.
        fact: u32,
    },
    /// The same ground twice.
    #[error("{at} names fact {fact} twice")]
    GroundTwice {
        /// Where.
        at: Statement,
        /// The handle.
        fact: u32,
    },
    /// An act that is not one of the determination's grounds.
    #[error("{at} dates the role test by fact {fact}, which is not among its grounds")]
    ActNotGround {
        /// Where.
        at: Statement,
        /// The handle.
        fact: u32,
    },
    /// A determination that carries no measure.
    #[error("{at} carries no measure")]
    NoMeasure {
        /// Where.
        at: Statement,
    },
    /// A sanction that rests on nothing.
    #[error("{at} carries the sanction `{measure}` without any ground")]
    SanctionWithoutGrounds {
        /// Where.
        at: Statement,
        /// The measure's code.
        measure: String,
    },
    /// It ends with its grounds, and has none.
    #[error("{at} ends with its grounds and has none")]
    EndWithoutGrounds {
        /// Where.
        at: Statement,
    },
    /// It ends before it starts.
    #[error("{at} ends before it starts")]
    EndBeforeStart {
        /// Where.
        at: Statement,
    },
    /// A measure whose details are not those declared.
    #[error("{at} gives {given} details of `{measure}`, which declares {declared}")]
    Details {
        /// Where.
        at: Statement,
        /// The measure's code.
        measure: String,
        /// How many were given.
        given: usize,
        /// How many are declared.
        declared: usize,
    },
    /// Details of a measure that the determination does not carry, or has given before.
    #[error("{at} gives details of measure {measure}, which it does not carry or gave before")]
    StrayDetails {
        /// Where.
        at: Statement,
        /// Index of the measure.
        measure: u16,
    },
    /// A detail of another type than declared.
    #[error("{at} gives detail {detail} of `{measure}` with a type that is not the declared one")]
    DetailType {
        /// Where.
        at: Statement,
        /// The measure's code.
        measure: String,
        /// Position of the detail.
        detail: usize,
    },
    /// The review day does not lie after the as-of date.
    #[error("the review day does not lie after the day asked about")]
    ReviewNotLater,
}

/// Checks an answer against the manifest, the facts given and the question.
///
/// # Errors
/// The first fault found; an answer with a fault decides nothing.
pub fn check(
    manifest: &Manifest,
    subject: &Subject<'_>,
    question: &Question,
    verdict: &Verdict,
) -> Result<(), AnswerFault> {
    let checker = Checker { manifest, subject };
    for (position, determination) in verdict.determinations.iter().enumerate() {
        let at = Statement::Determination(position);
        checker.index(at, Table::Rules, determination.rule, manifest.rules.len())?;
        checker.grounds(at, &determination.grounds)?;
        if let Some(fact) = determination
            .acts
            .iter()
            .find(|act| !determination.grounds.contains(act))
        {
            return Err(AnswerFault::ActNotGround { at, fact: *fact });
        }
        match determination.until {
            End::WithGrounds if determination.grounds.is_empty() => {
                return Err(AnswerFault::EndWithoutGrounds { at });
            }
            End::On(day) if day < determination.starts_on => {
                return Err(AnswerFault::EndBeforeStart { at });
            }
            _ => {}
        }
        if determination.measures.is_empty() {
            return Err(AnswerFault::NoMeasure { at });
        }
        for measure in &determination.measures {
            let given = determination
                .details
                .iter()
                .find(|given| given.measure == *measure);
            checker.measure(at, *measure, given.map_or(&[], |given| &given.values))?;
        }
        for (position, detail) in determination.details.iter().enumerate() {
            let mut earlier = determination.details.iter().take(position);
            if !determination.measures.contains(&detail.measure)
                || earlier.any(|other| other.measure == detail.measure)
            {
                return Err(AnswerFault::StrayDetails {
                    at,
                    measure: detail.measure,
                });
            }
        }
    }
    for (position, proposal) in verdict.proposals.iter().enumerate() {
        let at = Statement::Proposal(position);
        checker.index(at, Table::Rules, proposal.rule, manifest.rules.len())?;
        checker.index(
            at,
            Table::Listings,
            proposal.listing,
            manifest.listings.len(),
        )?;
        checker.grounds(at, &proposal.grounds)?;
    }
    for (position, gap) in verdict.gaps.iter().enumerate() {
        let at = Statement::Gap(position);
        checker.index(at, Table::Rules, gap.rule, manifest.rules.len())?;
        for measure in &gap.measures {
            checker.index(at, Table::Measures, *measure, manifest.measures.len())?;
        }
        checker.missing(at, gap.fact, gap.missing)?;
    }
    for (position, condition) in verdict.conditions.iter().enumerate() {
        let at = Statement::Condition(position);
        checker.index(at, Table::Rules, condition.rule, manifest.rules.len())?;
        checker.field(at, condition.fact, condition.field)?;
    }
    match verdict.review_on {
        Some(day) if day <= question.as_of => Err(AnswerFault::ReviewNotLater),
        _ => Ok(()),
    }
}

struct Checker<'a> {
    manifest: &'a Manifest,
    subject: &'a Subject<'a>,
}

impl Checker<'_> {
    fn index(
        &self,
        at: Statement,
        table: Table,
        index: u16,
        length: usize,
    ) -> Result<(), AnswerFault> {
        if usize::from(index) < length {
            return Ok(());
        }
        Err(AnswerFault::Index {
            at,
            table,
            index,
            length,
        })
    }

    fn grounds(&self, at: Statement, grounds: &[u32]) -> Result<(), AnswerFault> {
        for (position, fact) in grounds.iter().enumerate() {
            self.need_of(at, *fact)?;
            if grounds.iter().take(position).any(|earlier| earlier == fact) {
                return Err(AnswerFault::GroundTwice { at, fact: *fact });
            }
        }
        Ok(())
    }

    /// The need of a fact that was given.
    fn need_of(&self, at: Statement, fact: u32) -> Result<u16, AnswerFault> {
        self.subject
            .facts
            .iter()
            .find(|given| given.id == fact)
            .map(|given| given.need)
            .ok_or(AnswerFault::GroundNotGiven { at, fact })
    }

    fn measure(
        &self,
        at: Statement,
        index: u16,
        details: &[Option<crate::contract::Value>],
    ) -> Result<(), AnswerFault> {
        let measures = &self.manifest.measures;
        let Some(measure) = measures.get(usize::from(index)) else {
            return self.index(at, Table::Measures, index, measures.len());
        };
        if details.len() != measure.details.len() {
            return Err(AnswerFault::Details {
                at,
                measure: measure.code.clone(),
                given: details.len(),
                declared: measure.details.len(),
            });
        }
        for (detail, (given, declared)) in details.iter().zip(&measure.details).enumerate() {
            if given
                .as_ref()
                .is_some_and(|value| value.value_type() != declared.value_type)
            {
                return Err(AnswerFault::DetailType {
                    at,
                    measure: measure.code.clone(),
                    detail,
                });
            }
        }
        Ok(())
    }

    fn missing(
        &self,
        at: Statement,
        fact: Option<u32>,
        missing: Missing,
    ) -> Result<(), AnswerFault> {
        self.field(at, fact, None)?;
        match missing {
            Missing::NoFact(need) => self.index(at, Table::Reads, need, self.manifest.reads.len()),
            Missing::Field(field) => self.field(at, fact, Some(field)),
            Missing::Parameter(parameter) => {
                let length = self.manifest.parameters.len();
                self.index(at, Table::Parameters, parameter, length)
            }
            Missing::ActedOn | Missing::DecidedOn | Missing::Profile => Ok(()),
        }
    }

    /// A field names a place only together with a fact.
    fn field(
        &self,
        at: Statement,
        fact: Option<u32>,
        field: Option<u16>,
    ) -> Result<(), AnswerFault> {
        let length = match fact {
            Some(fact) => {
                let need = self.need_of(at, fact)?;
                let need = self.manifest.reads.get(usize::from(need));
                need.map_or(0, |need| need.fields.len())
            }
            None => 0,
        };
        field.map_or(Ok(()), |field| self.index(at, Table::Fields, field, length))
    }
}

#[cfg(test)]
mod tests;
