//! Forms: all that is wrong with one is told at once, each mistake with its code, its place and its limit.

use serde_json::{Value, json};

use crate::support::deal::{Deal, reel};
use crate::support::market::{content, eur, key};
use crate::support::profiles::with;
use crate::support::{Answer, TestApp};

/// `CODE at path` of the mistakes, in alphabetical order.
fn located(answer: &Answer) -> Vec<String> {
    assert!(answer.codes().is_empty(), "{:#}", answer.0);
    let mut all = answer.located_errors();
    all.sort();
    all
}

#[tokio::test]
async fn mistakes_in_scalars_come_with_all_others_of_the_form() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let wrong = json!({
        "title": "x",
        "closesAt": "tomorrow",
        "budget": { "amount": "1,50", "currencyCode": "EUR" },
        "compensation": {
            "pay": eur("1.234"),
            "commissionPercent": 12.5,
            "product": { "name": "Tea", "value": { "amount": 5, "currencyCode": "EUR" } }
        },
        "kpis": [{ "kpi": "REACH", "target": 10.5 }, { "kpi": "ENGAGEMENT_RATE", "target": 0.123_456_7 }],
        "usageRights": [{
            "kind": "WEBSITE", "channels": "All", "months": 0, "territory": ["DE", 5, "ß"],
            "price": eur("-1")
        }],
        "criteria": { "languages": ["de", true], "engagementMin": 0.000_000_1 }
    });
    let input = json!({ "brandId": "nobody", "content": with(content(), wrong) });
    let expected = [
        "AMOUNT_INVALID at input.content.compensation.pay.amount",
        "AMOUNT_INVALID at input.content.usageRights.0.price.amount",
        "INVALID_ID at input.brandId",
        "VALUE_INVALID at input.content.budget.amount",
        "VALUE_INVALID at input.content.closesAt",
        "VALUE_INVALID at input.content.compensation.commissionPercent",
        "VALUE_INVALID at input.content.compensation.product.value.amount",
        "VALUE_INVALID at input.content.criteria.engagementMin",
        "VALUE_INVALID at input.content.criteria.languages.1",
        "VALUE_INVALID at input.content.kpis.0.target",
        "VALUE_INVALID at input.content.kpis.1.target",
        "VALUE_INVALID at input.content.usageRights.0.territory.1",
        "VALUE_INVALID at input.content.usageRights.0.territory.2",
        "VALUE_OUT_OF_RANGE at input.content.usageRights.0.months",
        "VALUE_TOO_SHORT at input.content.title",
    ];
    let answer = brand.does("offerCreate", input, "offer { id }").await;
    assert_eq!(located(&answer), expected);
    assert_eq!(answer.beside("offerCreate.offer"), Value::Null);

    // Written in the document it is the same.
    let written = format!(
        "mutation {{ walletFund(input: {{ brandId: \"x\", idempotencyKey: \"{}\", amount: {{ amount: 1.5, currencyCode: EUR }} }}) {{ userErrors {{ code path }} }} }}",
        key()
    );
    let answer = brand.asks(&written, Value::Null).await;
    assert_eq!(
        located(&answer),
        [
            "INVALID_ID at input.brandId",
            "VALUE_INVALID at input.amount.amount"
        ]
    );
}

