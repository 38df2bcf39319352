//! Registers the documents of a client's build, so that its requests can name them by id.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use domain::Env;
use domain::actor::Intent;
use domain::trusted_document::commands;
use serde::Deserialize;

use super::{DocumentCache, ValidationError, id};

/// Registers every document of some files, and tells their ids. A `.json` file is an object of documents, as Relay's and
/// GraphQL Code Generator's builds write it, or Apollo's manifest of persisted queries; any other file is one document.
/// Nothing is registered when one is wrong.
pub async fn register(
    env: &Env,
    cache: &DocumentCache,
    files: &[PathBuf],
) -> anyhow::Result<Vec<String>> {
    let mut documents = Vec::new();
    for file in files {
        for (name, text) in read(file)? {
            if let Err(rejected) = cache.open(&text).await {
                bail!("{name}: {}", reason(rejected));
            }
            documents.push((name, text));
        }
    }
    let mut lines = Vec::new();
    for (name, text) in documents {
        let id = id(&text);
        let hash = id.trim_start_matches("sha256:");
        let added = commands::add(env, &Intent::system(), hash, &text).await;
        added.map_err(|error| anyhow::anyhow!("{name} was not registered: {error:?}"))?;
        lines.push(format!("{id} {name}"));
    }
    Ok(lines)
}

/// The documents of a file, each with a name for people.
fn read(file: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {name}"))?;
    if file.extension().is_none_or(|extension| extension != "json") {
        return Ok(vec![(name, text)]);
    }
    let manifest: Manifest = serde_json::from_str(&text).with_context(|| {
        format!("{name} is neither a JSON object whose members are documents nor Apollo's manifest")
    })?;
    match manifest {
        Manifest::Apollo { operations, .. } => operations
            .into_iter()
            .map(|it| it.document(&name))
            .collect(),
        Manifest::Texts(all) => Ok(all
            .into_iter()
            .map(|(key, text)| (format!("{name} {key}"), text))
            .collect()),
    }
}

/// What builds write.
#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    /// `generate-persisted-query-manifest`.
    Apollo {
        #[expect(dead_code, reason = "tells the format")]
        format: ApolloFormat,
        operations: Vec<ApolloOperation>,
    },
    /// Relay's and GraphQL Code Generator's: texts by their hash, of whatever kind.
    Texts(BTreeMap<String, String>),
}

#[derive(Deserialize)]
enum ApolloFormat {
    #[serde(rename = "apollo-persisted-query-manifest")]
    PersistedQueries,
}

#[derive(Deserialize)]
struct ApolloOperation {
    id: String,
    name: String,
    body: String,
}

impl ApolloOperation {
    /// Its clients send its id as the hash of its text, so that is what it must be.
    fn document(self, file: &str) -> anyhow::Result<(String, String)> {
        let name = format!("{file} {}", self.name);
        ensure!(
            id(&self.body).strip_prefix("sha256:") == Some(&self.id),
            "{name}: its id is not the SHA-256 of its body; leave out `createOperationId`"
        );
        Ok((name, self.body))
    }
}

fn reason(rejected: ValidationError) -> String {
    match rejected {
        ValidationError::Refused(refusal) => refusal.message.into_owned(),
        ValidationError::Invalid(errors) => {
            let messages: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            messages.join(" ")
        }
    }
}
