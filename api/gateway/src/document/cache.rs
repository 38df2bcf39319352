//! Documents that were looked at before: read, checked by the engine's own rules, and kept by their text.

use std::sync::Arc;

use async_graphql::{Request, ServerError};
use domain::trusted_document;
use moka::sync::Cache;
use schema::engine::Schema;
use sea_orm::ConnectionTrait;

use super::{Document, DocumentError, SchemaIndex};

/// Bytes that kept documents may take, by estimate.
const BYTES_MAX: u64 = 32 * 1024 * 1024;
/// A parsed document takes some twenty times the room of its text.
const BYTES_PER_BYTE: usize = 24;
/// And so much whatever its length.
const BYTES_AT_LEAST: usize = 2_048;
/// The name of no operation: GraphQL's names have no spaces.
const NO_OPERATION: &str = "no operation";

/// All documents known to be good.
#[derive(Clone)]
pub struct DocumentCache {
    /// What they are checked against.
    pub index: &'static SchemaIndex,
    strict: Schema,
    kept: Cache<String, Arc<Document>>,
    /// Registered ones by their id; an id means one text for ever.
    trusted: Cache<String, Arc<Document>>,
}

/// Why a text cannot be executed.
pub enum ValidationError {
    /// We refuse it.
    Refused(DocumentError),
    /// The engine's rules, several at once, each with its place in the text.
    Invalid(Vec<ServerError>),
}

impl DocumentCache {
    /// An empty cache; `strict` is the schema whose rules count.
    pub fn new(strict: Schema) -> Self {
        Self {
            index: SchemaIndex::published(),
            strict,
            kept: Cache::builder()
                .max_capacity(BYTES_MAX)
                .weigher(|text: &String, _: &Arc<Document>| weight(text.len()))
                .build(),
            trusted: Cache::builder()
                .max_capacity(BYTES_MAX)
                .weigher(|_: &String, document: &Arc<Document>| weight(document.size))
                .build(),
        }
    }

    /// The document of a text; looked at only the first time.
    pub async fn open(&self, text: &str) -> Result<Arc<Document>, ValidationError> {
        if let Some(document) = self.kept.get(text) {
            return Ok(document);
        }
        let document = Document::read(text, self.index).map_err(ValidationError::Refused)?;
        self.rehearse(&document).await?;
        let document = Arc::new(document.ready());
        self.kept.insert(text.to_owned(), document.clone());
        Ok(document)
    }

    /// The document registered under an id; none when there is none.
    pub async fn open_trusted(
        &self,
        db: &impl ConnectionTrait,
        id: &str,
    ) -> domain::Result<Option<Result<Arc<Document>, ValidationError>>> {
        if let Some(document) = self.trusted.get(id) {
            return Ok(Some(Ok(document)));
        }
        let hash = id.strip_prefix("sha256:").unwrap_or_default();
        // A database cannot even compare some texts.
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let Some(row) = trusted_document::queries::by_hash(db, hash).await? else {
            return Ok(None);
        };
        let opened = self.open(&row.source).await;
        if let Ok(document) = &opened {
            self.trusted.insert(id.to_owned(), document.clone());
        }
        Ok(Some(opened))
    }

    /// Asks the engine to validate only: it does so before it looks for the operation, and there is none of this name.
    async fn rehearse(&self, document: &Document) -> Result<(), ValidationError> {
        let mut request = Request::new("").operation_name(NO_OPERATION);
        request.set_parsed_query(document.parsed.clone());
        let errors = self.strict.execute(request).await.errors;
        match &errors[..] {
            [only] if only.message.contains(NO_OPERATION) => Ok(()),
            _ => Err(ValidationError::Invalid(errors)),
        }
    }
}

/// Bytes that a document takes, by estimate.
fn weight(size: usize) -> u32 {
    u32::try_from(size * BYTES_PER_BYTE + BYTES_AT_LEAST).unwrap_or(u32::MAX)
}
