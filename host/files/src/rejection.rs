//! Why a line is not taken.
//!
//! Reports travel: a rejection shows at most 64 characters of a value, and of anything
//! that may be a person's number only its ends.

use accord_model::{codes::CodeError, dictionary::OutOfTerm, identifier::Scheme, message::Flag};

use crate::{limits, text::Text};

mod texts;

/// One thing that is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The key or column at fault, if one is.
    pub field: Option<String>,
    /// What stands there, shortened and masked.
    pub value: Option<String>,
    /// What is wrong with it.
    pub fault: Fault,
}

impl Rejection {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn text(&self) -> Text {
        self.fault.text()
    }
}

/// What is wrong with a line. It holds nothing that stood in the file but lengths,
/// positions and single characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Bytes that are no characters of the file's encoding.
    Undecodable,
    /// The line is longer than 1 MiB.
    LineTooLong,
    /// The row has more than 1,000 columns.
    TooManyColumns,
    /// A cell has more than 32,767 characters.
    CellTooLong,
    /// A cell with text in it stands where the header has none: past its end, or under an
    /// empty cell of it.
    CellCount {
        /// Columns of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// The last row has fewer cells than the header and no line end: the file is cut off, and
    /// maybe the last cell too.
    CutOff {
        /// Columns of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A quotation mark opens a cell and none closes it.
    UnclosedQuote,
    /// The cell holds an error of the spreadsheet, such as `#N/A`.
    CellError,
    /// The cell is merged with those of other rows or columns, whose value it hides.
    Merged,
    /// The cell holds a formula that no spreadsheet has computed yet.
    NotComputed,
    /// The line is not valid JSON.
    Json {
        /// Where, in bytes from 1.
        column: usize,
    },
    /// The line is JSON but no object.
    NotAnObject,
    /// The schema has no such key.
    UnknownKey,
    /// The key stands twice.
    Repeated,
    /// It must be given.
    Missing,
    /// Only a name is given: nobody is found by a name.
    OnlyAName,
    /// It is not of the JSON type called for.
    WrongType(Wanted),
    /// It is none of the words allowed.
    NotOneOf(&'static [&'static str]),
    /// The identifier has a length or characters that none of its kind has.
    Identifier {
        /// Its kind.
        scheme: Scheme,
        /// What is wrong with it.
        error: CodeError,
    },
    /// A spreadsheet turned the number into one of another form, or its last digits into
    /// zeros: they are lost.
    DigitsLost,
    /// Every character of the number is the same, or it has fewer than five: such a number
    /// stands for none, and would make one subject of many.
    PlaceholderNumber,
    /// A person's number stands in the column of unified codes.
    PersonsNumber,
    /// The identifiers of the line are of a person and of an organisation.
    MixedIdentifiers,
    /// The line has two identifiers of this kind, of which a subject has one.
    TwoIdentifiers {
        /// Their kind.
        scheme: Scheme,
    },
    /// The organisation code is not the one inside the unified code.
    OtherOrganisationCode,
    /// A sole proprietor is given by the number of its operator only.
    OnlyTheOperator,
    /// The kind of subject and the identifier disagree.
    KindMismatch,
    /// An organisation is called for.
    NotAnOrganisation,
    /// A document's number is given without its type.
    DocumentTypeMissing,
    /// The form knows no such word: a category of subjects, a type of document, a status.
    UnknownWord {
        /// Those it knows.
        known: Vec<String>,
    },
    /// Two subjects are called for and both are the same.
    SameSubject,
    /// A person is merged into an organisation, or the reverse.
    MergedKinds,
    /// No natural person can have a record of this kind.
    NotOfPersons,
    /// The dictionary has no such kind of record.
    UnknownKind,
    /// The kind has no such field.
    UnknownField,
    /// The code is not in the code list of this title.
    NotInList {
        /// Title of the list.
        list: String,
    },
    /// It is no day of the calendar.
    NotADay,
    /// It is no moment.
    NotAMoment,
    /// The amount says no unit and the column has none.
    NoUnit,
    /// It is not a decimal number.
    NotAnAmount,
    /// The amount is less than nothing.
    NegativeAmount,
    /// The amount has a fraction of a fen.
    FractionOfFen,
    /// The number is too large to hold.
    TooLarge,
    /// It is not a whole number.
    NotAnInteger,
    /// It is neither yes nor no.
    NotAFlag,
    /// It is not the six digits of a region.
    NotARegion,
    /// It is not a letter of GB/T 4754 and up to four digits.
    NotAnIndustry,
    /// The text has too many characters.
    TooLong {
        /// How many it may have.
        limit: usize,
    },
    /// It ends before, or on the day, it begins.
    EndsBeforeItBegins {
        /// What begins.
        begins: Begin,
    },
    /// The dictionary takes no record of it decided on that day.
    OutOfTerm(OutOfTerm),
}

