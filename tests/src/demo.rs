//! The demo marketplace, at its smallest.

use std::collections::BTreeSet;

use domain::application::{ProposalState, State as ApplicationState};
use domain::clock::Clock;
use domain::collaboration::State as CollaborationState;
use domain::deliverable::State as DeliverableState;
use domain::entity;
use domain::offer::State as OfferState;
use domain::payments::{self, EarningState, FundingState, State as PayoutState};
use sea_orm::{
    ActiveEnum, ConnectionTrait, EntityTrait, Iterable, PaginatorTrait, QueryOrder, QuerySelect,
    Statement,
};
use serde_json::json;

use crate::support::TestApp;

/// A marketplace with a past.
async fn filled() -> TestApp {
    let app = TestApp::start().await;
    let begun = app.clock.now();
    demo::fill(app.env(), &app.clock, demo::Size::SMALL)
        .await
        .unwrap();
    assert_eq!(app.clock.now(), begun + demo::LENGTH);
    app
}

/// The states in which no row of a table is.
async fn unreached<S>(app: &TestApp, table: &str) -> Vec<String>
where
    S: ActiveEnum<Value = String> + Iterable,
{
    let db = app.env().db.reader();
    let sql = format!("SELECT DISTINCT state FROM {table}");
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    let reached: BTreeSet<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect();
    let all = S::iter().map(|state| format!("{table}: {}", state.to_value()));
    all.filter(|state| !reached.contains(&state[table.len() + 2..]))
        .collect()
}

/// The titles of offers and the names of creators, in the order in which they came.
async fn words(app: &TestApp) -> Vec<String> {
    let db = app.env().db.reader();
    let titles: Vec<String> = entity::offer::Entity::find()
        .select_only()
        .column(entity::offer::Column::Title)
        .order_by_asc(entity::offer::Column::CreatedAt)
        .into_tuple()
        .all(db)
        .await
        .unwrap();
    let names: Vec<String> = entity::creator::Entity::find()
        .select_only()
        .column(entity::creator::Column::DisplayName)
        .order_by_asc(entity::creator::Column::CreatedAt)
        .into_tuple()
        .all(db)
        .await
        .unwrap();
    [titles, names].concat()
}

#[tokio::test]
async fn the_demo_reaches_every_state_and_its_books_are_sound() {
    let app = filled().await;

    let missing = [
        unreached::<OfferState>(&app, "offer").await,
        unreached::<ApplicationState>(&app, "application").await,
        unreached::<ProposalState>(&app, "proposal").await,
        unreached::<CollaborationState>(&app, "collaboration").await,
        unreached::<DeliverableState>(&app, "deliverable").await,
        unreached::<FundingState>(&app, "funding").await,
        unreached::<EarningState>(&app, "earning").await,
        unreached::<PayoutState>(&app, "payout").await,
    ];
    assert_eq!(missing.concat(), Vec::<String>::new());

    let db = app.env().db.reader();
    assert_eq!(entity::brand::Entity::find().count(db).await.unwrap(), 4);
    assert_eq!(entity::creator::Entity::find().count(db).await.unwrap(), 30);
    assert_eq!(entity::offer::Entity::find().count(db).await.unwrap(), 20);
    let measured = entity::social_account::Entity::find()
        .all(db)
        .await
        .unwrap();
    assert!(
        measured
            .iter()
            .all(|account| account.engagement_ppm.is_some())
    );
    assert_eq!(payments::queries::check(db).await.unwrap(), []);
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story() {
    let (one, other) = (filled().await, filled().await);
    assert_eq!(words(&one).await, words(&other).await);
}

#[tokio::test]
async fn the_people_of_the_demo_can_log_in() {
    let app = filled().await;
    let log_in = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { session { accessToken } userErrors { code } } }";
    for email in [demo::BRAND_EMAIL, demo::CREATOR_EMAIL, demo::OPERATOR_EMAIL] {
        let input = json!({ "email": email, "password": demo::PASSWORD });
        let session = app.asks(log_in, json!({ "input": input })).await.good();
        let token = session.text("sessionCreate.session.accessToken");
        let viewer = app
            .asks_as(Some(&token), "{ viewer { id } }", json!({}))
            .await;
        assert!(viewer.good().at("viewer.id").is_string(), "{email}");
    }
}
