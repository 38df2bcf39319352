//! Settings that are one of a few words, or lead somewhere.

use std::path::{Path, PathBuf};

use anyhow::bail;
use domain::db::Pooler;

use super::{GuestDocuments, LogFormat, Payments, SecretUrl, SessionStore, Stage};

/// Reads a setting by its name.
pub(super) type Setting<'a> = &'a dyn Fn(&str) -> Option<String>;

pub(super) fn stage(setting: Setting<'_>) -> anyhow::Result<Stage> {
    match setting("MICROFLUENCE_ENV").as_deref() {
        None | Some("development") => Ok(Stage::Development),
        Some("production") => Ok(Stage::Production),
        Some(other) => bail!("MICROFLUENCE_ENV is `{other}`; it is `development` or `production`"),
    }
}

/// The database, and whether it was named.
pub(super) fn database(setting: Setting<'_>, folder: &Path) -> anyhow::Result<(SecretUrl, bool)> {
    let Some(url) = setting("DATABASE_URL") else {
        let url = format!("sqlite://{}/microfluence.sqlite", folder.display());
        return Ok((url.into(), false));
    };
    let starts = ["postgres://", "postgresql://", "sqlite:"];
    Ok((SecretUrl::read("DATABASE_URL", &url, &starts)?, true))
}

pub(super) fn sessions(setting: Setting<'_>) -> anyhow::Result<SessionStore> {
    let Some(url) = setting("REDIS_URL") else {
        return Ok(SessionStore::InProcess);
    };
    let url = SecretUrl::read("REDIS_URL", &url, &["redis://", "rediss://"])?;
    Ok(SessionStore::Redis(url))
}

pub(super) fn signing_key(setting: Setting<'_>, stage: Stage) -> anyhow::Result<Option<PathBuf>> {
    let file = setting("SIGNING_KEY_FILE").map(PathBuf::from);
    if stage == Stage::Production && file.is_none() {
        bail!(
            "in production SIGNING_KEY_FILE must name an Ed25519 key: openssl genpkey -algorithm ed25519"
        );
    }
    Ok(file)
}

pub(super) fn payments(setting: Setting<'_>, stage: Stage) -> anyhow::Result<Payments> {
    match setting("PAYMENTS").as_deref() {
        Some("sandbox") => Ok(Payments::Sandbox),
        None if stage == Stage::Development => Ok(Payments::Sandbox),
        None => bail!(
            "in production PAYMENTS must be named: `sandbox`, the only one here, moves no money and lets anybody fund a wallet"
        ),
        Some(other) => bail!("PAYMENTS is `{other}`; it is `sandbox`"),
    }
}

pub(super) fn guest_documents(setting: Setting<'_>) -> anyhow::Result<GuestDocuments> {
    match setting("GUEST_DOCUMENTS").as_deref() {
        None | Some("any") => Ok(GuestDocuments::Any),
        Some("trusted") => Ok(GuestDocuments::Trusted),
        Some(other) => bail!("GUEST_DOCUMENTS is `{other}`; it is `any` or `trusted`"),
    }
}

pub(super) fn compression(setting: Setting<'_>) -> anyhow::Result<bool> {
    match setting("COMPRESSION").as_deref() {
        None | Some("on") => Ok(true),
        Some("off") => Ok(false),
        Some(other) => bail!("COMPRESSION is `{other}`; it is `on` or `off`"),
    }
}

pub(super) fn pooler(setting: Setting<'_>) -> anyhow::Result<Pooler> {
    match setting("DATABASE_POOLER").as_deref() {
        None | Some("none") => Ok(Pooler::None),
        Some("transaction") => Ok(Pooler::Transaction),
        Some(other) => bail!("DATABASE_POOLER is `{other}`; it is `none` or `transaction`"),
    }
}

pub(super) fn log_format(setting: Setting<'_>) -> anyhow::Result<LogFormat> {
    match setting("LOG_FORMAT").as_deref() {
        None | Some("text") => Ok(LogFormat::Text),
        Some("json") => Ok(LogFormat::Json),
        Some(other) => bail!("LOG_FORMAT is `{other}`; it is `text` or `json`"),
    }
}
