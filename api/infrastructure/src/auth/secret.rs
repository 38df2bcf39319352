//! Secrets of the house, one per purpose, all made of the signing key: whoever reads the database has none of them.

use aws_lc_rs::hmac;

/// What only nodes with the same signing key know.
pub(super) struct Secret(hmac::Key);

impl Secret {
    /// The secret of a purpose; another purpose has another one.
    pub(super) fn of(root: &[u8], purpose: &str) -> Self {
        let root = hmac::Key::new(hmac::HMAC_SHA256, root);
        let own = hmac::sign(&root, purpose.as_bytes());
        Self(hmac::Key::new(hmac::HMAC_SHA256, own.as_ref()))
    }

    /// What vouches for a text: always the same for the same, and not to be guessed without the secret.
    pub(super) fn vouch(&self, text: &[u8]) -> hmac::Tag {
        hmac::sign(&self.0, text)
    }

    /// True when this vouches for the text.
    pub(super) fn vouches(&self, text: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.0, text, tag).is_ok()
    }
}
