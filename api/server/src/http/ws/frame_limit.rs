//! Looks at the length of each frame before it comes: the library does so only when the whole of it has come, and would
//! keep whatever a client sends until then.

use actix_web::error::PayloadError;
use actix_web::{dev, web};
use futures_util::StreamExt;

/// What a client sends, cut off where a frame says that it has more than so many bytes.
pub(super) fn gauged(payload: web::Payload, bytes_max: usize) -> dev::Payload {
    let mut gauge = Gauge::new(bytes_max);
    let frames = payload.map(move |chunk| {
        let chunk = chunk?;
        if gauge.admits(&chunk) {
            Ok(chunk)
        } else {
            Err(PayloadError::Overflow)
        }
    });
    dev::Payload::Stream {
        payload: Box::pin(frames),
    }
}

/// Follows the headers of frames, as RFC 6455 has them in section 5.2.
struct Gauge {
    bytes_max: u64,
    header: Vec<u8>,
    /// Bytes of the frame's payload still to come.
    ahead: u64,
}

impl Gauge {
    fn new(bytes_max: usize) -> Self {
        Self {
            bytes_max: bytes_max as u64,
            header: Vec::with_capacity(14),
            ahead: 0,
        }
    }

    /// False when a frame is too long. Bytes come in any pieces.
    fn admits(&mut self, mut bytes: &[u8]) -> bool {
        while let [first, rest @ ..] = bytes {
            if self.ahead > 0 {
                let skipped = bytes
                    .len()
                    .min(usize::try_from(self.ahead).unwrap_or(usize::MAX));
                self.ahead -= skipped as u64;
                bytes = &bytes[skipped..];
                continue;
            }
            self.header.push(*first);
            bytes = rest;
            if let Some(length) = self.length() {
                if length > self.bytes_max {
                    return false;
                }
                self.ahead = length;
                self.header.clear();
            }
        }
        true
    }

    /// The length of the payload, once the header is whole.
    fn length(&self) -> Option<u64> {
        let [_, second, more @ ..] = self.header.as_slice() else {
            return None;
        };
        let bytes_of_length = match second & 0x7f {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let bytes_of_mask = if second & 0x80 == 0 { 0 } else { 4 };
        if more.len() < bytes_of_length + bytes_of_mask {
            return None;
        }
        let long = more[..bytes_of_length].iter();
        let long = long.fold(0, |length, byte| length << 8 | u64::from(*byte));
        Some(if bytes_of_length == 0 {
            u64::from(second & 0x7f)
        } else {
            long
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(length: &[u8], payload: usize) -> Vec<u8> {
        let masked = [&[0x81, length[0] | 0x80], &length[1..], &[1, 2, 3, 4]].concat();
        [masked, vec![0xff; payload]].concat()
    }

    #[test]
    fn a_frame_is_as_long_as_it_may_be_in_whatever_pieces_it_comes() {
        let good = [
            frame(&[0], 0),
            frame(&[125], 125),
            frame(&[126, 0x01, 0x00], 256),
            frame(&[127, 0, 0, 0, 0, 0, 0, 0x01, 0x00], 256),
            // Without a mask, which somebody else will refuse.
            vec![0x81, 1, 0xff],
        ]
        .concat();
        for bad in [
            frame(&[126, 0x01, 0x01], 0),
            frame(&[127, 0, 0, 1, 0, 0, 0, 0, 0], 0),
            frame(&[127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 0),
        ] {
            for size in [1, 2, 3, 7, 100, 10_000] {
                let mut gauge = Gauge::new(256);
                assert!(good.chunks(size).all(|piece| gauge.admits(piece)), "{size}");
                assert!(!bad.chunks(size).all(|piece| gauge.admits(piece)), "{size}");
            }
        }
    }
}
