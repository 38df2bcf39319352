//! A root field that fails leaves its siblings alone: each of them, with the database gone.

use domain::id::{
    ApplicationId, BrandId, CollaborationId, CreatorId, DeliverableId, OfferId, PayoutId,
    ProposalId, SocialAccountId, UserId,
};
use serde_json::{Value, json};

use crate::support::money::public;
use crate::support::schema::{Published, innermost};
use crate::support::{Person, TestApp};

/// A value that reads well, for a place of this name: an id is one of what the place speaks of.
fn plausible(root: &str, place: &str, scalar: &str) -> String {
    let text = match scalar {
        "Int" | "Float" => return "1".to_owned(),
        "Boolean" => return "true".to_owned(),
        "ID" if matches!(place, "id" | "ids") => id_of(root),
        "ID" => id_of(place.trim_end_matches("Id")),
        "DateTime" => "2026-12-01T00:00:00Z".to_owned(),
        "Decimal" => "1.00".to_owned(),
        "CountryCode" => "DE".to_owned(),
        "URL" => "https://example.com/".to_owned(),
        _ if place == "iban" => "DE89370400440532013000".to_owned(),
        _ => "zoe@example.com".to_owned(),
    };
    format!("\"{text}\"")
}

/// An id of nothing that is there.
fn id_of(thing: &str) -> String {
    match thing {
        "application" => public(ApplicationId::new()),
        "brand" => public(BrandId::new()),
        "collaboration" => public(CollaborationId::new()),
        "creator" => public(CreatorId::new()),
        "deliverable" => public(DeliverableId::new()),
        "offer" => public(OfferId::new()),
        "payout" => public(PayoutId::new()),
        "proposal" => public(ProposalId::new()),
        "socialAccount" => public(SocialAccountId::new()),
        "user" | "node" | "nodes" => public(UserId::new()),
        _ => panic!("no id of {thing}"),
    }
}

/// The database is emptied under a running server.
async fn loses_its_database(app: &TestApp) {
    use sea_orm::{ConnectionTrait, Statement};
    let owner = app.env().db.owner();
    if !app.env().db.is_sqlite() {
        owner
            .execute_unprepared("DROP SCHEMA public CASCADE")
            .await
            .unwrap();
        return;
    }
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let rows = owner
        .query_all_raw(Statement::from_string(owner.get_database_backend(), tables))
        .await
        .unwrap();
    owner
        .execute_unprepared("PRAGMA foreign_keys = OFF")
        .await
        .unwrap();
    for row in rows {
        let table: String = row.try_get("", "name").unwrap();
        owner
            .execute_unprepared(&format!("DROP TABLE \"{table}\""))
            .await
            .unwrap();
    }
}

/// Asks for one root field beside another that needs no database; true when it failed for want of the database, and failed
/// alone.
async fn fails_alone(person: &Person, sibling: &str, field: &str, document: &str) -> bool {
    let answer = person.asks(document, Value::Null).await.0;
    assert!(
        !answer["data"]["sibling"].is_null(),
        "{sibling} beside {field}: {answer}"
    );
    if !answer["data"][field].is_null() {
        return false;
    }
    let errors = answer["errors"].as_array().unwrap();
    assert!(!errors.is_empty(), "{field}: {answer}");
    for error in errors {
        assert_eq!(error["path"][0], field, "{answer}");
        assert!(error["extensions"]["code"].is_string(), "{answer}");
    }
    let is_ours = |error: &Value| error["extensions"]["code"] == "INTERNAL_SERVER_ERROR";
    errors.iter().all(is_ours)
}

/// Root fields that answer what is wrong with made-up input, or need no database.
const WITHOUT_DATABASE: [&str; 14] = [
    "creator",
    "feedCursor",
    "moneyBreakdown",
    "nodes",
    "rateLimit",
    "audienceSet",
    "collaborationTerminate",
    "creatorCreate",
    "deliverableDecide",
    "deliverablePublish",
    "deliverableSubmit",
    "deliverableSubmitConcept",
    "offerCreate",
    "socialAccountAdd",
];

#[tokio::test]
async fn a_root_field_that_fails_leaves_its_siblings_alone() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    // Remembered outside the database.
    zoe.asks("{ viewer { id } }", Value::Null).await.good();
    let schema = Published::read();
    loses_its_database(&app).await;

    let mut unharmed = Vec::new();
    for (operation, root, sibling) in [
        ("query", "Query", "rateLimit { limit }"),
        ("mutation", "Mutation", "__typename"),
    ] {
        for field in schema.fields(root) {
            let name = field.name.node.as_str();
            let mut fill = |place: &str, scalar: &str| plausible(name, place, scalar);
            let arguments = schema.arguments(field, &mut fill);
            let selection = match schema.selection(&field.ty.node) {
                // Its name alone would need no database.
                _ if innermost(&field.ty.node).ends_with("Connection") => "{ totalCount }",
                selection => selection,
            };
            let document =
                format!("{operation} {{ sibling: {sibling} {name}{arguments} {selection} }}");
            if !fails_alone(&zoe, sibling, name, &document).await {
                unharmed.push(name.to_owned());
            }
            assert!(field.ty.node.nullable, "{root}.{name} must be nullable");
        }
    }
    assert_eq!(unharmed, WITHOUT_DATABASE);
}

#[test]
fn whatever_has_an_id_is_a_node() {
    let schema = Published::read();
    for (name, kind) in &schema.0 {
        let async_graphql::parser::types::TypeKind::Object(object) = kind else {
            continue;
        };
        let has_id = object
            .fields
            .iter()
            .any(|field| field.node.name.node == "id");
        let is_node = object
            .implements
            .iter()
            .any(|interface| interface.node == "Node");
        assert_eq!(has_id, is_node, "{name}");
    }
}

#[tokio::test]
async fn up_to_a_hundred_objects_come_at_once_in_the_order_asked_for() {
    let app = TestApp::start().await;
    let (zoe, max) = (app.person("Zoe").await, app.person("Max").await);
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    for count in [0, 1, 99, 100] {
        // What may not be seen is null, as what does not exist.
        let ids: Vec<&str> = (0..count)
            .map(|at| {
                if at % 2 == 0 {
                    zoe.id.as_str()
                } else {
                    max.id.as_str()
                }
            })
            .collect();
        let found = zoe
            .asks(query, json!({ "ids": ids }))
            .await
            .good()
            .at("nodes");
        let found = found.as_array().unwrap();
        assert_eq!(found.len(), count);
        for (at, node) in found.iter().enumerate() {
            let is_own = at % 2 == 0;
            assert_eq!(
                node["id"].as_str(),
                is_own.then_some(zoe.id.as_str()),
                "{at}"
            );
        }
    }
    let ids = vec![zoe.id.as_str(); 101];
    let answer = zoe.asks(query, json!({ "ids": ids })).await.0;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "LIST_TOO_LONG",
        "{answer}"
    );
}

#[tokio::test]
async fn one_bad_id_is_null_at_its_place_and_says_so_there() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let ids = json!({ "ids": [zoe.id, "nonsense", zoe.id] });
    let answer = zoe.asks(query, ids).await;
    assert_eq!(
        answer.beside("nodes"),
        json!([{ "id": zoe.id }, null, { "id": zoe.id }])
    );
    assert_eq!(answer.codes(), ["INVALID_ID"]);
    assert_eq!(answer.0["errors"][0]["path"], json!(["nodes", 1]));
}
