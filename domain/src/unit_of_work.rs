//! One intention under way: what a command does, in one transaction.

use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, TryInsertResult};
use uuid::Uuid;

use crate::actor::{Actor, Intent, Key, KeyError};
use crate::audit::{self, Act};
use crate::commit_signal::CommitSignal;
use crate::db::Tx;
use crate::entity;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::id::{Id, UserId};
use crate::outbox::{self, Fact, Parties};
use crate::policy::Policy;

/// One intention under way: its transaction, who asked for it, and when. Dropped without commit, nothing happened.
pub struct UnitOfWork<'a> {
    tx: Tx,
    /// The one instant of this intention.
    pub now: DateTime<Utc>,
    /// Who asked.
    pub intent: &'a Intent,
    /// The command's name, as the audit log keeps it.
    action: &'static str,
    /// The marketplace's numbers.
    pub policy: &'a Policy,
    committed: &'a CommitSignal,
    /// What became true, to be written by the commit.
    facts: Mutex<Vec<entity::outbox_fact::ActiveModel>>,
}

impl Env {
    /// Opens the transaction of a command. Under a key that has done this before it answers [`Error::Replayed`]. Guests
    /// are refused before anything is looked at, so that no answer tells them what is there.
    pub async fn begin<'a>(
        &'a self,
        intent: &'a Intent,
        action: &'static str,
    ) -> Result<UnitOfWork<'a>> {
        intent.actor.require_known()?;
        self.begin_for_all(intent, action).await
    }

    /// As [`Env::begin`], also for guests: what makes somebody known.
    pub async fn begin_for_all<'a>(
        &'a self,
        intent: &'a Intent,
        action: &'static str,
    ) -> Result<UnitOfWork<'a>> {
        // What could not be read is not done; a command with a form has said so with all else.
        intent.form().finish()?;
        let work = UnitOfWork {
            tx: self.db.begin().await?,
            now: self.clock.now(),
            intent,
            action,
            policy: &self.policy,
            committed: &self.committed,
            facts: Mutex::default(),
        };
        if let (Some(key), Some(user_id)) = (&intent.key, intent.actor.user_id()) {
            work.claim(key, user_id).await?;
        }
        Ok(work)
    }
}

impl UnitOfWork<'_> {
    /// Keeps what was done to `subject`: writes the audit row, remembers the key, commits.
    pub async fn commit(self, subject: impl Id) -> Result<()> {
        if let (Some(key), Some(user_id)) = (&self.intent.key, self.intent.actor.user_id()) {
            let row = entity::idempotency_key::ActiveModel {
                user_id: Set(user_id),
                key: Set(key.word.clone()),
                result_id: Set(subject.uuid()),
                ..Default::default()
            };
            entity::idempotency_key::Entity::update(row)
                .exec(&self.tx)
                .await?;
        }
        let facts = std::mem::take(&mut *self.facts());
        let has_facts = !facts.is_empty();
        let audit = audit::row(
            self.act(self.action, subject.uuid()),
            serde_json::Value::Null,
        );
        outbox::write(&self.tx, facts, audit).await?;
        self.tx.commit().await?;
        if let Actor::User(principal) = self.intent.actor
            && principal.is_operator
        {
            let (user, subject) = (principal.user_id.uuid(), subject.uuid());
            let address = principal.address.map(tracing::field::display);
            tracing::info!(action = self.action, %subject, %user, address, "an operator acted");
        }
        if has_facts {
            self.committed.notify();
        }
        Ok(())
    }

    /// Something became true, and concerns these: the commit writes it, and signals that there is something.
    pub fn records(&self, fact: Fact, parties: impl Into<Parties>) -> Result<()> {
        let act = self.act(self.action, fact.subject());
        let row = outbox::row(&fact, parties.into(), act)?;
        self.facts().push(row);
        Ok(())
    }

    /// Adds a row to the audit log, for what else changed on the way; `detail` must hold no secret.
    pub(crate) async fn audits(
        &self,
        action: &str,
        subject_id: Uuid,
        detail: serde_json::Value,
    ) -> Result<()> {
        let row = audit::row(self.act(action, subject_id), detail);
        entity::audit_entry::Entity::insert(row)
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    fn act<'w>(&self, action: &'w str, subject_id: Uuid) -> Act<'w> {
        Act {
            actor: self.intent.actor,
            at: self.now,
            action,
            subject_id,
        }
    }

    fn facts(&self) -> MutexGuard<'_, Vec<entity::outbox_fact::ActiveModel>> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The transaction, for queries that take any connection.
    pub fn tx(&self) -> &Tx {
        &self.tx
    }

    /// Takes the key for this work; waits while another request holds it, and answers with its result.
    async fn claim(&self, key: &Key, user_id: UserId) -> Result<()> {
        key.check()?;
        let row = entity::idempotency_key::ActiveModel {
            user_id: Set(user_id),
            key: Set(key.word.clone()),
            operation: Set(self.action.to_owned()),
            input_hash: Set(key.input_hash.clone()),
            result_id: Set(Uuid::nil()),
            created_at: Set(self.now),
        };
        let inserted = entity::idempotency_key::Entity::insert(row)
            .on_conflict_do_nothing_on([
                entity::idempotency_key::Column::UserId,
                entity::idempotency_key::Column::Key,
            ])
            .exec_without_returning(&self.tx)
            .await;
        match inserted {
            Ok(TryInsertResult::Inserted(1)) => return Ok(()),
            // Without RETURNING a conflict comes as `Inserted(0)`.
            Ok(_) => {}
            // The first request still holds the row.
            Err(error) if crate::db::is_contention(&error) => {
                return Err(KeyError::InProgress.into());
            }
            Err(error) => return Err(error.into()),
        }

        let before = entity::idempotency_key::Entity::find_by_id((user_id, key.word.clone()))
            .one(&self.tx)
            .await?
            .ok_or(KeyError::InProgress)?;
        if before.operation != self.action || before.input_hash != key.input_hash {
            return Err(KeyError::Reused.into());
        }
        Err(Error::Replayed(before.result_id))
    }
}

impl Deref for UnitOfWork<'_> {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}
