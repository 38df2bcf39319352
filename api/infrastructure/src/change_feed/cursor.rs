//! Where a client stands in the feed, in a form that it keeps and does not read.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::page::PageError;

/// Also tells these cursors from those of lists, which begin with another number.
const VERSION: u8 = 0x81;

/// The position of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub i64);

impl Cursor {
    /// base64url of version and position.
    pub fn encode(self) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(self.0.to_be_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that an event carried; everything else is `InvalidPagination`.
    pub fn decode(text: &str) -> Result<Self, PageError> {
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| PageError::Cursor)?;
        match bytes.split_first() {
            Some((&VERSION, position)) => {
                let position = position.try_into().map_err(|_| PageError::Cursor)?;
                Ok(Self(i64::from_be_bytes(position)))
            }
            Some(_) | None => Err(PageError::Cursor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_an_event_carried_is_a_cursor() {
        let cursor = Cursor(7).encode();
        assert_eq!(Cursor::decode(&cursor), Ok(Cursor(7)));
        for bad in [
            "",
            "!",
            "AQ",
            &cursor[1..],
            &cursor[..cursor.len() - 1],
            "AQVvZmZlcgAA",
        ] {
            assert_eq!(Cursor::decode(bad), Err(PageError::Cursor), "{bad}");
        }
    }
}
