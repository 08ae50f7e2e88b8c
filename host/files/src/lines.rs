//! The lines of a text, each of bounded length.

use std::io::{self, BufRead, Read};

use crate::limits::LINE_BYTES;

/// Bytes shown of a line that is too long to be held.
const HEAD: usize = 1_000;

/// Reads line by line.
pub(crate) struct Lines<R> {
    input: R,
    number: u64,
}

/// One line, without its end.
#[derive(Debug)]
pub(crate) struct TextLine {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Its text; of one too long, its beginning.
    pub(crate) text: String,
    /// Whether it was held whole.
    pub(crate) whole: bool,
    /// Whether it ends as a line does; the last one of a file may not.
    pub(crate) ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) const fn new(input: R) -> Self {
        Self { input, number: 0 }
    }

    pub(crate) const fn input(&self) -> &R {
        &self.input
    }

    /// The next line.
    pub(crate) fn next(&mut self) -> io::Result<Option<TextLine>> {
        let mut text = Vec::new();
        if !self.next_into(&mut text)? {
            return Ok(None);
        }
        let ended = text.ends_with(b"\n");
        let whole = text.len() < LINE_BYTES || ended;
        if whole {
            while matches!(text.last(), Some(b'\n' | b'\r')) {
                text.pop();
            }
        } else {
            text.truncate(HEAD);
            self.skip_rest()?;
        }
        let text = String::from_utf8(text)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(Some(TextLine {
            number: self.number,
            text,
            whole,
            ended,
        }))
    }

    fn next_into(&mut self, text: &mut Vec<u8>) -> io::Result<bool> {
        let read = Read::take(&mut self.input, LINE_BYTES as u64).read_until(b'\n', text)?;
        self.number += u64::from(read > 0);
        Ok(read > 0)
    }

    fn skip_rest(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(buffer.len(), |end| end + 1);
            self.input.consume(length);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}
