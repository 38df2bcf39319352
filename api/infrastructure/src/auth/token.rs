//! Access tokens: short-lived JWTs that name a session and nothing personal. What the session may do is looked up.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::entity;
use domain::error::Error;
use domain::id::{Id, SessionId};
use jsonwebtoken::{Algorithm, Header, Validation};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::SigningKey;
use super::device::{self, Device};

const ISSUER: &str = "microfluence";
const TYPE: &str = "at+jwt";
/// How far clocks may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// Verified signatures remembered; a few hundred bytes each.
const REMEMBERED: u64 = 10_000;

/// Issues and verifies access tokens.
pub struct Tokens {
    key: SigningKey,
    validation: Validation,
    lifetime: TimeDelta,
    /// Checking a signature costs more than all else in a small request, so it is done once per token.
    verified: Cache<[u8; 32], Claims>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The user.
    sub: Uuid,
    /// The session.
    sid: Uuid,
    jti: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Tokens {
    /// Tokens signed with the key, valid for so long.
    pub fn new(key: SigningKey, lifetime: TimeDelta) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[ISSUER]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        // Times are compared with our own clock, below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let verified = Cache::builder()
            .max_capacity(REMEMBERED)
            .time_to_live(Duration::from_secs(60))
            .build();
        Self {
            key,
            validation,
            lifetime,
            verified,
        }
    }

    /// A token for a session, and when it stops working.
    pub fn issue(
        &self,
        session: &entity::session::Model,
        now: DateTime<Utc>,
    ) -> domain::Result<(String, DateTime<Utc>)> {
        let until = (now + self.lifetime).min(session.expires_at);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: session.user_id.uuid(),
            sid: session.id.uuid(),
            jti: SessionId::new().uuid(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: until.timestamp(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.key.kid.clone());
        let token = jsonwebtoken::encode(&header, &claims, &self.key.encoding)
            .map_err(|error| Error::Internal(error.into()))?;
        Ok((token, until))
    }

    /// The session a good token names; `Unauthenticated` for any other.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> domain::Result<SessionId> {
        let claims = self.claims(token, now)?;
        Ok(SessionId::from_uuid(claims.sid))
    }

    /// When a good token expires; by clocks that differ it may be taken a little longer.
    pub fn expiry(&self, token: &str, now: DateTime<Utc>) -> domain::Result<DateTime<Utc>> {
        let claims = self.claims(token, now)?;
        DateTime::from_timestamp_secs(claims.exp).ok_or(Error::Unauthenticated)
    }

    /// What follows a refresh token: the same after the same, on every node with this key.
    pub fn successor(&self, refresh_token: &str) -> String {
        hex::encode(self.key.refreshing.vouch(refresh_token.as_bytes()))
    }

    /// What a device shows at its next log-in to this account.
    pub fn device_token(&self, device: Device, email: &str, now: DateTime<Utc>) -> String {
        device::issue(&self.key.devices, device, email, now)
    }

    /// The device that logged in to this account before, by its token.
    pub fn device(&self, token: &str, email: &str, now: DateTime<Utc>) -> Option<Device> {
        device::read(&self.key.devices, token, email, now)
    }

    fn claims(&self, token: &str, now: DateTime<Utc>) -> domain::Result<Claims> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let claims = match self.verified.get(&hash) {
            Some(claims) => claims,
            None => {
                let claims = self.check(token).ok_or(Error::Unauthenticated)?;
                self.verified.insert(hash, claims.clone());
                claims
            }
        };
        let is_due =
            claims.exp > (now - LEEWAY).timestamp() && claims.nbf <= (now + LEEWAY).timestamp();
        if is_due {
            Ok(claims)
        } else {
            Err(Error::Unauthenticated)
        }
    }

    fn check(&self, token: &str) -> Option<Claims> {
        // Why a token is bad helps only those who forge them.
        let data =
            jsonwebtoken::decode::<Claims>(token, &self.key.decoding, &self.validation).ok()?;
        let is_ours = data.header.kid.as_deref() == Some(&self.key.kid)
            && data.header.typ.as_deref() == Some(TYPE);
        is_ours.then_some(data.claims)
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    use domain::id::UserId;

    use super::*;

    fn tokens() -> Tokens {
        Tokens::new(SigningKey::passing().unwrap(), TimeDelta::minutes(10))
    }

    fn session(now: DateTime<Utc>) -> entity::session::Model {
        entity::session::Model {
            id: SessionId::new(),
            user_id: UserId::new(),
            created_at: now,
            last_used_at: now,
            expires_at: now + TimeDelta::days(30),
            revoked_at: None,
        }
    }

    #[test]
    fn a_token_names_its_session_until_it_expires() {
        let (tokens, now) = (tokens(), DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let session = session(now);
        let (token, until) = tokens.issue(&session, now).unwrap();
        assert_eq!(until, now + TimeDelta::minutes(10));
        assert_eq!(tokens.verify(&token, now).unwrap(), session.id);
        assert_eq!(tokens.expiry(&token, now).unwrap(), until);
        assert_eq!(
            tokens
                .verify(&token, until + TimeDelta::seconds(29))
                .unwrap(),
            session.id
        );
        assert!(
            tokens
                .verify(&token, until + TimeDelta::seconds(31))
                .is_err()
        );
        assert!(tokens.verify(&token, now - TimeDelta::seconds(31)).is_err());
    }

    #[test]
    fn what_follows_a_refresh_token_is_known_only_with_the_key() {
        let pair = aws_lc_rs::signature::Ed25519KeyPair::generate().unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let key = pem::encode(&pem::Pem::new("PRIVATE KEY", der.as_ref()));
        let node = || Tokens::new(SigningKey::from_pem(&key).unwrap(), TimeDelta::minutes(10));
        let next = node().successor("a");
        assert_eq!(next, node().successor("a"));
        assert_ne!(next, node().successor("b"));
        assert_ne!(next, tokens().successor("a"));
        assert_eq!(next.len(), 64);
    }

    #[test]
    fn a_token_of_another_key_or_algorithm_is_refused() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let (ours, theirs) = (tokens(), tokens());
        let (token, _) = theirs.issue(&session(now), now).unwrap();
        assert!(ours.verify(&token, now).is_err());
        let parts: Vec<&str> = token.split('.').collect();
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1]);
        assert!(ours.verify(&unsigned, now).is_err());
        assert!(ours.verify("nonsense", now).is_err());
    }
}
