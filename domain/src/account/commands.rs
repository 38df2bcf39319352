//! Signing up, logging in, refreshing, logging out.

use chrono::{Days, TimeDelta};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Error, queries, refresh_token};
use crate::actor::Intent;
use crate::db::on_conflict;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{Id, SessionId, UserId};
use crate::input;
use crate::outbox::{Fact, Parties};
use crate::quota;
use crate::unit_of_work::UnitOfWork;

/// For so long a refresh token answers the same successor again: an answer may be lost, and several parts of a client may
/// ask at once. Afterwards its second use ends the session.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// What signing up needs.
pub struct SignUp {
    /// At most 254 characters; upper and lower case are the same.
    pub email: String,
    /// 10 to 128 characters.
    pub password: String,
    /// How others see this person: 1 to 80 characters.
    pub display_name: String,
}

/// What logging in needs.
pub struct LogIn {
    /// The address given at sign-up.
    pub email: String,
    /// The password.
    pub password: String,
}

/// What refreshing needs.
pub struct Refresh {
    /// The newest refresh token of the session.
    pub token: String,
    /// The one that follows it: always the same after the same, and not to be guessed by who has neither the token nor
    /// the key of the house. So nothing needs to be kept to answer it again.
    pub successor: String,
}

/// A session just started or refreshed.
pub struct Started {
    /// Whose it is.
    pub user: entity::user::Model,
    /// The session.
    pub session: entity::session::Model,
    /// Good for one refresh; shown only here.
    pub refresh_token: String,
}

/// Creates an account. Signing up again with the same address and password answers the account that is there, so that
/// a lost answer can be asked for again.
pub async fn sign_up(env: &Env, intent: &Intent, draft: SignUp) -> Result<entity::user::Model> {
    let mut form = intent.form();
    let email = form.take("email", input::email(&draft.email));
    let display_name = form.take("displayName", input::line(&draft.display_name, 1..=80));
    form.take("password", input::password(&draft.password));
    let (Some(email), Some(display_name), true) = (email, display_name, form.is_clean()) else {
        return Err(form.refuse());
    };

    if let Some(user) = queries::by_email(env.db.reader(), &email).await? {
        let is_theirs = env
            .passwords
            .verify(draft.password, Some(user.password_hash.clone()))
            .await?;
        return if is_theirs {
            Ok(user)
        } else {
            Err(Error::EmailTaken.into())
        };
    }
    let password_hash = env.passwords.hash(draft.password).await?;

    let work = env.begin_for_all(intent, "account.sign_up").await?;
    let user = entity::user::ActiveModel {
        id: Set(UserId::new()),
        email: Set(email),
        display_name: Set(display_name),
        password_hash: Set(password_hash),
        is_operator: Set(false),
        created_at: Set(work.now),
    };
    let user = user
        .insert(work.tx())
        .await
        .map_err(on_conflict("uq_user__email", Error::EmailTaken))?;
    work.records(Fact::UserSignedUp { id: user.id }, Parties::default())?;
    work.commit(user.id).await?;
    Ok(user)
}

/// Starts a session. Unknown address and wrong password take equally long and answer alike.
pub async fn log_in(env: &Env, intent: &Intent, draft: LogIn) -> Result<Started> {
    if draft.password.len() > 512 {
        return Err(Error::CredentialsInvalid.into());
    }
    // What is no address is nobody's, and may be what a database cannot even compare.
    let user = match input::email(&draft.email) {
        Ok(email) => queries::by_email(env.db.reader(), &email).await?,
        Err(_) => None,
    };
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let is_right = env.passwords.verify(draft.password, hash).await?;
    let known = user.as_ref().map(|user| user.id.uuid());
    let Some(user) = user.filter(|_| is_right) else {
        // Not the address that was given: people mistake the field for the password's.
        let cause = known.map_or("nobody has this e-mail address", |_| "wrong password");
        tracing::info!(
            user = known.map(tracing::field::display),
            cause,
            "log-in failed"
        );
        return Err(Error::CredentialsInvalid.into());
    };

    let work = env.begin_for_all(intent, "account.log_in").await?;
    let ended = make_room(&work, user.id).await?;
    let session = entity::session::ActiveModel {
        id: Set(SessionId::new()),
        user_id: Set(user.id),
        created_at: Set(work.now),
        last_used_at: Set(work.now),
        expires_at: Set(work.now + Days::new(work.policy.session_days.into())),
        revoked_at: Set(None),
    };
    let session = session.insert(work.tx()).await?;
    let refresh_token = refresh_token::draw()?;
    keep(&work, session.id, &refresh_token).await?;
    work.commit(session.id).await?;
    tracing::info!(user = %user.id.uuid(), session = %session.id.uuid(), "logged in");
    for session in ended {
        forget(env, session).await;
    }
    Ok(Started {
        user,
        session,
        refresh_token,
    })
}

/// Where as many sessions go on as may, those that were longest unused end.
async fn make_room(work: &UnitOfWork<'_>, user_id: UserId) -> Result<Vec<SessionId>> {
    use entity::session::{Column, Entity};
    queries::locked(work, user_id).await?;
    let open = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(work.now));
    let count = open.clone().count(work.tx()).await?;
    let too_many = (count + 1).saturating_sub(quota::SESSIONS);
    if too_many == 0 {
        return Ok(Vec::new());
    }
    let unused = open.order_by_asc(Column::LastUsedAt).limit(too_many);
    let unused = unused.all(work.tx()).await?;
    for session in &unused {
        end(work, session).await?;
    }
    Ok(unused.into_iter().map(|session| session.id).collect())
}