/// What an end is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// The act.
    Act,
    /// The decision.
    Decision,
    /// The role.
    Role,
}

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A list of texts.
    Texts,
    /// A list of objects.
    Objects,
    /// An object.
    Object,
    /// A text that says its unit, such as `0.2 万元`.
    AmountText,
}

/// Said of something whose fault has been noted already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noted;

/// What was read of one place: nothing, something, or a fault that has been noted.
pub(crate) type Found<T> = Result<Option<T>, Noted>;

/// What is to be said of one line.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) rejections: Vec<Rejection>,
    pub(crate) flags: Vec<Flag>,
}

impl Notes {
    /// Notes a fault.
    pub(crate) fn reject(&mut self, field: &str, value: Option<&str>, fault: Fault) -> Noted {
        if self.rejections.len() < limits::REJECTIONS {
            self.rejections.push(Rejection {
                field: (!field.is_empty()).then(|| shown(field)),
                value: value.filter(|value| !value.is_empty()).map(shown),
                fault,
            });
        }
        Noted
    }

    /// Notes a fault of what may be a person's number, whatever it looks like.
    pub(crate) fn reject_identifier(&mut self, field: &str, value: &str, fault: Fault) -> Noted {
        let masked = mask(value.trim());
        self.reject(field, Some(&masked), fault)
    }

    pub(crate) fn flag(&mut self, flag: Flag) {
        if let Err(at) = self.flags.binary_search(&flag) {
            self.flags.insert(at, flag);
        }
    }

    /// What was found, or that it is missing.
    pub(crate) fn required<T>(&mut self, field: &str, found: Found<T>) -> Result<T, Noted> {
        found?.ok_or_else(|| self.reject(field, None, Fault::Missing))
    }
}

/// Characters of a value that are shown.
const SHOWN: usize = 64;

/// Digits from which a run of them may be a person's number.
const DIGITS_OF_NUMBER: usize = 12;

/// A value as a report may show it: long numbers masked, then shortened.
pub(crate) fn shown(value: &str) -> String {
    let characters: Vec<char> = value.chars().take(SHOWN * 4).collect();
    let mut shown = String::new();
    for run in characters.chunk_by(|a, b| of_number(*a) == of_number(*b)) {
        let digits = run.iter().filter(|c| is_digit(**c)).count();
        if digits >= DIGITS_OF_NUMBER {
            shown.extend(hide(run));
        } else {
            shown.extend(run);
        }
    }
    let cut = characters.len() == SHOWN * 4 || shown.chars().count() > SHOWN;
    if cut {
        let head: String = shown.chars().take(SHOWN - 1).collect();
        return format!("{head}…");
    }
    shown
}

/// A value of which only the ends are shown.
fn mask(value: &str) -> String {
    let characters: Vec<char> = value.chars().take(SHOWN).collect();
    hide(&characters).collect()
}

fn hide(characters: &[char]) -> impl Iterator<Item = char> + '_ {
    let ends = 2.min(characters.len() / 4);
    let last = characters.len() - ends;
    characters
        .iter()
        .enumerate()
        .map(move |(index, character)| {
            if index < ends || index >= last {
                *character
            } else {
                '*'
            }
        })
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || ('０'..='９').contains(&character)
}

/// Whether a number may be written with it: blanks and dashes do not tear one apart.
fn of_number(character: char) -> bool {
    is_digit(character)
        || character.is_whitespace()
        || matches!(character, 'x' | 'X' | 'ｘ' | 'Ｘ' | '-' | '－' | '.' | ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_by_its_ends_only() {
        for number in [
            "48180219800101001X",
            "４８１８０２１９８００１０１００１ｘ",
            "481802 19800101 001X",
            "481802-19800101-001X",
            "481802800101001",
        ] {
            let text = format!("张某{number}的记录");
            assert!(!shown(&text).contains("1980"), "{}", shown(&text));
            assert!(!shown(&text).contains("8001"), "{}", shown(&text));
        }
        assert_eq!(shown("91481802MA0000007T"), "91481802MA0000007T");
        assert_eq!(mask("E12345678"), "E1*****78");
        assert_eq!(shown(&"测".repeat(100)).chars().count(), 64);
    }
}
