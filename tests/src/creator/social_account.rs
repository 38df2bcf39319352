//! Accounts on platforms: handles, followers, audiences.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::profiles::with;
use crate::support::{Answer, Creator, Person, TestApp};

const ACCOUNT: &str = "query($id: ID!) { node(id: $id) { ... on SocialAccount { platform handle creator { id } \
    followers { count tier source capturedAt } engagement { rate method postCount source capturedAt } \
    audience { dimension bucket share source } } } }";

async fn adds(person: &Person, creator: &Creator, input: Value) -> Answer {
    let input = with(
        json!({ "creatorId": creator.id, "platform": "INSTAGRAM", "handle": "zoe" }),
        input,
    );
    person
        .does(
            "socialAccountAdd",
            input,
            "socialAccount { id handle followers { count source } }",
        )
        .await
}

async fn counts(person: &Person, account: &str, input: Value) -> Answer {
    let input = with(json!({ "socialAccountId": account }), input);
    person
        .does(
            "socialAccountUpdate",
            input,
            "socialAccount { followers { count source } }",
        )
        .await
}

async fn removes(person: &Person, account: &str, input: Value) -> Answer {
    let input = with(json!({ "socialAccountId": account }), input);
    person
        .does("socialAccountRemove", input, "deletedSocialAccountId")
        .await
}

async fn describes(person: &Person, account: &str, shares: Value, input: Value) -> Answer {
    let input = with(
        json!({ "socialAccountId": account, "shares": shares }),
        input,
    );
    person
        .does(
            "audienceSet",
            input,
            "socialAccount { audience { bucket } }",
        )
        .await
}

async fn seen(app: &TestApp, account: &str) -> Value {
    app.asks(ACCOUNT, json!({ "id": account }))
        .await
        .good()
        .at("node")
}

fn share(dimension: &str, bucket: &str, share: f64) -> Value {
    json!({ "dimension": dimension, "bucket": bucket, "share": share })
}

#[tokio::test]
async fn an_account_is_added_once_under_its_bare_handle() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let added = adds(
        &zoe,
        &zoe,
        json!({ "handle": " @Zoe.Bakes ", "followers": 12_000 }),
    )
    .await
    .good();
    let account = added.text("socialAccountAdd.socialAccount.id");
    let page = seen(&app, &account).await;
    assert_eq!(
        (&page["handle"], &page["platform"]),
        (&json!("zoe.bakes"), &json!("INSTAGRAM"))
    );
    assert_eq!(page["creator"]["id"], zoe.id);
    assert_eq!(
        page["followers"],
        json!({
            "count": 12_000, "tier": "MICRO", "source": "SELF_DECLARED", "capturedAt": "2026-11-23T09:00:00.000Z"
        })
    );
    assert!(page["engagement"].is_null());

    let again = adds(&zoe, &zoe, json!({ "handle": "ZOE.bakes" })).await;
    assert_eq!(
        again.located_errors(),
        ["SOCIAL_ACCOUNT_ALREADY_EXISTS at input.handle"]
    );
    let unknown = adds(&zoe, &zoe, json!({ "platform": "X" })).await.good();
    assert!(
        unknown
            .at("socialAccountAdd.socialAccount.followers")
            .is_null(),
        "unknown is not zero"
    );

    let tries = (0..4).map(|_| {
        adds(
            &zoe,
            &zoe,
            json!({ "platform": "TIKTOK", "idempotencyKey": "once" }),
        )
    });
    let answers = join_all(tries).await;
    assert!(answers.iter().all(|answer| answer.refusals().is_empty()
        || answer.user_errors() == ["IDEMPOTENCY_IN_PROGRESS"]));
    let all = "query($id: ID!) { creator(id: $id) { socialAccounts { platform } } }";
    let all = app.asks(all, json!({ "id": zoe.id })).await.good();
    assert_eq!(
        all.at("creator.socialAccounts").as_array().unwrap().len(),
        3
    );
}

#[tokio::test]
async fn nobody_adds_accounts_to_the_profile_of_another() {
    let app = TestApp::start().await;
    let (zoe, eve) = (app.creator("Zoe").await, app.creator("Eve").await);
    assert_eq!(adds(&eve, &zoe, json!({})).await.codes(), ["NOT_FOUND"]);
    let input = json!({ "creatorId": zoe.id, "platform": "X", "handle": "zoe" });
    let guest = app
        .does("socialAccountAdd", input, "socialAccount { id }")
        .await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    let wrong = json!({ "handle": "https://x.com/zoe", "followers": -1, "source": "PLATFORM_API" });
    assert_eq!(
        adds(&zoe, &zoe, wrong).await.located_errors(),
        [
            "VALUE_INVALID at input.handle",
            "VALUE_OUT_OF_RANGE at input.followers",
            "VALUE_INVALID at input.source"
        ]
    );
    for number in 0..20 {
        adds(&zoe, &zoe, json!({ "handle": format!("zoe{number}") }))
            .await
            .good();
    }
    assert_eq!(
        adds(&zoe, &zoe, json!({})).await.user_errors(),
        ["QUOTA_EXCEEDED"]
    );
}

