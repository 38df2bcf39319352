//! The one invariant SQL cannot look for: that terms are, byte by byte, what was signed.

use sea_orm::{ConnectionTrait, EntityTrait};

use crate::collaboration::Terms;
use crate::entity;
use crate::error::Result;
use crate::invariant::Violation;

/// Terms read at once.
const BATCH: u64 = 500;

/// Terms whose hash is not that of their content.
pub(super) async fn broken(db: &impl ConnectionTrait) -> Result<Vec<Violation>> {
    let order = (
        entity::terms::Column::CollaborationId,
        entity::terms::Column::Version,
    );
    let mut cursor = entity::terms::Entity::find().cursor_by(order);
    let mut violations = Vec::new();
    loop {
        let batch = cursor.first(BATCH).all(db).await?;
        violations.extend(batch.iter().filter_map(violation));
        match batch.last() {
            Some(last) => cursor.after((last.collaboration_id, last.version)),
            None => return Ok(violations),
        };
    }
}

fn violation(terms: &entity::terms::Model) -> Option<Violation> {
    let expected = Terms::hash_of(&terms.content);
    (terms.hash != expected).then(|| Violation {
        invariant: "terms have the hash of their content",
        table: "terms",
        key: crate::id::Id::uuid(terms.collaboration_id).to_string(),
        found: terms.hash.clone(),
        expected,
    })
}
