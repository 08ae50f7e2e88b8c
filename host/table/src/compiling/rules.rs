//! 规则: the clauses, and what ties them to a list.

use accord_model::{contract::ValueType, dictionary::Kind};
use table_format::{Listed, RuleProgram};

use super::{Compiling, Problem, Row, Rule};

/// A clause and its row.
pub(super) struct RuleRow<'a> {
    pub(super) rule: Rule,
    pub(super) row: &'a Row,
}

impl<'a> Compiling<'a> {
    pub(super) fn rule(&mut self, row: &'a Row) {
        let id = self.required(row, "id");
        let label = self.required(row, "label");
        let source = self.required(row, "source");
        if let Some(id) = id
            && self.rules.iter().any(|other| other.rule.id == id.text)
        {
            self.flaw(id.place.clone(), Problem::Twice(id.text.clone()));
        }
        let text = |cell: Option<&super::Cell>| cell.map(|cell| cell.text.clone());
        let rule = Rule {
            id: text(id).unwrap_or_default(),
            label: text(label).unwrap_or_default(),
            source: text(source).unwrap_or_default(),
        };
        self.rules.push(RuleRow { rule, row });
    }

    /// The program of each rule, still without what follows.
    pub(super) fn programs(&mut self) -> Vec<RuleProgram> {
        let rows: Vec<&'a Row> = self.rules.iter().map(|rule| rule.row).collect();
        let mut programs: Vec<RuleProgram> = Vec::new();
        for (position, row) in (0..).zip(rows) {
            let groups = self.groups_of(position);
            if groups.is_empty() && !self.has_rows(position) {
                let problem = Problem::NoConditions(row.text("id").to_owned());
                self.flaw_at(row, "id", problem);
            }
            programs.push(RuleProgram {
                groups,
                listed: self.listed(row),
                consequences: Vec::new(),
            });
        }
        programs
    }

    /// 在列名单.
    fn listed(&mut self, row: &'a Row) -> Option<Listed> {
        let Some(cell) = row.cell("listed") else {
            self.superfluous(row, &["listed-months"]);
            return None;
        };
        let term = row.cell("listed-months");
        let term = term.and_then(|cell| self.months(cell));
        let kind = self.kind(cell)?;
        Some(Listed {
            need: self.reads.need(kind),
            term,
        })
    }

    /// 已列入名单 and 文书号字段 of a rule that looks at one kind of record: the need of the
    /// listing, and the field in both.
    pub(super) fn answered_by(
        &mut self,
        rule: u16,
        need: Option<u16>,
    ) -> (Option<u16>, Option<(u16, u16)>) {
        let Some(row) = self.rules.get(usize::from(rule)).map(|rule| rule.row) else {
            return (None, None);
        };
        let Some(cell) = row.cell("answered-by") else {
            self.superfluous(row, &["document-number"]);
            return (None, None);
        };
        let Some(kind) = self.kind(cell) else {
            return (None, None);
        };
        let listing = self.reads.need(kind);
        if row.cell("document-number").is_none() {
            return (Some(listing), None);
        }
        let Some(need) = need else {
            self.flaw_at(row, "document-number", Problem::SeveralKinds);
            return (Some(listing), None);
        };
        let own = self.number_field(row, self.reads.kind(need));
        let listed = self.number_field(row, Some(kind));
        let number = own.zip(listed).map(|(own, listed)| {
            (
                self.reads.field(need, own),
                self.reads.field(listing, listed),
            )
        });
        (Some(listing), number)
    }

    fn number_field(
        &mut self,
        row: &'a Row,
        kind: Option<&'a Kind>,
    ) -> Option<&'a accord_model::dictionary::Field> {
        let cell = row.cell("document-number")?;
        let field = self.field(kind?, cell)?;
        if field.value_type != ValueType::Text {
            self.flaw(cell.place.clone(), Problem::Value(ValueType::Text));
        }
        Some(field)
    }

    pub(super) fn rules_without_consequences(&mut self, programs: &[RuleProgram]) {
        let barren = self.rules.iter().zip(programs);
        let barren = barren.filter(|(_, program)| program.consequences.is_empty());
        let barren: Vec<_> = barren.map(|(rule, _)| rule.row).collect();
        for row in barren {
            let problem = Problem::NoConsequences(row.text("id").to_owned());
            self.flaw_at(row, "id", problem);
        }
    }
}
