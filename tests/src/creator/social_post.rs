//! Posts and the engagement they show.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::profiles::with;
use crate::support::{Answer, Person, TestApp};

const POSTS: &str = "query($id: ID!) { node(id: $id) { ... on SocialAccount { \
    engagement { rate method postCount source capturedAt } posts { url likes engagementRate source } } } }";

async fn records(person: &Person, account: &str, posts: Value, input: Value) -> Answer {
    let input = with(json!({ "socialAccountId": account, "posts": posts }), input);
    person
        .does(
            "postsRecord",
            input,
            "socialAccount { engagement { rate postCount } }",
        )
        .await
}

async fn seen(app: &TestApp, account: &str) -> Value {
    app.asks(POSTS, json!({ "id": account }))
        .await
        .good()
        .at("node")
}

/// A post of day `number` of November with 1,000 followers, 2,000 views and these likes.
fn post(number: usize, likes: i64) -> Value {
    json!({
        "url": format!("https://example.com/p/{number}"), "format": "REEL",
        "publishedAt": format!("2026-11-{:02}T12:00:00Z", number % 22 + 1),
        "followers": 1_000, "views": 2_000, "likes": likes, "comments": 0,
    })
}

#[tokio::test]
async fn the_engagement_rate_follows_the_posts() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let account = zoe.adds_account("INSTAGRAM", 1_000).await;
    let five: Vec<_> = (1..=5).map(|number| post(number, 40)).collect();
    let few = records(&zoe, &account, five.into(), json!({})).await.good();
    assert_eq!(
        few.at("postsRecord.socialAccount.engagement"),
        json!({ "rate": null, "postCount": 5 })
    );

    let hidden = with(post(6, 0), json!({ "likes": null }));
    records(&zoe, &account, json!([hidden]), json!({}))
        .await
        .good();
    assert!(
        seen(&app, &account).await["engagement"]["rate"].is_null(),
        "hidden is not zero"
    );
    // The same address is the same post, measured anew.
    records(
        &zoe,
        &account,
        json!([post(6, 60), post(5, 50)]),
        json!({ "idempotencyKey": "once" }),
    )
    .await
    .good();
    records(
        &zoe,
        &account,
        json!([post(6, 60), post(5, 50)]),
        json!({ "idempotencyKey": "once" }),
    )
    .await
    .good();
    let page = seen(&app, &account).await;
    assert_eq!(
        page["engagement"],
        json!({
            "rate": 0.04, "method": "BY_FOLLOWERS", "postCount": 6, "source": "SELF_DECLARED",
            "capturedAt": "2026-11-23T09:00:00.000Z",
        })
    );
    assert_eq!(page["posts"].as_array().unwrap().len(), 6);
    assert_eq!(
        page["posts"][0],
        json!({ "url": "https://example.com/p/6", "likes": 60, "engagementRate": 0.06, "source": "SELF_DECLARED" })
    );

    app.clock.advance(TimeDelta::days(100));
    let later = records(&zoe.logs_in_again().await, &account, json!([]), json!({}))
        .await
        .good();
    assert_eq!(
        later.at("postsRecord.socialAccount.engagement"),
        json!({ "rate": null, "postCount": 0 })
    );
}

#[tokio::test]
async fn tiktok_is_measured_by_views() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let account = zoe.adds_account("TIKTOK", 1_000).await;
    let posts: Vec<_> = (1..=6).map(|number| post(number, 40)).collect();
    records(&zoe, &account, posts.into(), json!({}))
        .await
        .good();
    let engagement = seen(&app, &account).await["engagement"].clone();
    assert_eq!(
        (&engagement["rate"], &engagement["method"]),
        (&json!(0.02), &json!("BY_VIEWS"))
    );

    let filter = "query($min: Float!) { creators(filter: { platform: TIKTOK, engagementMin: $min }) { totalCount } }";
    let at_least = async |min: f64| {
        app.asks(filter, json!({ "min": min }))
            .await
            .good()
            .at("creators.totalCount")
    };
    assert_eq!(
        (at_least(0.02).await, at_least(0.021).await),
        (json!(1), json!(0))
    );
}