/// Forms of a creator with a wrong scalar and more, and what is wrong with them.
fn wrong_forms(creator: &str, account: &str) -> [(&'static str, Value, Vec<&'static str>); 7] {
    let bad = json!({ "amount": "1 000", "currencyCode": "EUR" });
    let post = json!({ "url": "ftp://x", "format": "REEL", "publishedAt": 5, "likes": -1 });
    let rate = json!({ "platform": "TIKTOK", "format": "REEL", "price": bad });
    [
        (
            "payoutRequest",
            json!({ "creatorId": creator, "amount": bad, "iban": "DE00", "idempotencyKey": key() }),
            vec![
                "IBAN_INVALID at input.iban",
                "VALUE_INVALID at input.amount.amount",
            ],
        ),
        (
            "applicationSubmit",
            json!({ "offerId": "x", "pay": bad, "message": "x".repeat(3_001) }),
            vec![
                "INVALID_ID at input.offerId",
                "VALUE_INVALID at input.pay.amount",
                "VALUE_TOO_LONG at input.message",
            ],
        ),
        (
            "proposalCreate",
            json!({ "applicationId": "x", "pay": bad, "message": "a\u{0}" }),
            vec![
                "INVALID_ID at input.applicationId",
                "VALUE_INVALID at input.message",
                "VALUE_INVALID at input.pay.amount",
            ],
        ),
        (
            "rateCardSet",
            json!({ "creatorId": creator, "rates": [rate, rate] }),
            vec![
                "VALUE_INVALID at input.rates.0.price.amount",
                "VALUE_INVALID at input.rates.1",
                "VALUE_INVALID at input.rates.1.price.amount",
            ],
        ),
        (
            "postsRecord",
            json!({ "socialAccountId": account, "posts": [post] }),
            vec![
                "VALUE_INVALID at input.posts.0.publishedAt",
                "VALUE_INVALID at input.posts.0.url",
                "VALUE_OUT_OF_RANGE at input.posts.0.likes",
            ],
        ),
        (
            "deliverablePublish",
            json!({ "deliverableId": "x", "url": 5, "postedAt": "now", "proof": " " }),
            vec![
                "INVALID_ID at input.deliverableId",
                "VALUE_INVALID at input.postedAt",
                "VALUE_INVALID at input.url",
                "VALUE_MISSING at input.proof",
            ],
        ),
        (
            "brandCreate",
            json!({ "name": "Acme", "country": ["DE"], "website": { "url": "x" } }),
            vec![
                "VALUE_INVALID at input.country",
                "VALUE_INVALID at input.website",
            ],
        ),
    ]
}

#[tokio::test]
async fn whatever_takes_a_scalar_tells_its_mistakes_so() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel()]).await;
    let account = deal.creator.adds_account("TIKTOK", 2_000).await;
    for (mutation, input, expected) in wrong_forms(&deal.creator.id, &account) {
        let answer = deal.creator.does(mutation, input, "").await;
        assert_eq!(located(&answer), expected, "{mutation}");
    }
}

