//! Subscriptions over sockets, from the mutation to the event.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{Brand, Socket, TestApp, TestServer};

pub(in crate::http) const FOLLOW: &str =
    "subscription { offerChanged { cursor offer { id state } } }";

/// The brand pauses and resumes the offer until somebody hears of it: a subscription does not say that it has begun.
pub(in crate::http) async fn stirs_until<T>(
    brand: &Brand,
    offer: &str,
    heard: impl Future<Output = T>,
) -> T {
    let mut heard = std::pin::pin!(heard);
    for turn in ["offerPause", "offerResume"].into_iter().cycle().take(40) {
        // Refused where the turn before it was the last of another wait.
        let refusals = brand.turns(turn, offer).await.refusals();
        assert!(
            refusals.iter().all(|code| code == "OFFER_STATE_INVALID"),
            "{refusals:?}"
        );
        if let Ok(heard) = timeout(Duration::from_millis(500), &mut heard).await {
            return heard;
        }
    }
    panic!("nothing was heard");
}

fn offer_in(message: &Value) -> &Value {
    &message["payload"]["data"]["offerChanged"]["offer"]["id"]
}

impl Socket {
    /// Follows all offers.
    async fn follows(&mut self, id: &str) {
        self.runs(id, FOLLOW).await;
    }
}

#[tokio::test]
async fn what_one_does_by_http_others_hear_over_their_sockets() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    let mut guest = server.connects(None).await;
    let mut member = server.connects(Some(&brand.access_token)).await;
    for socket in [&mut guest, &mut member] {
        socket.follows("offers").await;
        let next = stirs_until(&brand, &offer, socket.hears()).await;
        assert_eq!(
            (&next["type"], &next["id"]),
            (&json!("next"), &json!("offers"))
        );
        assert_eq!(*offer_in(&next), offer, "{next}");
    }
}

#[tokio::test]
async fn a_subscription_that_is_stopped_is_silent_and_its_id_is_free() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    let mut socket = server.connects(None).await;
    socket.follows("1").await;
    stirs_until(&brand, &offer, socket.hears()).await;
    socket.says(json!({ "type": "complete", "id": "1" })).await;
    socket.runs("1", "{ viewer { user { id } } }").await;
    // What was on its way may still come, but no completion of the subscription.
    let mut next = socket.hears().await;
    while next["payload"]["data"].get("viewer").is_none() {
        assert_eq!(next["type"], "next", "{next}");
        next = socket.hears().await;
    }
    assert_eq!(socket.hears().await["type"], "complete");
}

#[tokio::test]
async fn an_id_in_use_closes_the_socket_with_4409() {
    let server = TestServer::start(&TestApp::start().await).await;
    let mut socket = server.connects(None).await;
    socket.follows("1").await;
    socket.follows("1").await;
    let closed = socket.ends().await;
    let reason = "Subscriber for 1 already exists".to_owned();
    assert_eq!(closed, (4409, reason));
}

#[tokio::test]
async fn a_socket_runs_twenty_operations_at_most() {
    let server = TestServer::start(&TestApp::start().await).await;
    let mut socket = server.connects(None).await;
    for id in 1..=20 {
        socket.follows(&id.to_string()).await;
    }
    socket.runs("21", "{ viewer { user { id } } }").await;
    let refused = socket.hears().await;
    assert_eq!(
        (&refused["type"], &refused["id"]),
        (&json!("error"), &json!("21"))
    );
    let extensions = &refused["payload"][0]["extensions"];
    assert_eq!(extensions["code"], "RATE_LIMITED", "{refused}");
    assert!(extensions["requestId"].is_string(), "{refused}");
    socket.says(json!({ "type": "complete", "id": "7" })).await;
    socket.runs("21", "{ viewer { user { id } } }").await;
    assert_eq!(socket.hears().await["type"], "next");
}

#[tokio::test]
async fn what_cannot_begin_is_an_error() {
    let server = TestServer::start(&TestApp::start().await).await;
    let mut socket = server.connects(None).await;
    let wrong = r#"subscription { offerChanged(since: "nonsense") { cursor } }"#;
    socket.runs("1", wrong).await;
    let error = socket.hears().await;
    assert_eq!(error["type"], "error", "{error}");
    let code = &error["payload"][0]["extensions"]["code"];
    assert_eq!(code, "INVALID_PAGINATION", "{error}");
    socket.follows("1").await;
    socket.says(json!({ "type": "ping" })).await;
    assert_eq!(socket.hears().await["type"], "pong");
}

#[tokio::test]
async fn a_log_out_on_one_node_closes_the_sockets_on_every_other() {
    let (here, there) = TestApp::two_nodes().await;
    let servers = [
        TestServer::start(&here).await,
        TestServer::start(&there).await,
    ];
    let (zoe, eve) = (here.person("Zoe").await, here.person("Eve").await);
    let mut sockets = Vec::new();
    for server in &servers {
        let mut socket = server.connects(Some(&zoe.access_token)).await;
        socket.follows("1").await;
        sockets.push(socket);
    }
    let mut other = servers[1].connects(Some(&eve.access_token)).await;
    let log_out = "mutation { sessionRevoke { userErrors { code } } }";
    let answer = servers[0].posts(Some(&zoe.access_token), log_out, Value::Null);
    answer.await.good();
    for socket in sockets {
        assert_eq!(socket.close_code().await, 4401);
    }
    other.runs("1", "{ viewer { user { id } } }").await;
    let next = other.hears().await;
    assert_eq!(
        next["payload"]["data"]["viewer"]["user"]["id"],
        json!(eve.id)
    );
}

#[tokio::test]
async fn a_client_of_one_node_hears_what_is_done_on_the_other() {
    let (here, there) = TestApp::two_nodes().await;
    let _here = TestServer::start(&here).await;
    let server = TestServer::start(&there).await;
    let brand = here.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    let mut socket = server.connects(None).await;
    socket.follows("1").await;
    let next = stirs_until(&brand, &offer, socket.hears()).await;
    assert_eq!(*offer_in(&next), offer, "{next}");
}

#[tokio::test]
async fn with_the_last_cursor_a_client_hears_what_it_missed() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    let mut socket = server.connects(None).await;
    socket.follows("1").await;
    let next = stirs_until(&brand, &offer, socket.hears()).await;
    let cursor = next["payload"]["data"]["offerChanged"]["cursor"].clone();
    drop(socket);

    app.clock.advance(TimeDelta::minutes(1));
    brand.turns("offerClose", &offer).await.good();
    let mut again = server.connects(None).await;
    let since = FOLLOW.replace("offerChanged", &format!("offerChanged(since: {cursor})"));
    again.runs("1", &since).await;
    let next = again.hears().await;
    assert_eq!(*offer_in(&next), offer, "{next}");
    assert_ne!(next["payload"]["data"]["offerChanged"]["cursor"], cursor);
}