#[tokio::test]
async fn the_newest_fifty_posts_are_kept() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let account = zoe.adds_account("INSTAGRAM", 1_000).await;
    let old = |number: i64| {
        with(
            post(1, 1),
            json!({
                "url": format!("https://example.com/old/{number}"), "publishedAt": "2026-10-01T00:00:00Z"
            }),
        )
    };
    let posts: Vec<_> = (0..50).map(old).collect();
    records(&zoe, &account, posts.into(), json!({}))
        .await
        .good();
    let posts: Vec<_> = (0..30).map(|number| post(number, 30)).collect();
    records(&zoe, &account, posts.into(), json!({}))
        .await
        .good();
    let page = seen(&app, &account).await;
    let kept = page["posts"].as_array().unwrap();
    let new = kept.iter().filter(|post| post["likes"] == 30).count();
    assert_eq!((kept.len(), new), (50, 30));
    assert_eq!(page["engagement"]["rate"], 0.03);
}

#[tokio::test]
async fn posts_that_cannot_be_are_not_recorded() {
    let app = TestApp::start().await;
    let (zoe, eve) = (app.creator("Zoe").await, app.creator("Eve").await);
    let olga = app.operator("Olga").await;
    let account = zoe.adds_account("INSTAGRAM", 1_000).await;
    records(
        &olga,
        &account,
        json!([post(1, 10)]),
        json!({ "source": "PUBLIC" }),
    )
    .await
    .good();
    let before = seen(&app, &account).await;

    let wrong = json!([
        with(post(2, 1), json!({ "url": "http://example.com/p" })),
        with(post(3, -1), json!({})),
        post(4, 1),
        post(4, 2),
    ]);
    assert_eq!(
        records(&zoe, &account, wrong, json!({ "source": "PUBLIC" }))
            .await
            .located_errors(),
        [
            "VALUE_INVALID at input.posts.0.url",
            "VALUE_OUT_OF_RANGE at input.posts.1.likes",
            "VALUE_INVALID at input.posts.3.url",
            "VALUE_INVALID at input.source",
        ]
    );
    for at in ["2026-11-23T09:00:01Z", "-0001-01-01T00:00:00Z"] {
        let unborn = json!([with(post(2, 1), json!({ "publishedAt": at }))]);
        let answer = records(&zoe, &account, unborn, json!({})).await;
        assert!(!answer.refusals().is_empty(), "{at}");
    }
    let measured = records(&zoe, &account, json!([post(9, 1), post(1, 99)]), json!({})).await;
    assert_eq!(
        measured.located_errors(),
        ["VALUE_INVALID at input.posts.1.url"]
    );
    let many = Value::from(vec![post(1, 1); 51]);
    assert_eq!(
        records(&zoe, &account, many, json!({})).await.user_errors(),
        ["LIST_TOO_LONG"]
    );
    assert_eq!(
        records(&eve, &account, json!([]), json!({})).await.codes(),
        ["NOT_FOUND"]
    );
    let input = json!({ "socialAccountId": account, "posts": [] });
    let guest = app.does("postsRecord", input, "socialAccount { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(seen(&app, &account).await, before);
}

#[tokio::test]
async fn a_post_is_found_by_its_id() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let account = zoe.adds_account("INSTAGRAM", 1_000).await;
    records(&zoe, &account, json!([post(1, 40)]), json!({}))
        .await
        .good();
    let posts = "query($id: ID!) { node(id: $id) { ... on SocialAccount { posts { id url engagementRate } } } }";
    let posts = app
        .asks(posts, json!({ "id": account }))
        .await
        .good()
        .at("node.posts");
    let node = "query($id: ID!) { node(id: $id) { ... on SocialPost { id url engagementRate } } }";
    let found = app.asks(node, json!({ "id": posts[0]["id"] })).await.good();
    assert_eq!(found.at("node"), posts[0]);
    assert_eq!(posts[0]["url"], "https://example.com/p/1");
}
