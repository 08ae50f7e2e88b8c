//! 后果: what follows from a clause.

use accord_model::{
    contract::{Edge, Measure, Reach, ValueType},
    manifest::ManifestFault,
};
use table_format::{Consequence, Day, Outcome, Proposal, RuleProgram, Term};

use super::{Compiling, Problem, Row, position, title};
use crate::{
    lookup,
    words::{DAYS, DayWord, FLAGS, REACHES, ROLE_TESTS, ROLES, Reached, TERMS, TermWord},
};

impl<'a> Compiling<'a> {
    pub(super) fn consequence(&mut self, row: &'a Row, programs: &mut [RuleProgram]) {
        let rule = self.rule_of(row);
        let mut program = rule.and_then(|rule| programs.get_mut(usize::from(rule)));
        let need = program.as_ref().and_then(|program| only_need(program));
        let consequence = match (row.cell("measure"), row.cell("listing")) {
            (Some(_), None) => self.measures(row, need),
            (None, Some(_)) => self.proposal(row, rule, need),
            _ => {
                let [measure, listing] = ["measure", "listing"].map(|key| title(row.part, key));
                self.flaw_at(row, "measure", Problem::OneOfBoth(measure, listing));
                None
            }
        };
        if let (Some(program), Some(consequence)) = (program.as_mut(), consequence) {
            join(program, consequence);
        }
    }

    fn measures(&mut self, row: &'a Row, need: Option<u16>) -> Option<Consequence> {
        let subjects = self.subjects(row);
        let reach = self.reach(row);
        let start = self.start(row, need);
        let term = self.term(row, need);
        let cell = row.cell("measure")?;
        let mut measures = Vec::new();
        for name in cell.items() {
            let Some(measure) = lookup::measure(self.catalogue, name) else {
                let fault = ManifestFault::UnknownMeasure(name.to_owned());
                self.flaw(cell.place.clone(), Problem::Manifest(fault));
                continue;
            };
            let Some(reach) = reach.clone() else { continue };
            let measure = Measure {
                code: measure.code.clone(),
                reach,
                details: Vec::new(),
            };
            measures.push((position(&mut self.measures, measure), subjects));
        }
        Some(Consequence::Measures(Outcome {
            start: start?,
            term: term?,
            measures,
        }))
    }

    /// 对象, 任职, 任职时点, 仅责任人.
    fn reach(&mut self, row: &'a Row) -> Option<Reach> {
        let reached = match row.cell("reach") {
            None => Reached::Subject,
            Some(_) => self.word(row, "reach", &REACHES)?,
        };
        if reached == Reached::Subject {
            self.superfluous(row, &["roles", "role-test", "responsible"]);
            return Some(Reach::SelfOnly);
        }
        let roles = self.required(row, "roles");
        let roles = roles.map(|cell| {
            let roles: Vec<_> = cell
                .items()
                .map(|word| self.meaning(cell, word, &ROLES))
                .collect();
            roles.into_iter().flatten().collect()
        });
        self.required(row, "role-test");
        let test = self.word(row, "role-test", &ROLE_TESTS);
        let responsible_only = self.word(row, "responsible", &FLAGS).unwrap_or_default();
        let edge = Edge {
            roles: roles?,
            responsible_only,
            test: test?,
        };
        Some(match reached {
            Reached::LedEntities => {
                self.superfluous(row, &["responsible"]);
                Reach::LedEntities(edge)
            }
            Reached::Subject | Reached::Holders => Reach::Holders(edge),
        })
    }

    /// 起算日.
    fn start(&mut self, row: &'a Row, need: Option<u16>) -> Option<Day> {
        let Some(cell) = row.cell("start") else {
            return Some(Day::DecidedOn);
        };
        match DAYS.find(&cell.text) {
            Some(DayWord::DecidedOn) => Some(Day::DecidedOn),
            Some(DayWord::ActedOn) => Some(Day::ActedOn),
            None => self.date_field(row, "start", need).map(Day::Field),
        }
    }

    /// 期限, 月数, 截止字段.
    fn term(&mut self, row: &'a Row, need: Option<u16>) -> Option<Term> {
        self.required(row, "term");
        let term = self.word(row, "term", &TERMS)?;
        if matches!(term, TermWord::Months | TermWord::MonthsOrGrounds) {
            self.superfluous(row, &["until-field"]);
            let cell = self.required(row, "months")?;
            let months = self.months(cell)?;
            return Some(match term {
                TermWord::Months => Term::Months(months),
                _ => Term::MonthsOrGrounds(months),
            });
        }
        self.superfluous(row, &["months"]);
        if term == TermWord::Date {
            self.required(row, "until-field")?;
            return self.date_field(row, "until-field", need).map(Term::Field);
        }
        self.superfluous(row, &["until-field"]);
        Some(match term {
            TermWord::Never => Term::Never,
            _ => Term::WithGrounds,
        })
    }

    /// A field with a day, of the one kind of record that the rule looks at.
    fn date_field(&mut self, row: &'a Row, key: &str, need: Option<u16>) -> Option<u16> {
        let cell = row.cell(key)?;
        let Some((need, kind)) = need.and_then(|need| Some((need, self.reads.kind(need)?))) else {
            self.flaw(cell.place.clone(), Problem::SeveralKinds);
            return None;
        };
        let field = self.field(kind, cell)?;
        if field.value_type != ValueType::Date {
            self.flaw(cell.place.clone(), Problem::Value(ValueType::Date));
            return None;
        }
        Some(self.reads.field(need, field))
    }

    /// 建议列入.
    fn proposal(
        &mut self,
        row: &'a Row,
        rule: Option<u16>,
        need: Option<u16>,
    ) -> Option<Consequence> {
        let of_measures = [
            "reach",
            "roles",
            "role-test",
            "responsible",
            "start",
            "until-field",
        ];
        self.superfluous(row, &of_measures);
        self.superfluous(row, &["term"]);
        let subjects = self.subjects(row);
        let term = row.cell("months").map(|cell| self.months(cell));
        let kind = self.kind(row.cell("listing")?)?;
        let listing = position(&mut self.listings, kind.code.clone());
        let (answered_by, number) = self.answered_by(rule?, need);
        Some(Consequence::Proposal(Proposal {
            listing,
            subjects,
            term: term.flatten(),
            answered_by,
            number,
        }))
    }
}

/// The one kind of record that a rule looks at.
fn only_need(program: &RuleProgram) -> Option<u16> {
    let first = program.groups.first()?.need;
    let mut groups = program.groups.iter();
    groups.all(|group| group.need == first).then_some(first)
}

/// Measures that begin and end as others of the rule do follow together with them.
fn join(program: &mut RuleProgram, consequence: Consequence) {
    if let Consequence::Measures(new) = &consequence {
        for known in &mut program.consequences {
            if let Consequence::Measures(known) = known
                && (known.start, known.term) == (new.start, new.term)
            {
                known.measures.extend(&new.measures);
                return;
            }
        }
    }
    program.consequences.push(consequence);
}
