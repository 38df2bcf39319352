//! Signing up and logging in.

use async_graphql::{Context, InputObject, Object};
use domain::account::{LogIn, Refresh, SignUp, Started, commands, queries};
use domain::actor::Intent;
use domain::entity;
use domain::id::Id;
use infrastructure::auth::Device;
use uuid::Uuid;

use crate::account::User;
use crate::context::ContextExt;
use crate::error::Nullable;
use crate::mutation::{Again, Payload, answer, payload};
use crate::scalars::{DateTime, EmailAddress};

/// A log-in, with the tokens that prove it.
#[derive(Clone)]
pub struct Session {
    user: entity::user::Model,
    session: entity::session::Model,
    access_token: String,
    access_until: chrono::DateTime<chrono::Utc>,
    refresh_token: String,
    device_token: Option<String>,
}

/// A log-in, with the tokens that prove it. Shown once; keep the refresh token secret.
#[Object]
impl Session {
    /// Send it with each request: `Authorization: Bearer <accessToken>`.
    async fn access_token(&self) -> &str {
        &self.access_token
    }

    /// When the access token stops working; refresh the session before.
    async fn access_token_expires_at(&self) -> DateTime {
        DateTime(self.access_until)
    }

    /// Good for one `sessionRefresh`, which answers the next one; and for ten seconds more the same one again.
    async fn refresh_token(&self) -> &str {
        &self.refresh_token
    }

    /// Keep it beyond the log-out, and send it with the next log-in from this device to this account: then strangers who
    /// guess at the password cannot keep you waiting. It opens nothing by itself, and is good for 400 days. Null in the
    /// answer to `sessionRefresh`.
    async fn device_token(&self) -> Option<&str> {
        self.device_token.as_deref()
    }

    /// When the session ends whatever happens; log in again then.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.session.expires_at)
    }

    /// Who is logged in.
    async fn user(&self) -> User {
        User::from(self.user.clone()).seen_by(self.user.id)
    }
}

impl Session {
    fn of(ctx: &Context<'_>, started: Started) -> domain::Result<Self> {
        let now = ctx.env().clock.now();
        let (access_token, access_until) = ctx.tokens().issue(&started.session, now)?;
        let Started {
            user,
            session,
            refresh_token,
        } = started;
        Ok(Self {
            user,
            session,
            access_token,
            access_until,
            refresh_token,
            device_token: None,
        })
    }

    /// With a token for the device: one that is known already stays the same.
    fn on(self, ctx: &Context<'_>, device: Option<Device>) -> Self {
        let device = device.unwrap_or(Device(self.session.id.uuid()));
        let now = ctx.env().clock.now();
        let token = ctx.tokens().device_token(device, &self.user.email, now);
        Self {
            device_token: Some(token),
            ..self
        }
    }
}

impl Again for Session {
    /// A session is never answered again: its secrets are shown once.
    fn again(_: Uuid) -> Option<Self> {
        None
    }
}

/// What signing up needs.
#[derive(InputObject)]
pub struct AccountCreateInput {
    /// At most 254 characters; upper and lower case are the same.
    pub email: EmailAddress,
    /// 10 to 128 characters; any will do.
    pub password: String,
    /// How others see this person: 1 to 80 characters.
    pub display_name: String,
}

impl AccountCreateInput {
    fn read(&self) -> SignUp {
        SignUp {
            email: self.email.0.clone(),
            password: self.password.clone(),
            display_name: self.display_name.clone(),
        }
    }
}

/// What logging in needs.
#[derive(InputObject)]
pub struct SessionCreateInput {
    /// The address given at sign-up.
    pub email: EmailAddress,
    /// The password.
    pub password: String,
    /// The device token of an earlier log-in to this account, on this device. One that is not good counts as none.
    pub device_token: Option<String>,
}

impl SessionCreateInput {
    fn device(&self, ctx: &Context<'_>) -> Option<Device> {
        let now = ctx.env().clock.now();
        let token = self.device_token.as_deref()?;
        ctx.tokens().device(token, &self.email.0, now)
    }

