//! Where an entry stands in its list, in a form that clients keep and do not read.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::page::{Key, PageError};
use uuid::Uuid;

const VERSION: u8 = 1;
/// Bytes of a cursor beside the name of its order: version, length, value, id.
const REST: usize = 1 + 1 + 8 + 16;

/// base64url of version, length and name of the order, value, id.
pub(super) fn encode(order: &str, key: Key, out: &mut Vec<u8>) {
    let mut bytes = Vec::with_capacity(order.len() + REST);
    bytes.push(VERSION);
    bytes.push(u8::try_from(order.len()).unwrap_or(u8::MAX));
    bytes.extend(order.as_bytes());
    bytes.extend(key.number.to_be_bytes());
    bytes.extend(key.id.as_bytes());
    base64(&bytes, out);
}

/// Appends a public id: base64url of version, tag and key.
pub(super) fn public_id(tag: [u8; 2], key: Uuid, out: &mut Vec<u8>) {
    let mut id = [0; 19];
    id[0] = VERSION;
    id[1..3].copy_from_slice(&tag);
    id[3..].copy_from_slice(key.as_bytes());
    base64(&id, out);
}

/// Appends bytes as base64url without padding.
pub(super) fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + bytes.len().div_ceil(3) * 4, 0);
    let written = BASE64_URL_SAFE_NO_PAD.encode_slice(bytes, &mut out[start..]);
    out.truncate(start + written.unwrap_or(0));
}

/// Reads a cursor of a list in this order.
pub(super) fn decode(order: &str, cursor: &str) -> Result<Key, PageError> {
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(cursor)
        .map_err(|_| PageError::Cursor)?;
    let [VERSION, length, rest @ ..] = bytes.as_slice() else {
        return Err(PageError::Cursor);
    };
    let (name, rest) = rest
        .split_at_checked(usize::from(*length))
        .ok_or(PageError::Cursor)?;
    let (number, id) = rest.split_first_chunk::<8>().ok_or(PageError::Cursor)?;
    if name != order.as_bytes() {
        return Err(PageError::Cursor);
    }
    let id = Uuid::from_slice(id).map_err(|_| PageError::Cursor)?;
    Ok(Key {
        number: i64::from_be_bytes(*number),
        id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_serves_only_the_order_it_came_from() {
        let key = Key {
            number: -5,
            id: Uuid::max(),
        };
        let mut cursor = Vec::new();
        encode("newest", key, &mut cursor);
        let cursor = String::from_utf8(cursor).unwrap();
        assert_eq!(decode("newest", &cursor), Ok(key));
        assert!(decode("deadline", &cursor).is_err());
        for bad in [
            "",
            "!",
            "AQ",
            "AQb_",
            &cursor[1..],
            &cursor[..cursor.len() - 2],
        ] {
            assert!(decode("newest", bad).is_err(), "{bad}");
        }
    }
}
