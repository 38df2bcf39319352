//! Each screen of a frontend is one document, one request, and few statements, whoever looks at it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::deal::Deal;
use crate::support::{Person, TestApp};

/// Who looks.
#[derive(Clone, Copy, Debug)]
enum Who {
    Guest,
    Creator,
    Brand,
}

use Who::{Brand, Creator, Guest};

/// A screen, who looks at it, what is certainly there, and how many statements it takes.
const SCREENS: [(&str, Who, &str, u64); 17] = [
    ("account", Brand, "viewer.brands.nodes.0.id", 3),
    ("account", Creator, "viewer.creator.id", 3),
    ("feed", Guest, "offers.edges.0.node.brand.id", 2),
    (
        "feed",
        Creator,
        "offers.edges.0.node.viewerApplication.id",
        2,
    ),
    ("offer", Guest, "offer.brief.deliverables.0.format", 3),
    (
        "offer",
        Creator,
        "offer.viewerApplication.proposals.0.id",
        4,
    ),
    ("offer", Brand, "offer.applications.nodes.0.creator.id", 4),
    ("editor", Brand, "offer.content.deliverables.0.format", 1),
    (
        "inbox",
        Brand,
        "brand.applications.edges.0.node.creator.id",
        5,
    ),
    (
        "collaboration",
        Brand,
        "collaboration.deliverables.0.submissions.0.number",
        6,
    ),
    ("collaboration", Creator, "collaboration.terms.hash", 6),
    ("work", Creator, "viewer.creator.balances.0.id", 6),
    (
        "todo",
        Brand,
        "viewer.todo.applicationsToAnswer.nodes.0.id",
        11,
    ),
    (
        "todo",
        Creator,
        "viewer.todo.deliverablesToDeliver.nodes",
        11,
    ),
    ("wallet", Brand, "brand.statement.edges.0.node.id", 6),
    ("brand", Guest, "brand.offers.nodes.0.id", 3),
    ("creator", Guest, "creator.socialAccounts.0.id", 5),
];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/clients/screens"))
}

/// The document, and the id it asks for.
async fn document(deal: &Deal, screen: &str) -> (String, Value) {
    let text = fs::read_to_string(folder().join(format!("{screen}.graphql"))).unwrap();
    let id = match screen {
        "collaboration" => deal.id.clone(),
        "creator" => deal.creator.id.clone(),
        "offer" | "editor" => {
            let newest = deal
                .creator
                .asks("{ offers(first: 1) { nodes { id } } }", json!({}));
            newest.await.good().text("offers.nodes.0.id")
        }
        _ => deal.brand.id.clone(),
    };
    (text, json!({ "id": id }))
}

#[tokio::test]
async fn every_screen_is_one_request_and_few_statements() {
    let app = TestApp::start().await;
    let deal = Deal::busy(&app).await;
    let mut differing = Vec::new();
    for (screen, who, part, expected) in SCREENS {
        let person: Option<&Person> = match who {
            Guest => None,
            Creator => Some(&deal.creator),
            Brand => Some(&deal.brand),
        };
        let token = person.map(|person| person.access_token.as_str());
        let (text, variables) = document(&deal, screen).await;
        // Once before, so that what is remembered of a session is.
        app.asks_as(token, &text, variables.clone()).await.good();
        let before = app.env().db.statements();
        let answer = app.asks_as(token, &text, variables).await.good();
        let statements = app.env().db.statements() - before;
        assert!(!answer.at(part).is_null(), "{screen} {who:?}: {answer:#?}");
        if statements != expected {
            differing.push(format!("{screen} {who:?}: {statements}, not {expected}"));
        }
    }
    assert_eq!(differing, Vec::<String>::new());
}

#[test]
fn no_screen_is_forgotten() {
    for file in fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let name = name.trim_end_matches(".graphql");
        assert!(SCREENS.iter().any(|(screen, ..)| *screen == name), "{name}");
    }
}
