//! Applications, as asked for.

use async_graphql::{Context, ID, Object};
use domain::application::queries;
use domain::id::{ApplicationId, Id};

use super::{Application, ApplicationState};
use crate::graphql::context::ContextExt;
use crate::graphql::error::{Nullable, nullable};
use crate::graphql::page::{Connection, page};
use crate::graphql::payload::Found;
use crate::graphql::scalars::parse_id;

/// Applications, as asked for.
#[derive(Default)]
pub struct ApplicationQuery;

#[Object]
impl ApplicationQuery {
    /// An application; null when there is none that you may see.
    async fn application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] id: ID,
    ) -> Nullable<Application> {
        nullable(async {
            let id: ApplicationId = parse_id("id", &id)?;
            Application::find(ctx, id.uuid()).await
        })
        .await
    }

    /// The applications to an offer of your brand, newest first.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn offer_applications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] offer_id: ID,
        #[graphql(desc = "Only those in this state.")] state: Option<ApplicationState>,
        #[graphql(desc = "So many from the start or after `after`: 1 to 100, 20 when left out.")]
        first: Option<i32>,
        #[graphql(desc = "Cursor of the entry before the page.")] after: Option<String>,
        #[graphql(desc = "So many from the end or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor of the entry after the page.")] before: Option<String>,
    ) -> Nullable<Connection<Application>> {
        let list = async {
            let id = parse_id("offerId", &offer_id)?;
            queries::of_offer(ctx.reader(), ctx.actor(), id, state.map(Into::into)).await
        };
        page(ctx, list, (first, after, last, before)).await
    }

    /// Your own applications as a creator, newest first.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn creator_applications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your creator profile.")] creator_id: ID,
        #[graphql(desc = "Only those in this state.")] state: Option<ApplicationState>,
        #[graphql(desc = "So many from the start or after `after`: 1 to 100, 20 when left out.")]
        first: Option<i32>,
        #[graphql(desc = "Cursor of the entry before the page.")] after: Option<String>,
        #[graphql(desc = "So many from the end or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor of the entry after the page.")] before: Option<String>,
    ) -> Nullable<Connection<Application>> {
        let list = async {
            let id = parse_id("creatorId", &creator_id)?;
            queries::of_creator(ctx.reader(), ctx.actor(), id, state.map(Into::into)).await
        };
        page(ctx, list, (first, after, last, before)).await
    }
}
