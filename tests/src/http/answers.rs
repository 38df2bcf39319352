//! What an answer may hold: as many entries as were paid for, and as many bytes as the operator allows.

use serde_json::json;

use crate::support::{TestApp, TestServer};

/// A way through a list, and back to where it came from.
fn there_and_back(times: usize) -> String {
    let (mut way, mut end) = (String::new(), String::new());
    for _ in 0..times {
        way.push_str("socialAccounts { creator { ");
        end.push_str(" } }");
    }
    format!("query($id: ID!) {{ creator(id: $id) {{ {way} displayName {end} }} }}")
}

#[tokio::test]
async fn a_list_inside_a_list_costs_both_lengths() {
    let app = TestApp::start().await;
    let zoe = app.micro("Zoe").await;
    let server = TestServer::start(&app).await;
    let asks = |times: usize| {
        let server = &server;
        let id = &zoe.id;
        async move {
            server
                .posts(None, &there_and_back(times), json!({ "id": id }))
                .await
        }
    };

    let once = asks(1).await.good();
    // The creator, twenty accounts, twenty creators; she has one account.
    let cost = &once.0["extensions"]["cost"];
    assert_eq!(cost["requested"], json!(1 + 20 * 2));
    assert_eq!(cost["actual"], json!(1 + 2));
    asks(2).await.good();
    for times in [3, 4] {
        assert_eq!(asks(times).await.codes(), ["QUERY_TOO_COMPLEX"], "{times}");
    }
}

#[tokio::test]
async fn an_answer_that_grows_too_large_is_stopped_and_the_rest_is_answered() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let line = |number: usize| format!("{number} {}", "x".repeat(490));
    let requirements: Vec<String> = (0..30).map(line).collect();
    let offer = brand
        .publishes(json!({ "requirements": requirements }))
        .await;
    let server = TestServer::with(&app, &[("ANSWER_BYTES_MAX", "65536")]).await;

    let brief = "brief { requirements { text } }";
    let few = format!("query($id: ID!) {{ offer(id: $id) {{ id a: {brief} }} }}");
    let answer = server
        .posts(None, &few, json!({ "id": offer }))
        .await
        .good();
    assert_eq!(
        answer.at("offer.a.requirements").as_array().unwrap().len(),
        30
    );

    // Ten times the same text: what fits is there, what does not is null and says why.
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let many: String = names.map(|name| format!("{name}: {brief} ")).concat();
    let many =
        format!("query($id: ID!) {{ offers {{ totalCount }} offer(id: $id) {{ id {many} }} }}");
    let answer = server.posts(None, &many, json!({ "id": offer })).await;
    assert_eq!(
        answer.codes().first().map(String::as_str),
        Some("ANSWER_TOO_LARGE")
    );
    assert_eq!(answer.beside("offers.totalCount"), json!(1));

    server
        .posts(None, &few, json!({ "id": offer }))
        .await
        .good();
}

#[tokio::test]
async fn an_answer_without_lists_is_weighed_too() {
    let app = TestApp::start().await;
    // Four bytes each.
    let bio = json!({ "bio": "🍵".repeat(1_000) });
    let zoe = app.person("Zoe").await.becomes_creator(bio).await;
    let server = TestServer::with(&app, &[("ANSWER_BYTES_MAX", "65536")]).await;
    for (times, codes) in [(12, &[][..]), (20, &["ANSWER_TOO_LARGE"])] {
        let bios: String = (0..times)
            .map(|number| format!("b{number}: bio "))
            .collect();
        let document = format!("query($id: ID!) {{ creator(id: $id) {{ {bios} }} }}");
        let answer = server.posts(None, &document, json!({ "id": zoe.id })).await;
        assert_eq!(answer.codes(), codes);
    }
}
