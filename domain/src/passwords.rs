//! Hashing passwords with argon2id: off the async threads, a few at a time, so that guessing cannot stop the service.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};
use crate::input::normal_password;

/// Requests that may wait for a turn.
const WAITING_MAX: usize = 32;
/// How long they wait.
const PATIENCE: Duration = Duration::from_secs(2);

/// How much work a hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Cost {
    /// OWASP's recommendation for argon2id: 19 MiB, two passes.
    pub const STRONG: Self = Self {
        memory_kib: 19_456,
        passes: 2,
    };
    /// As little as possible: for tests and demo data.
    pub const WEAK: Self = Self {
        memory_kib: 64,
        passes: 1,
    };
}

/// Hashes and verifies passwords.
pub struct Passwords {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    /// Places of those who wait for a turn. Who hangs up while waiting gives the place back like everybody else.
    line: Arc<Semaphore>,
    /// What the password of an unknown user is compared with, so that it takes as long.
    nobody: String,
}

impl Passwords {
    /// At most `at_once` hashes at the same time.
    pub fn new(cost: Cost, at_once: usize) -> anyhow::Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .map_err(|e| anyhow::anyhow!("argon2: {e}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash_with(&argon2, "nobody has this password")?;
        Ok(Self {
            argon2,
            turns: Arc::new(Semaphore::new(at_once.max(1))),
            line: Arc::new(Semaphore::new(WAITING_MAX)),
            nobody,
        })
    }

    /// Hashes a password with a salt of its own.
    pub async fn hash(&self, password: String) -> Result<String> {
        let turn = self.turn().await?;
        let argon2 = self.argon2.clone();
        let hash = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            hash_with(&argon2, &normal_password(&password))
        });
        hash.await
            .map_err(|error| Error::Internal(error.into()))?
            .map_err(Error::Internal)
    }

    /// True when the password belongs to the hash. Without a hash it takes as long and is false.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let turn = self.turn().await?;
        let argon2 = self.argon2.clone();
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let is_right = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let fits = |password: &str| {
                let verified = argon2.verify_password(password.as_bytes(), hash.as_str());
                verified.is_ok()
            };
            // Hashes of old may be of the password as it was typed. What is tried depends on the password alone.
            let normal = normal_password(&password);
            fits(&normal) || (normal != password && fits(&password))
        });
        let is_right = is_right
            .await
            .map_err(|error| Error::Internal(error.into()))?;
        Ok(is_right && is_known)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let _place = self.place_in_line()?;
        let turn = tokio::time::timeout(PATIENCE, self.turns.clone().acquire_owned()).await;
        match turn {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(Error::Unavailable),
        }
    }

    fn place_in_line(&self) -> Result<OwnedSemaphorePermit> {
        let place = self.line.clone().try_acquire_owned();
        place.map_err(|_| Error::Unavailable)
    }
}

fn hash_with(argon2: &Argon2<'_>, password: &str) -> anyhow::Result<String> {
    let hash = argon2
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_user_verifies() {
        let passwords = Passwords::new(Cost::WEAK, 2).unwrap();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert!(
            passwords
                .verify("correct horse".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("wrong horse".into(), Some(hash))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("nobody has this password".into(), None)
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn a_password_is_the_same_from_every_keyboard() {
        let passwords = Passwords::new(Cost::WEAK, 2).unwrap();
        let (typed, decomposed) = ("Caf\u{e9} \u{fb01}ne 12", "Cafe\u{301} fine １２");
        let fits = async |password: &str, hash: &str| {
            let verified = passwords.verify(password.into(), Some(hash.into()));
            verified.await.unwrap()
        };
        for (set, given) in [(typed, decomposed), (decomposed, typed)] {
            let hash = passwords.hash(set.into()).await.unwrap();
            assert!(fits(given, &hash).await && fits(set, &hash).await);
            assert!(!fits("Cafe fine 12", &hash).await);
        }
        // Of a time when passwords were hashed as they were typed.
        let old = hash_with(&passwords.argon2, decomposed).unwrap();
        assert!(fits(decomposed, &old).await);
    }

    #[tokio::test]
    async fn a_full_queue_is_unavailable_at_once() {
        let passwords = Arc::new(Passwords::new(Cost::WEAK, 1).unwrap());
        let turn = passwords.turn().await.unwrap();
        let waiters: Vec<_> = (0..WAITING_MAX)
            .map(|_| {
                tokio::spawn({
                    let passwords = passwords.clone();
                    async move { passwords.turn().await.map(drop) }
                })
            })
            .collect();
        tokio::task::yield_now().await;
        while passwords.line.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(
            passwords.hash("x".into()).await,
            Err(Error::Unavailable)
        ));
        drop(turn);
        for waiter in waiters {
            waiter.await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn who_hangs_up_while_waiting_leaves_the_line() {
        let passwords = Passwords::new(Cost::WEAK, 1).unwrap();
        let turn = passwords.turn().await.unwrap();
        for _ in 0..2 * WAITING_MAX {
            let waits = passwords.hash("x".into());
            let waited = tokio::time::timeout(Duration::from_millis(1), waits).await;
            assert!(waited.is_err());
        }
        assert_eq!(passwords.line.available_permits(), WAITING_MAX);
        drop(turn);
        passwords.hash("x".into()).await.unwrap();
    }
}