#[tokio::test]
async fn what_was_measured_is_not_covered_by_a_creators_word() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let (eve, olga) = (app.person("Eve").await, app.operator("Olga").await);
    let account = zoe.adds_account("INSTAGRAM", 500).await;
    let own = counts(&zoe, &account, json!({ "followers": 60_000 }))
        .await
        .good();
    assert_eq!(
        own.at("socialAccountUpdate.socialAccount.followers.source"),
        "SELF_DECLARED"
    );
    assert_eq!(
        seen(&app, &account).await["followers"]["tier"],
        "UPPER_MICRO"
    );
    assert_eq!(
        counts(&eve, &account, json!({ "followers": 1 }))
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    let guest = json!({ "socialAccountId": account, "followers": 1 });
    let guest = app
        .does("socialAccountUpdate", guest, "socialAccount { id }")
        .await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);

    let measured =
        json!({ "followers": 4_000, "source": "PLATFORM_API", "idempotencyKey": "once" });
    counts(&olga, &account, measured.clone()).await.good();
    counts(&olga, &account, measured).await.good();
    let claim = counts(&zoe, &account, json!({ "followers": 90_000 })).await;
    assert_eq!(claim.located_errors(), ["VALUE_INVALID at input.followers"]);
    let hide = counts(&zoe, &account, json!({ "followers": null })).await;
    assert_eq!(hide.user_errors(), ["VALUE_INVALID"]);
    let lie = counts(
        &zoe,
        &account,
        json!({ "followers": 1, "source": "OPERATOR" }),
    )
    .await;
    assert_eq!(lie.located_errors(), ["VALUE_INVALID at input.source"]);
    let nothing = counts(&zoe, &account, json!({})).await.good();
    assert_eq!(
        nothing.at("socialAccountUpdate.socialAccount.followers"),
        json!({ "count": 4_000, "source": "PLATFORM_API" })
    );
}

#[tokio::test]
async fn a_removed_account_is_gone_with_its_numbers() {
    let app = TestApp::start().await;
    let (zoe, eve) = (app.creator("Zoe").await, app.creator("Eve").await);
    let account = zoe.adds_account("INSTAGRAM", 9_000).await;
    let post = json!({ "url": "https://example.com/p", "format": "REEL", "publishedAt": "2026-11-01T12:00:00Z" });
    let posts = json!({ "socialAccountId": account, "posts": [post] });
    zoe.does("postsRecord", posts, "").await.good();
    describes(
        &zoe,
        &account,
        json!([share("COUNTRY", "DE", 0.5)]),
        json!({}),
    )
    .await
    .good();
    assert_eq!(
        removes(&eve, &account, json!({})).await.codes(),
        ["NOT_FOUND"]
    );
    let guest = app
        .does(
            "socialAccountRemove",
            json!({ "socialAccountId": account }),
            "deletedSocialAccountId",
        )
        .await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);

    for _ in 0..2 {
        let gone = removes(&zoe, &account, json!({ "idempotencyKey": "once" }))
            .await
            .good();
        assert_eq!(
            gone.text("socialAccountRemove.deletedSocialAccountId"),
            account
        );
    }
    assert_eq!(
        removes(&zoe, &account, json!({})).await.codes(),
        ["NOT_FOUND"]
    );
    assert!(seen(&app, &account).await.is_null());
    zoe.adds_account("INSTAGRAM", 9_000).await;
}

#[tokio::test]
async fn an_audience_is_replaced_as_a_whole() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let account = zoe.adds_account("INSTAGRAM", 9_000).await;
    let first = json!([share("CITY", "Bonn", 0.1)]);
    describes(&zoe, &account, first, json!({})).await.good();
    let second = json!([
        share("COUNTRY", "at", 0.3),
        share("COUNTRY", "DE", 0.7),
        share("AGE", "18-24", 0.25),
        share("GENDER", "Female", 0.6),
        share("LANGUAGE", "de", 1.0),
    ]);
    let answers =
        join_all((0..3).map(|_| describes(&zoe, &account, second.clone(), json!({})))).await;
    assert!(answers.iter().all(|answer| answer.refusals().is_empty()));
    let audience = seen(&app, &account).await["audience"].clone();
    let expected = |dimension: &str, bucket: &str, share: f64| json!({ "dimension": dimension, "bucket": bucket, "share": share, "source": "SELF_DECLARED" });
    assert_eq!(
        audience,
        json!([
            expected("AGE", "18-24", 0.25),
            expected("COUNTRY", "DE", 0.7),
            expected("COUNTRY", "AT", 0.3),
            expected("GENDER", "female", 0.6),
            expected("LANGUAGE", "de", 1.0),
        ])
    );
}

#[tokio::test]
async fn an_audience_that_cannot_be_changes_nothing() {
    let app = TestApp::start().await;
    let (zoe, eve) = (app.creator("Zoe").await, app.creator("Eve").await);
    let olga = app.operator("Olga").await;
    let account = zoe.adds_account("INSTAGRAM", 9_000).await;
    let whole = || json!([share("COUNTRY", "DE", 0.7)]);
    describes(
        &olga,
        &account,
        whole(),
        json!({ "source": "PLATFORM_API" }),
    )
    .await
    .good();
    let before = seen(&app, &account).await;

    let wrong = json!([
        share("COUNTRY", "DE", 0.7),
        share("COUNTRY", "AT", 0.4),
        share("COUNTRY", "XX", 0.1),
        share("AGE", "18-25", 0.1),
        share("CITY", "Bonn", 1.5),
    ]);
    assert_eq!(
        describes(&olga, &account, wrong, json!({}))
            .await
            .located_errors(),
        [
            "VALUE_INVALID at input.shares.2.bucket",
            "VALUE_INVALID at input.shares.3.bucket",
            "VALUE_OUT_OF_RANGE at input.shares.4.share",
            "VALUE_OUT_OF_RANGE at input.shares",
        ]
    );
    let own = describes(&zoe, &account, whole(), json!({})).await;
    assert_eq!(
        own.located_errors(),
        ["VALUE_INVALID at input.shares"],
        "it was measured"
    );
    assert_eq!(
        describes(&eve, &account, whole(), json!({})).await.codes(),
        ["NOT_FOUND"]
    );
    let input = json!({ "socialAccountId": account, "shares": [] });
    let guest = app.does("audienceSet", input, "socialAccount { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(seen(&app, &account).await, before);
}
