//! A component as a row of sections. Modules and components within it are passed over
//! whole: what they carry is their own.

use wasmparser::{Chunk, Encoding, Parser, Payload};

use crate::SectionError;

/// A section, or the header before them all.
pub(crate) struct Part<'a> {
    /// All of it, its header included.
    pub(crate) bytes: &'a [u8],
    /// Name and content of a custom section.
    pub(crate) custom: Option<(&'a str, &'a [u8])>,
}

/// The parts in their order; together they are all the bytes. Ends with the first error.
pub(crate) fn parts(component: &[u8]) -> impl Iterator<Item = Result<Part<'_>, SectionError>> {
    let mut walk = Walk {
        parser: Parser::new(0),
        rest: component,
        offset: 0,
    };
    let mut over = false;
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        let part = walk.next();
        over = !matches!(part, Ok(Some(_)));
        part.transpose()
    })
}

struct Walk<'a> {
    parser: Parser,
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Walk<'a> {
    fn next(&mut self) -> Result<Option<Part<'a>>, SectionError> {
        let first = self.offset == 0;
        let (payload, consumed) = match self.parser.parse(self.rest, true) {
            Ok(Chunk::Parsed { payload, consumed }) => (payload, consumed),
            Ok(Chunk::NeedMoreData(_)) => return Err(self.cut_short()),
            Err(_) if first => return Err(SectionError::NotAComponent),
            Err(error) => {
                return Err(SectionError::Malformed {
                    offset: error.offset(),
                    reason: error.message().to_owned(),
                });
            }
        };
        let mut length = consumed;
        let mut custom = None;
        match payload {
            Payload::Version { encoding, .. } if encoding != Encoding::Component => {
                return Err(SectionError::NotAComponent);
            }
            // The parser gives the header only and takes the content as fed to another.
            Payload::ModuleSection {
                unchecked_range, ..
            }
            | Payload::ComponentSection {
                unchecked_range, ..
            } => length = consumed.saturating_add(unchecked_range.len()),
            Payload::CustomSection(section) => custom = Some((section.name(), section.data())),
            Payload::End(_) => return Ok(None),
            _ => {}
        }
        let (bytes, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| self.cut_short())?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(length);
        Ok(Some(Part { bytes, custom }))
    }

    fn cut_short(&self) -> SectionError {
        SectionError::Malformed {
            offset: self.offset,
            reason: "a section is longer than the file".to_owned(),
        }
    }
}