/// Forms with an id that is none and one more mistake, and where that is.
fn wrong_ids() -> [(&'static str, &'static str, Value, &'static str); 10] {
    let ruling = json!({ "creatorShareBps": -1, "reason": "So be it.", "idempotencyKey": key() });
    let share = "VALUE_OUT_OF_RANGE at input.creatorShareBps";
    let reason = "VALUE_MISSING at input.reason";
    let email = "VALUE_INVALID at input.email";
    let nothing = "VALUE_MISSING at input";
    [
        (
            "deliverableSubmitConcept",
            "deliverableId",
            json!({}),
            nothing,
        ),
        ("deliverableSubmit", "deliverableId", json!({}), nothing),
        (
            "deliverableRequestChanges",
            "deliverableId",
            json!({ "items": [] }),
            "VALUE_MISSING at input.items",
        ),
        (
            "deliverableReject",
            "deliverableId",
            json!({ "requirements": [1], "reason": "" }),
            reason,
        ),
        (
            "deliverableContest",
            "deliverableId",
            json!({ "reason": "" }),
            reason,
        ),
        (
            "deliverableEscalate",
            "deliverableId",
            json!({ "statement": "" }),
            "VALUE_MISSING at input.statement",
        ),
        ("deliverableDecide", "deliverableId", ruling.clone(), share),
        ("collaborationTerminate", "collaborationId", ruling, share),
        (
            "brandMemberAdd",
            "brandId",
            json!({ "email": "nobody", "role": "VIEWER" }),
            email,
        ),
        (
            "brandMemberAddWithdraw",
            "brandId",
            json!({ "email": "nobody" }),
            email,
        ),
    ]
}

#[tokio::test]
async fn an_id_that_is_none_is_told_with_all_others_of_the_form() {
    let app = TestApp::start().await;
    let operator = app.operator("Olga").await;
    for (mutation, member, rest, other) in wrong_ids() {
        let place = format!("INVALID_ID at input.{member}");
        let answer = operator.does(mutation, with(rest.clone(), json!({ member: "x" })), "");
        assert_eq!(
            located(&answer.await),
            [place.as_str(), other],
            "{mutation}"
        );
    }
}

#[tokio::test]
async fn a_mistake_carries_the_limit_it_missed() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let told = async |content: Value, member: &str| {
        let document = "mutation($i: OfferCreateInput!) { offerCreate(input: $i) { userErrors { code path parameters { name value } } } }";
        let input = json!({ "brandId": brand.id, "content": content });
        let answer = brand.asks(document, json!({ "i": input })).await;
        let errors = answer.beside("offerCreate.userErrors");
        let errors = errors.as_array().unwrap();
        let place = format!("content.{member}");
        let found = errors.iter().find(|error| {
            let path = error["path"].as_array().unwrap()[1..].iter();
            path.filter_map(Value::as_str).collect::<Vec<_>>().join(".") == place
        });
        let parameters = found.unwrap_or_else(|| panic!("{:#}", answer.0))["parameters"].clone();
        let parameters = parameters.as_array().unwrap().iter();
        parameters
            .map(|one| {
                format!(
                    "{} {}",
                    one["name"].as_str().unwrap(),
                    one["value"].as_str().unwrap()
                )
            })
            .collect::<Vec<_>>()
    };
    for (changes, member, limits) in [
        (
            json!({ "title": "x".repeat(121) }),
            "title",
            vec!["max 120"],
        ),
        (json!({ "title": "x" }), "title", vec!["min 3"]),
        (
            json!({ "slots": 1_001 }),
            "slots",
            vec!["min 0", "max 1000"],
        ),
        (
            json!({ "requirements": vec!["x"; 31] }),
            "requirements",
            vec!["max 30"],
        ),
        (
            json!({ "budget": eur("1.001") }),
            "budget.amount",
            vec!["decimalPlaces 2"],
        ),
        (
            json!({ "budget": eur("1000000000.01") }),
            "budget.amount",
            vec!["min 0", "max 1000000000"],
        ),
        (
            json!({ "compensation": { "commissionPercent": "12.345" } }),
            "compensation.commissionPercent",
            vec!["decimalPlaces 2"],
        ),
    ] {
        assert_eq!(
            told(with(content(), changes), member).await,
            limits,
            "{member}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_told_by_a_form_says_where_it_is() {
    let app = TestApp::start().await;
    let filter = "query($f: OfferFilter, $first: Int) { offers(filter: $f, first: $first) { nodes { id } } }";
    for (document, variables, code, path) in [
        (
            filter,
            json!({ "first": "x" }),
            "BAD_USER_INPUT",
            json!(["first"]),
        ),
        (
            filter,
            json!({ "f": { "closesAfter": "soon" } }),
            "BAD_USER_INPUT",
            json!(["f", "closesAfter"]),
        ),
        (
            filter,
            json!({ "f": { "platformIn": ["TIKTOK", "MYSPACE"] } }),
            "BAD_USER_INPUT",
            json!(["f", "platformIn", "1"]),
        ),
        (
            filter,
            json!({ "f": { "country": "XX" } }),
            "VALUE_INVALID",
            json!(["filter", "country"]),
        ),
        (
            filter,
            json!({ "f": { "payMin": { "amount": "x", "currencyCode": "EUR" } } }),
            "BAD_USER_INPUT",
            json!(["f", "payMin", "amount"]),
        ),
        (
            "{ offer(id: \"x\") { id } }",
            Value::Null,
            "INVALID_ID",
            json!(["id"]),
        ),
        (
            "mutation($i: BrandCreateInput!) { brandCreate(input: $i) { userErrors { code } } }",
            json!({ "i": { "name": 5, "country": "DE" } }),
            "BAD_USER_INPUT",
            json!(["i", "name"]),
        ),
    ] {
        let answer = app.asks(document, variables).await.0;
        let told = &answer["errors"][0]["extensions"];
        assert_eq!(
            (&told["code"], &told["path"]),
            (&json!(code), &path),
            "{answer}"
        );
    }
}
