//! Signing up, logging in, refreshing, logging out.

use chrono::{Days, TimeDelta};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Error, queries, token};
use crate::actor::Intent;
use crate::db::on_conflict;
use crate::entity;
use crate::env::{Env, Work};
use crate::error::{Code, Form, Result};
use crate::id::{Id, SessionId, UserId};
use crate::input;
use crate::outbox::{self, Fact};

/// A refresh token may cross itself on the way for so long; afterwards its second use ends the session.
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
    let mut form = Form::default();
    let email = form.take("input.email", input::email(&draft.email));
    let display_name = form.take(
        "input.displayName",
        input::line(&draft.display_name, 1..=80),
    );
    let length = draft.password.chars().count();
    let is_good = (10..=128).contains(&length) && draft.password.len() <= 512;
    let wish = "A password has 10 to 128 characters.";
    form.require(
        is_good,
        if length < 10 {
            Code::ValueTooShort
        } else {
            Code::ValueTooLong
        },
        "input.password",
        wish,
    );
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

    let work = env.begin(intent, "account.sign_up").await?;
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
    outbox::record(&work, Fact::UserSignedUp { id: user.id }).await?;
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

    let work = env.begin(intent, "account.log_in").await?;
    let session = entity::session::ActiveModel {
        id: Set(SessionId::new()),
        user_id: Set(user.id),
        created_at: Set(work.now),
        last_used_at: Set(work.now),
        expires_at: Set(work.now + Days::new(work.policy.session_days.into())),
        revoked_at: Set(None),
    };
    let session = session.insert(work.tx()).await?;
    let refresh_token = issue(&work, session.id).await?;
    work.commit(session.id).await?;
    tracing::info!(user = %user.id.uuid(), session = %session.id.uuid(), "logged in");
    Ok(Started {
        user,
        session,
        refresh_token,
    })
}

/// Exchanges a refresh token for the next one. A token that comes back after its grace ends the session: either the
/// client or a thief holds a copy.
pub async fn refresh(env: &Env, intent: &Intent, secret: &str) -> Result<Started> {
    let work = env.begin(intent, "account.refresh").await?;

    let hash = token::hash(secret);
    let row = entity::refresh_token::Entity::find_by_id(hash)
        .lock_exclusive()
        .one(work.tx())
        .await?;
    let row = row.ok_or(Error::RefreshTokenInvalid)?;
    let session = queries::session(work.tx(), row.session_id)
        .await?
        .ok_or(Error::RefreshTokenInvalid)?;

    let idle_until = row.issued_at + Days::new(work.policy.session_idle_days.into());
    if session.revoked_at.is_some() || session.expires_at <= work.now || idle_until <= work.now {
        return Err(Error::RefreshTokenInvalid.into());
    }
    if let Some(used_at) = row.used_at {
        if work.now - used_at <= GRACE {
            return Err(Error::RefreshSuperseded.into());
        }
        end(&work, &session).await?;
        work.commit(session.id).await?;
        forget(env, session.id).await;
        return Err(Error::RefreshTokenInvalid.into());
    }

    let used = entity::refresh_token::ActiveModel {
        hash: Unchanged(row.hash),
        used_at: Set(Some(work.now)),
        ..Default::default()
    };
    used.update(work.tx()).await?;
    let session = entity::session::ActiveModel {
        id: Unchanged(session.id),
        last_used_at: Set(work.now),
        ..Default::default()
    };
    let session = session.update(work.tx()).await?;
    let refresh_token = issue(&work, session.id).await?;
    let user = queries::by_id(work.tx(), session.user_id)
        .await?
        .ok_or(Error::RefreshTokenInvalid)?;
    work.commit(session.id).await?;
    Ok(Started {
        user,
        session,
        refresh_token,
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
        tracing::warn!(%away, "a revoked session is told to the ephemeral store later");
    }
}

async fn issue(work: &Work<'_>, session_id: SessionId) -> Result<String> {
    let secret = token::draw()?;
    let row = entity::refresh_token::ActiveModel {
        hash: Set(token::hash(&secret)),
        session_id: Set(session_id),
        issued_at: Set(work.now),
        used_at: Set(None),
    };
    entity::refresh_token::Entity::insert(row)
        .exec_without_returning(work.tx())
        .await?;
    Ok(secret)
}

/// Ends a session in somebody's work.
pub(super) async fn end(
    work: &Work<'_>,
    session: &entity::session::Model,
) -> Result<entity::session::Model> {
    let row = entity::session::ActiveModel {
        id: Unchanged(session.id),
        revoked_at: Set(Some(work.now)),
        ..Default::default()
    };
    let row = row.update(work.tx()).await?;
    outbox::record(work, Fact::SessionRevoked { id: session.id }).await?;
    Ok(row)
}