/// Exchanges a refresh token for the next one. A token that comes back within its grace answers the same next one; after
/// it ends the session: either the client or a thief holds a copy.
pub async fn refresh(env: &Env, intent: &Intent, draft: Refresh) -> Result<Started> {
    let work = env.begin_for_all(intent, "account.refresh").await?;

    let row = refresh_token(&work, &draft.token).await?;
    let row = row.ok_or(Error::RefreshTokenInvalid)?;
    let session = queries::session(work.tx(), row.session_id)
        .await?
        .ok_or(Error::RefreshTokenInvalid)?;
    let user = queries::by_id(work.tx(), session.user_id)
        .await?
        .ok_or(Error::RefreshTokenInvalid)?;

    let idle_until = row.issued_at + Days::new(work.policy.session_idle_days.into());
    if session.revoked_at.is_some() || session.expires_at <= work.now || idle_until <= work.now {
        return Err(Error::RefreshTokenInvalid.into());
    }
    let session = match row.used_at {
        None => go_on(&work, &session, row, &draft.successor).await?,
        Some(used_at) if work.now - used_at <= GRACE => {
            // Another key of the house would make another successor, which nobody was given.
            let successor = refresh_token(&work, &draft.successor).await?;
            successor.ok_or(Error::RefreshTokenInvalid)?;
            session
        }
        Some(_) => {
            end(&work, &session).await?;
            work.commit(session.id).await?;
            forget(env, session.id).await;
            return Err(Error::RefreshTokenInvalid.into());
        }
    };
    work.commit(session.id).await?;
    Ok(Started {
        user,
        session,
        refresh_token: draft.successor,
    })
}

/// Ends the session of the caller; its access tokens are refused at once, on every node.
pub async fn log_out(env: &Env, intent: &Intent) -> Result<entity::session::Model> {
    let principal = intent.actor.principal()?;
    let work = env.begin(intent, "account.log_out").await?;
    let session = entity::session::Entity::find_by_id(principal.session_id)
        .filter(entity::session::Column::UserId.eq(principal.user_id))
        .lock_exclusive()
        .one(work.tx())
        .await?
        .ok_or(crate::Error::Unauthenticated)?;
    if session.revoked_at.is_some() {
        return Ok(session);
    }
    let session = end(&work, &session).await?;
    work.commit(session.id).await?;
    forget(env, session.id).await;
    Ok(session)
}

/// Makes sure that every node refuses an ended session; the worker tries until it was heard.
pub async fn revoke_everywhere(env: &Env, id: SessionId) -> Result<()> {
    queries::revoke_cached(env, id)
        .await
        .map_err(|_| crate::Error::Unavailable)
}

/// The first try, at once; what fails here the worker does.
pub(super) async fn forget(env: &Env, id: SessionId) {
    if let Err(away) = queries::revoke_cached(env, id).await {
        tracing::warn!(%away, session = %id.uuid(), "sessions: a revocation could not be written to Redis; the worker retries");
    }
}

/// What is kept of a refresh token, locked.
async fn refresh_token(
    work: &UnitOfWork<'_>,
    secret: &str,
) -> Result<Option<entity::refresh_token::Model>> {
    let row =
        entity::refresh_token::Entity::find_by_id(refresh_token::hash(secret)).lock_exclusive();
    Ok(row.one(work.tx()).await?)
}

/// Uses up a refresh token: from now on its successor is the session's newest.
async fn go_on(
    work: &UnitOfWork<'_>,
    session: &entity::session::Model,
    row: entity::refresh_token::Model,
    successor: &str,
) -> Result<entity::session::Model> {
    let used = entity::refresh_token::ActiveModel {
        hash: Unchanged(row.hash),
        used_at: Set(Some(work.now)),
        ..Default::default()
    };
    used.update(work.tx()).await?;
    keep(work, session.id, successor).await?;
    let session = entity::session::ActiveModel {
        id: Unchanged(session.id),
        last_used_at: Set(work.now),
        ..Default::default()
    };
    Ok(session.update(work.tx()).await?)
}

/// Keeps the hash of a refresh token.
async fn keep(work: &UnitOfWork<'_>, session_id: SessionId, secret: &str) -> Result<()> {
    let row = entity::refresh_token::ActiveModel {
        hash: Set(refresh_token::hash(secret)),
        session_id: Set(session_id),
        issued_at: Set(work.now),
        used_at: Set(None),
    };
    entity::refresh_token::Entity::insert(row)
        .exec_without_returning(work.tx())
        .await?;
    Ok(())
}

/// Ends a session in somebody's work.
pub(super) async fn end(
    work: &UnitOfWork<'_>,
    session: &entity::session::Model,
) -> Result<entity::session::Model> {
    let row = entity::session::ActiveModel {
        id: Unchanged(session.id),
        revoked_at: Set(Some(work.now)),
        ..Default::default()
    };
    let row = row.update(work.tx()).await?;
    work.records(Fact::SessionRevoked { id: session.id }, Parties::default())?;
    Ok(row)
}
