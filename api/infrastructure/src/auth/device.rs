//! Device tokens. They tell a device that logged in to an account before from strangers who guess at its password, so
//! that these cannot lock it out. A device token opens nothing: the password is asked for as ever.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::input;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::secret::Secret;

/// Begins each token, so that another form can be told from this one.
const VERSION: u8 = 1;
/// How long a token is good for; each log-in answers a new one.
const LIFETIME: TimeDelta = TimeDelta::days(400);
/// Bytes of what a token says, before what vouches for it: version, device, and when it ends.
const SAYS: usize = 1 + 16 + 8;

/// A device that logged in to some account before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device(pub Uuid);

/// A token of a device, for one account.
pub(super) fn issue(secret: &Secret, device: Device, email: &str, now: DateTime<Utc>) -> String {
    let mut token = vec![VERSION];
    token.extend(device.0.as_bytes());
    token.extend((now + LIFETIME).timestamp().to_be_bytes());
    let tag = secret.vouch(&about(&token, email));
    token.extend(tag.as_ref());
    BASE64_URL_SAFE_NO_PAD.encode(token)
}

/// The device a token names; none where it is forged, has ended, or is of another account.
pub(super) fn read(
    secret: &Secret,
    token: &str,
    email: &str,
    now: DateTime<Utc>,
) -> Option<Device> {
    let token = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    let (says, tag) = token.split_at_checked(SAYS)?;
    if !secret.vouches(&about(says, email), tag) {
        return None;
    }
    let (device, until) = says.strip_prefix(&[VERSION])?.split_at_checked(16)?;
    let until = i64::from_be_bytes(until.try_into().ok()?);
    let device = Uuid::from_slice(device).ok()?;
    (now.timestamp() < until).then_some(Device(device))
}

/// What is vouched for. The account stands in no token: whoever finds one does not learn whose it is.
fn about(says: &[u8], email: &str) -> Vec<u8> {
    [says, account(email).as_bytes()].concat()
}

/// Names an account, there or not, without telling whose it is: the same however its address is written.
pub fn account(email: &str) -> String {
    let email = input::email(email).unwrap_or_else(|_| email.trim().to_lowercase());
    hex::encode(&Sha256::digest(email.as_bytes())[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEA: &str = "bea@example.com";

    #[test]
    fn a_token_names_its_device_to_its_account_until_it_ends() {
        let (ours, theirs) = (
            Secret::of(b"ours", "devices"),
            Secret::of(b"theirs", "devices"),
        );
        let (device, now) = (Device(Uuid::from_u128(7)), DateTime::UNIX_EPOCH);
        let token = issue(&ours, device, BEA, now);
        assert_eq!(read(&ours, &token, " Bea@Example.com", now), Some(device));
        assert_eq!(read(&ours, &token, "zoe@example.com", now), None);
        assert_eq!(read(&theirs, &token, BEA, now), None);
        assert_eq!(read(&ours, &token, BEA, now + LIFETIME), None);
        assert!(!token.contains(&account(BEA)));
    }

    #[test]
    fn what_is_no_token_names_nobody() {
        let (ours, now) = (Secret::of(b"ours", "devices"), DateTime::UNIX_EPOCH);
        let token = issue(&ours, Device(Uuid::from_u128(7)), BEA, now);
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&token).unwrap();
        for place in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[place] ^= 1;
            let short = BASE64_URL_SAFE_NO_PAD.encode(&bytes[..place]);
            let forged = BASE64_URL_SAFE_NO_PAD.encode(forged);
            assert_eq!(read(&ours, &forged, BEA, now), None, "{place}");
            assert_eq!(read(&ours, &short, BEA, now), None, "{place}");
        }
        assert_eq!(read(&ours, &format!("{token}AAAA"), BEA, now), None);
        assert_eq!(read(&ours, "nonsense!", BEA, now), None);
    }
}
