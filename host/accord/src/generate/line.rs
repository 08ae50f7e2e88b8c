//! One line of the file: a JSON object, written piece by piece into one buffer.
//!
//! No value tree is built: at millions of lines it would cost more than all the rest. A
//! value that is absent leaves its key out.

use std::fmt::Write as _;

use accord_model::{
    date::Date,
    identifier::{Identifier, Scheme},
    money::Fen,
};

/// The line being written.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
}

impl Line {
    /// Starts a line of this type.
    pub(super) fn start(&mut self, line_type: &str) {
        self.start_object();
        self.text("type", line_type);
    }

    /// Starts an object that will be part of a line.
    pub(super) fn start_object(&mut self) {
        self.text.clear();
        self.text.push('{');
    }

    /// Ends the line, with its line break.
    pub(super) fn finish(&mut self) {
        self.text.push_str("}\n");
    }

    /// What is written.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// An object written before.
    pub(super) fn object(&mut self, key: &str, object: &str) {
        self.key(key);
        self.text.push_str(object);
    }

    /// Starts an object under a key.
    pub(super) fn open(&mut self, key: &str) {
        self.key(key);
        self.text.push('{');
    }

    /// Ends the object.
    pub(super) fn close(&mut self) {
        self.text.push('}');
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.texts(key, &[value]);
    }

    /// A text that may be absent.
    pub(super) fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// A text in several parts.
    pub(super) fn texts(&mut self, key: &str, parts: &[&str]) {
        self.key(key);
        self.quoted(parts);
    }

    /// A text made of a number between two others, such as that of a document.
    pub(super) fn numbered(&mut self, key: &str, before: &[&str], number: u64, after: &str) {
        self.key(key);
        self.text.push('"');
        before.iter().for_each(|part| self.escaped(part));
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{number}");
        self.escaped(after);
        self.text.push('"');
    }

    /// A number.
    pub(super) fn integer(&mut self, key: &str, value: Option<i64>) {
        if let Some(value) = value {
            self.key(key);
            let _ = write!(self.text, "{value}");
        }
    }

    /// True or false.
    pub(super) fn flag(&mut self, key: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.key(key);
            self.text.push_str(if value { "true" } else { "false" });
        }
    }

    /// A day.
    pub(super) fn date(&mut self, key: &str, value: Option<Date>) {
        if let Some(value) = value {
            self.key(key);
            let _ = write!(self.text, "\"{value}\"");
        }
    }

    /// Money, with its unit.
    pub(super) fn amount(&mut self, key: &str, value: Option<Fen>) {
        if let Some(value) = value {
            self.key(key);
            let _ = write!(self.text, "\"{value}\"");
        }
    }

    /// Several texts.
    pub(super) fn codes(&mut self, key: &str, codes: &[&str]) {
        self.key(key);
        self.text.push('[');
        for (position, code) in codes.iter().enumerate() {
            if position > 0 {
                self.text.push(',');
            }
            self.quoted(&[code]);
        }
        self.text.push(']');
    }

    /// An identifier, whole: the file is synthetic and its division fictional.
    pub(super) fn identifier(&mut self, key: &str, identifier: &Identifier) {
        self.code(key, identifier.scheme(), identifier.reveal());
    }

    /// A text in the place of an identifier of this kind.
    pub(super) fn code(&mut self, key: &str, scheme: Scheme, value: &str) {
        self.open(key);
        self.text("scheme", scheme.name());
        self.text("value", value);
        self.close();
    }

    fn key(&mut self, key: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        self.quoted(&[key]);
        self.text.push(':');
    }

    fn quoted(&mut self, parts: &[&str]) {
        self.text.push('"');
        parts.iter().for_each(|part| self.escaped(part));
        self.text.push('"');
    }

    fn escaped(&mut self, part: &str) {
        if !part
            .bytes()
            .any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\')
        {
            self.text.push_str(part);
            return;
        }
        for character in part.chars() {
            match character {
                '"' | '\\' => self.text.extend(['\\', character]),
                '\0'..='\u{1F}' => {
                    let _ = write!(self.text, "\\u{:04x}", u32::from(character));
                }
                _ => self.text.push(character),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_reads_back() {
        let hostile = "\"quoted\" \\ \n \u{1} 测";
        let mut line = Line::default();
        line.start(hostile);
        line.open("inner");
        line.integer("n", Some(-1));
        line.integer("left-out", None);
        line.close();
        line.codes("codes", &["a", hostile]);
        line.finish();
        let read: serde_json::Value = serde_json::from_str(line.as_str()).unwrap();
        assert_eq!(
            read,
            serde_json::json!({"type": hostile, "inner": {"n": -1}, "codes": ["a", hostile]})
        );
    }
}
