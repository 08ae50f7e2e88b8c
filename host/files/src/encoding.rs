//! Which encoding a text is in, and its characters as UTF-8.
//!
//! Chinese spreadsheets save CSV as GB18030 unless told otherwise, and say so nowhere.

use std::io::{self, BufRead, Read};

use crate::error::FileError;

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, which GBK and GB 2312 are part of.
    Gb18030,
}

impl Encoding {
    const fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Gb18030 => encoding_rs::GB18030,
        }
    }
}

/// Bytes by which the encoding is told, from the first that is not ASCII.
const HEAD: usize = 256 << 10;

/// Bytes decoded at once.
const CHUNK: usize = 32 << 10;

/// The first bytes of workbooks of before 2007 and of encrypted ones.
const COMPOUND_FILE: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];

/// A text as UTF-8. Bytes that are no characters become U+FFFD.
pub(crate) struct Decoded<R> {
    input: R,
    encoding: Option<Encoding>,
    decoder: Option<encoding_rs::Decoder>,
    raw: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    ended: bool,
    /// Whether the decoder was told of the end: it may have held half a character.
    done: bool,
}

impl<R: Read> Decoded<R> {
    /// The text in an encoding; `None` = told by its bytes.
    pub(crate) fn new(mut input: R, encoding: Option<Encoding>) -> Result<Self, FileError> {
        let mut raw = Vec::new();
        Read::take(&mut input, 4).read_to_end(&mut raw)?;
        if raw == COMPOUND_FILE {
            return Err(FileError::OldWorkbook);
        }
        if raw.starts_with(b"PK\x03\x04") {
            return Err(FileError::NotAText);
        }
        if raw.starts_with(&[0xFF, 0xFE]) || raw.starts_with(&[0xFE, 0xFF]) {
            return Err(FileError::Utf16);
        }
        let mut decoded = Self {
            input,
            encoding: None,
            decoder: None,
            raw,
            out: Vec::new(),
            at: 0,
            ended: false,
            done: false,
        };
        if decoded.raw.starts_with(&[0xEF, 0xBB, 0xBF]) {
            decoded.raw.drain(..3);
            decoded.decide(Encoding::Utf8);
        } else if decoded.raw == [0x84, 0x31, 0x95, 0x33] {
            decoded.raw.clear();
            decoded.decide(Encoding::Gb18030);
        } else if let Some(encoding) = encoding {
            decoded.decide(encoding);
        }
        Ok(decoded)
    }

    /// The encoding, once a character told it.
    pub(crate) const fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    fn decide(&mut self, encoding: Encoding) {
        self.encoding = Some(encoding);
        self.decoder = Some(encoding.codec().new_decoder_without_bom_handling());
    }

    fn read_raw(&mut self, bytes: usize) -> io::Result<()> {
        let wanted = bytes.saturating_sub(self.raw.len());
        let read = Read::take(&mut self.input, wanted as u64).read_to_end(&mut self.raw)?;
        self.ended = read < wanted;
        Ok(())
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.at = 0;
        while self.out.is_empty() && !self.done {
            if !self.ended {
                self.read_raw(CHUNK)?;
            }
            if self.decoder.is_none() {
                let ascii = self.raw.iter().take_while(|byte| byte.is_ascii()).count();
                if ascii > 0 || self.raw.is_empty() {
                    self.out.extend(self.raw.drain(..ascii));
                    self.done = self.ended && self.raw.is_empty();
                    return Ok(());
                }
                self.read_raw(HEAD)?;
                self.decide(tell(&self.raw));
            }
            let Some(decoder) = &mut self.decoder else {
                return Ok(());
            };
            let room = decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(0);
            self.out.resize(room, 0);
            let (_, read, written, _) =
                decoder.decode_to_utf8(&self.raw, &mut self.out, self.ended);
            self.out.truncate(written);
            self.raw.drain(..read);
            self.done = self.ended && self.raw.is_empty();
        }
        Ok(())
    }
}

/// The encoding in which the bytes have fewer that are no characters.
fn tell(bytes: &[u8]) -> Encoding {
    let wrong = |encoding: Encoding| {
        let (text, _) = encoding.codec().decode_without_bom_handling(bytes);
        // A character cut off at the end of the head is none that is wrong.
        text.trim_end_matches('\u{FFFD}')
            .matches('\u{FFFD}')
            .count()
    };
    match std::str::from_utf8(bytes) {
        Ok(_) => Encoding::Utf8,
        Err(error) if error.error_len().is_none() => Encoding::Utf8,
        Err(_) if wrong(Encoding::Utf8) < wrong(Encoding::Gb18030) => Encoding::Utf8,
        Err(_) => Encoding::Gb18030,
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.out.len() {
            self.refill()?;
        }
        Ok(self.out.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at = self.out.len().min(self.at + amount);
    }
}

#[cfg(test)]
mod tests;
