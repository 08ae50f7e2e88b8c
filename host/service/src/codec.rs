//! How values are written: one byte of format version, then postcard.

use serde::{Serialize, de::DeserializeOwned};

use crate::error::ServiceError;

/// Version of every value's format so far.
const FORMAT: u8 = 1;

/// The stored form of a value.
pub(crate) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, ServiceError> {
    postcard::to_extend(value, vec![FORMAT]).map_err(|error| ServiceError::Corrupt {
        what: "value to be written",
        reason: error.to_string(),
    })
}

/// The value of a stored form; `what` names it if it cannot be read.
pub(crate) fn decode<T: DeserializeOwned>(
    what: &'static str,
    bytes: &[u8],
) -> Result<T, ServiceError> {
    let corrupt = |reason: String| ServiceError::Corrupt { what, reason };
    match bytes.split_first() {
        Some((&FORMAT, body)) => {
            postcard::from_bytes(body).map_err(|error| corrupt(error.to_string()))
        }
        Some((version, _)) => Err(corrupt(format!("format version {version} is unknown"))),
        None => Err(corrupt("it is empty".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_what_is_not_says_so() {
        let bytes = encode(&(7u16, "测".to_owned())).unwrap();
        assert_eq!(
            decode::<(u16, String)>("pair", &bytes).unwrap(),
            (7, "测".to_owned())
        );
        let mut newer = bytes.clone();
        if let Some(version) = newer.first_mut() {
            *version = FORMAT + 1;
        }
        for bad in [&newer[..], &[], &[FORMAT], &bytes[..bytes.len() - 1]] {
            let read = decode::<(u16, String)>("pair", bad);
            assert!(matches!(
                read,
                Err(ServiceError::Corrupt { what: "pair", .. })
            ));
        }
    }
}
