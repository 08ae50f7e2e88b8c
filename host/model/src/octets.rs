//! Bytes of a fixed number that people see in hexadecimal: digests, keys, signatures.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// `N` bytes; lower-case hexadecimal in text, so that each has one spelling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Octets<const N: usize>(pub [u8; N]);

/// A text is not as many lower-case hexadecimal digits as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not {digits} lower-case hexadecimal digits")]
pub struct OctetsError {
    /// How many it should be.
    pub digits: usize,
}

impl<const N: usize> fmt::Display for Octets<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> fmt::Debug for Octets<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> FromStr for Octets<N> {
    type Err = OctetsError;

    fn from_str(text: &str) -> Result<Self, OctetsError> {
        let wrong = OctetsError { digits: 2 * N };
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(wrong);
        }
        let mut octets = [0; N];
        hex::decode_to_slice(text, &mut octets)
            .map(|()| Self(octets))
            .map_err(|_| wrong)
    }
}

impl<const N: usize> Serialize for Octets<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de, const N: usize> Deserialize<'de> for Octets<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(D::Error::custom)
        } else {
            let bytes = <&[u8]>::deserialize(deserializer)?;
            let octets = bytes.try_into();
            octets
                .map(Self)
                .map_err(|_| D::Error::invalid_length(bytes.len(), &"a fixed number of bytes"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_have_one_spelling_and_read_back() {
        let octets = Octets([0x0a, 0xff, 0x00]);
        assert_eq!(octets.to_string(), "0aff00");
        assert_eq!("0aff00".parse(), Ok(octets));
        for bad in ["0AFF00", "0aff0", "0aff0000", "0aff0g", "测a", ""] {
            assert_eq!(
                bad.parse::<Octets<3>>(),
                Err(OctetsError { digits: 6 }),
                "{bad}"
            );
        }
        let json = serde_json::to_string(&octets).unwrap();
        assert_eq!(json, "\"0aff00\"");
        assert_eq!(serde_json::from_str::<Octets<3>>(&json).unwrap(), octets);
        let bytes = postcard::to_stdvec(&octets).unwrap();
        assert_eq!(bytes, [3, 0x0a, 0xff, 0x00]);
        assert_eq!(postcard::from_bytes::<Octets<3>>(&bytes).unwrap(), octets);
        assert!(postcard::from_bytes::<Octets<2>>(&bytes).is_err());
    }
}