    fn read(&self) -> LogIn {
        LogIn {
            email: self.email.0.clone(),
            password: self.password.clone(),
        }
    }
}

/// What refreshing needs.
#[derive(InputObject)]
pub struct SessionRefreshInput {
    /// The newest refresh token of the session.
    pub refresh_token: String,
}

impl SessionRefreshInput {
    fn read(&self, ctx: &Context<'_>) -> Refresh {
        Refresh {
            token: self.refresh_token.clone(),
            successor: ctx.tokens().successor(&self.refresh_token),
        }
    }
}

payload!(AccountCreatePayload { user: User });
payload!(SessionCreatePayload { session: Session });
payload!(SessionRefreshPayload { session: Session });
payload!(SessionRevokePayload { user: User });

/// Runs a command that looks at the password of an account: only so many may in a time, whatever comes of them.
async fn guess<P, F, C>(
    ctx: &Context<'_>,
    email: &EmailAddress,
    device: Option<Device>,
    command: F,
) -> Nullable<P>
where
    P: Payload,
    F: Fn() -> C,
    C: Future<Output = domain::Result<P::Node>>,
{
    if let Err(limited) = ctx.limits().log_in_of(&email.0, device).await {
        return Some(Err(limited.into()));
    }
    answer(ctx, || async {
        let node = command().await?;
        ctx.limits().logged_in(&email.0, device).await;
        Ok(node)
    })
    .await
}

/// Accounts, as changed.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Create an account. Asking again with the same address and password answers the same account. Codes: EMAIL_TAKEN,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_TOO_SHORT, VALUE_TOO_LONG.
    async fn account_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs up.")] input: AccountCreateInput,
    ) -> Nullable<AccountCreatePayload> {
        let intent = Intent::of(ctx.actor());
        let sign_up = || async {
            let user = commands::sign_up(ctx.env(), &intent, input.read()).await?;
            let id = user.id;
            Ok(User::from(user).seen_by(id))
        };
        // The password of an account that is there is looked at, too.
        guess(ctx, &input.email, None, sign_up).await
    }

    /// Log in. After many failures at one account each further try has to wait: the error RATE_LIMITED says for how long.
    /// A device that sends the `deviceToken` of an earlier log-in waits for its own failures only. Codes: CREDENTIALS_INVALID.
    async fn session_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who logs in.")] input: SessionCreateInput,
    ) -> Nullable<SessionCreatePayload> {
        let intent = Intent::of(ctx.actor());
        let device = input.device(ctx);
        let log_in = || async {
            let started = commands::log_in(ctx.env(), &intent, input.read()).await?;
            Ok(Session::of(ctx, started)?.on(ctx, device))
        };
        guess(ctx, &input.email, device, log_in).await
    }

    /// Get new tokens for a session. The refresh token given is used up; for ten seconds more it answers the same next one,
    /// so that a lost answer can be asked for again and several parts of an app may ask at once. One that comes back later
    /// ends the session. Codes: REFRESH_TOKEN_INVALID.
    async fn session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session's newest refresh token.")] input: SessionRefreshInput,
    ) -> Nullable<SessionRefreshPayload> {
        answer(ctx, || async {
            let intent = Intent::of(ctx.actor());
            let started = commands::refresh(ctx.env(), &intent, input.read(ctx)).await?;
            Session::of(ctx, started)
        })
        .await
    }

    /// Log out: the session of the access token ends at once, and with it all its tokens. Repeating it is harmless.
    async fn session_revoke(&self, ctx: &Context<'_>) -> Nullable<SessionRevokePayload> {
        answer(ctx, || async {
            let session = commands::log_out(ctx.env(), &Intent::of(ctx.actor())).await?;
            let user = queries::by_id(ctx.reader(), session.user_id).await?;
            user.map(User::from).ok_or(domain::Error::NotFound)
        })
        .await
    }
}
