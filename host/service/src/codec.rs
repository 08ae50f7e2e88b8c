//! How values are written: one byte of format version, then postcard.
//!
//! Every kind of value has a version of its own. A value is written in the newest and read
//! in any that was ever written: an older one is turned into the newest in memory and
//! written anew with the next change, so that an old store opens at once and moves along
//! as it is used.

use serde::{Serialize, de::DeserializeOwned};

use crate::error::ServiceError;

/// A kind of value that is stored.
pub(crate) trait Stored: Serialize + DeserializeOwned {
    /// What it is called if it cannot be read.
    const WHAT: &str;
    /// The version in which it is written.
    const VERSION: u8 = 1;

    /// The value of an older version's bytes; `None` if there was no such version.
    fn migrate(version: u8, body: &[u8]) -> Option<Result<Self, postcard::Error>> {
        let _ = (version, body);
        None
    }
}

/// The stored form of a value.
pub(crate) fn encode<T: Stored>(value: &T) -> Result<Vec<u8>, ServiceError> {
    postcard::to_extend(value, vec![T::VERSION]).map_err(|error| ServiceError::Corrupt {
        what: T::WHAT,
        reason: error.to_string(),
    })
}

/// The value of a stored form.
pub(crate) fn decode<T: Stored>(bytes: &[u8]) -> Result<T, ServiceError> {
    let corrupt = |reason: String| ServiceError::Corrupt {
        what: T::WHAT,
        reason,
    };
    let Some((version, body)) = bytes.split_first() else {
        return Err(corrupt("it is empty".to_owned()));
    };
    let read = if *version == T::VERSION {
        postcard::from_bytes(body)
    } else {
        T::migrate(*version, body)
            .ok_or_else(|| corrupt(format!("format version {version} is unknown")))?
    };
    read.map_err(|error| corrupt(error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Pair(u16, String);

    impl Stored for Pair {
        const WHAT: &str = "pair";
        const VERSION: u8 = 3;

        fn migrate(version: u8, body: &[u8]) -> Option<Result<Self, postcard::Error>> {
            (version == 2)
                .then(|| postcard::from_bytes(body).map(|number| Self(number, String::new())))
        }
    }

    #[test]
    fn what_is_written_reads_back_and_what_is_not_says_so() {
        let bytes = encode(&Pair(7, "测".to_owned())).unwrap();
        assert_eq!(decode::<Pair>(&bytes).unwrap(), Pair(7, "测".to_owned()));
        let mut newer = bytes.clone();
        newer[0] += 1;
        let mut ancient = bytes.clone();
        ancient[0] = 1;
        for bad in [&newer[..], &ancient, &[], &[3], &bytes[..bytes.len() - 1]] {
            assert!(matches!(
                decode::<Pair>(bad),
                Err(ServiceError::Corrupt { what: "pair", .. })
            ));
        }
    }

    #[test]
    fn an_older_version_is_read_as_the_newest() {
        assert_eq!(decode::<Pair>(&[2, 7]).unwrap(), Pair(7, String::new()));
    }
}
