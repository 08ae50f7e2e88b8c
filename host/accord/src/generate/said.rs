//! What the line of a record says: clean, or with what is wrong with it.

use std::borrow::Cow;

use accord_model::message::Flag;

use super::{
    dirt::{self, Dirt, IMPLAUSIBLE_FINE},
    head::Head,
    line::Line,
    population::Subject,
};

/// Added to the number of a record that only messages in the wrong order name. No subject
/// has as many records of one kind.
const ANOTHER: u64 = 500;

/// A record as a line says it.
#[derive(Debug, Clone)]
pub(super) struct Said<'a> {
    subject: &'a Subject,
    party: Party<'a>,
    head: Head,
    values: Cow<'a, str>,
}

/// Whom it is of.
#[derive(Debug, Clone)]
enum Party<'a> {
    /// The subject.
    Subject,
    /// Whoever is meant by what stands in the place of the subject's identifier.
    Written(String),
    /// Somebody of this name.
    Name(&'a [&'static str]),
}

impl<'a> Said<'a> {
    /// A record with these values, an object.
    pub(super) fn new(subject: &'a Subject, head: &Head, values: &'a str) -> Self {
        Self {
            subject,
            party: Party::Subject,
            head: *head,
            values: Cow::Borrowed(values),
        }
    }

    /// The same, said wrongly. What is wrong with other lines changes nothing.
    pub(super) fn with(mut self, dirt: Dirt) -> Self {
        let code = self.subject.identifier.reveal();
        match dirt {
            Dirt::WrongCheckCharacter => self.party = Party::Written(dirt::with_wrong_check(code)),
            Dirt::RegistrationNumber => {
                self.party = Party::Written(dirt::registration_number(self.subject));
            }
            Dirt::FullWidth => self.party = Party::Written(dirt::in_full_width(code)),
            Dirt::NameOnly => self.party = Party::Name(&self.subject.name),
            Dirt::NoDecisionDate => self.head.decided_on = None,
            Dirt::PlaceholderDate => self.head.decided_on = Some(dirt::PLACEHOLDER),
            Dirt::SwappedUnit => {
                self.values = Cow::Owned(self.values.replace(" 元", " 万元"));
                self.head.fine = self.head.fine.map(dirt::swapped);
            }
            Dirt::Duplicate | Dirt::DeletionFirst | Dirt::ContradictoryStatus => {}
        }
        self
    }

    /// Another record that says the same.
    pub(super) fn another(mut self) -> Self {
        self.head.ordinal += ANOTHER;
        self
    }

    /// The flag that its fine brings.
    pub(super) fn flag(&self) -> Option<Flag> {
        let large = self.head.fine.is_some_and(|fine| fine >= IMPLAUSIBLE_FINE);
        large.then_some(Flag::ImplausibleAmount)
    }

    /// Code of its kind.
    pub(super) const fn kind(&self) -> &'static str {
        self.head.kind.words().0
    }

    /// Writes it into the line.
    pub(super) fn record(&self, line: &mut Line) {
        self.start(line, "record");
        line.date("acted_on", self.head.acted_on);
        line.date("acted_until", self.head.acted_until);
        line.date("decided_on", self.head.decided_on);
        if let Some((day, ending)) = self.head.ends {
            line.date("ends_on", Some(day));
            line.text("ends_as", ending.name());
        }
        line.object("values", &self.values);
    }

    /// Writes into the line that it is withdrawn.
    pub(super) fn withdrawal(&self, line: &mut Line) {
        self.start(line, "withdrawal");
        line.text("reason", "录入有误");
    }

    /// Starts the line, up to the number.
    fn start(&self, line: &mut Line, line_type: &str) {
        let (kind, provider, prefix) = self.head.kind.words();
        let identifier = &self.subject.identifier;
        line.start(line_type);
        match &self.party {
            Party::Subject => line.identifier("identifier", identifier),
            Party::Written(text) => line.code("identifier", identifier.scheme(), text),
            Party::Name(name) => line.texts("name", name),
        }
        line.text("kind", kind);
        line.text("provider", provider);
        // One number for both: no subject has a thousand records of one kind.
        let number = self.subject.index * 1_000 + self.head.ordinal;
        line.numbered("number", &[prefix], number, "");
    }
}
