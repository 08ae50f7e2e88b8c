//! XML, read event by event under bounds.

use std::io::{self, BufRead};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use crate::{
    error::{Bound, FileError},
    limits::EVENT_BYTES,
};

/// Elements that may be open at once; a sheet has about six.
const DEPTH: usize = 64;

/// A part of a workbook.
pub(super) struct Xml<R> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Xml<R> {
    /// A part that may decompress to so many bytes.
    pub(super) fn new(input: R, bytes: u64, bound: Bound) -> Self {
        let mut reader = Reader::from_reader(Bounded {
            input,
            left: bytes,
            event_left: EVENT_BYTES,
            bound,
            exceeded: None,
        });
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The next event.
    pub(super) fn next(&mut self) -> Result<Event<'_>, FileError> {
        self.buffer.clear();
        self.reader.get_mut().event_left = EVENT_BYTES;
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| match self.reader.get_ref().exceeded {
                Some(bound) => FileError::TooLarge(bound),
                None => damaged(&error),
            })?;
        match event {
            Event::Start(_) if self.depth == DEPTH => {
                return Err(FileError::TooLarge(Bound::Element));
            }
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(event)
    }
}

/// What is wrong with an archive or a part of it.
pub(super) fn damaged(error: &dyn std::error::Error) -> FileError {
    let reason: String = error.to_string().chars().take(120).collect();
    FileError::Workbook { reason }
}

/// The value of an attribute.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())
        .and_then(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            Some(value.into_owned())
        })
}

/// The characters that a reference such as `&amp;` stands for. There are no others than
/// XML's own: what a document defines for itself is not read.
pub(super) fn resolve(reference: &BytesRef<'_>) -> Result<char, FileError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|e| damaged(&e))? {
        return Ok(character);
    }
    let name: &[u8] = reference;
    match name {
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"amp" => Ok('&'),
        b"apos" => Ok('\''),
        b"quot" => Ok('"'),
        _ => Err(FileError::Workbook {
            reason: "an unknown entity".to_owned(),
        }),
    }
}

/// An input of which an event, and the whole, have so many bytes at most.
struct Bounded<R> {
    input: R,
    left: u64,
    event_left: u64,
    bound: Bound,
    exceeded: Option<Bound>,
}

impl<R: BufRead> io::Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.left.min(self.event_left);
        if left == 0 {
            let whole = self.left == 0;
            self.exceeded = Some(if whole { self.bound } else { Bound::Element });
            return Err(io::Error::other("a bound is exceeded"));
        }
        let available = self.input.fill_buf()?;
        let length = available
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        Ok(available.get(..length).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        self.event_left = self.event_left.saturating_sub(amount as u64);
        self.input.consume(amount);
    }
}
