//! What brands ask for and pay.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::market::{content, eur, key, turns_offer};
use crate::support::profiles::with;
use crate::support::{Answer, Brand, Person, TestApp};

const STATE: &str = "query($id: ID!) { offer(id: $id) { state version isReserved slotsTaken } }";

async fn seen(person: &Person, id: &str) -> Answer {
    person.asks(STATE, json!({ "id": id })).await.good()
}

async fn state(person: &Person, id: &str) -> Value {
    seen(person, id).await.at("offer.state")
}

async fn wallet(brand: &Brand) -> (String, String) {
    let query =
        "query($id: ID!) { wallets(brandId: $id) { available { amount } reserved { amount } } }";
    let answer = brand.asks(query, json!({ "id": brand.id })).await.good();
    (
        answer.text("wallets.0.available.amount"),
        answer.text("wallets.0.reserved.amount"),
    )
}

/// Guests, strangers and members whose role is too low cannot; the offer stays as it is.
async fn only_for_the_brand(
    app: &TestApp,
    brand: &Brand,
    offer: &str,
    mutation: &str,
    input: Value,
) {
    let before = state(brand, offer).await;
    let stranger = app.brand(&format!("Eve {mutation}")).await;
    let watcher = app.person(&format!("Will {mutation}")).await;
    brand.takes_in(brand, &watcher, "VIEWER").await.good();
    assert_eq!(
        app.does(mutation, input.clone(), "offer { id }")
            .await
            .codes(),
        ["UNAUTHENTICATED"]
    );
    assert_eq!(
        stranger
            .does(mutation, input.clone(), "offer { id }")
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        watcher.does(mutation, input, "offer { id }").await.codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(state(brand, offer).await, before);
}

#[tokio::test]
async fn a_brand_writes_a_draft_that_nobody_else_sees() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.brand("Acme").await, app.brand("Eve").await);
    let draft = brand.drafts(json!({})).await.good();
    let id = draft.text("offerCreate.offer.id");
    assert_eq!(draft.at("offerCreate.offer.state"), "DRAFT");
    assert!(draft.at("offerCreate.offerEdge.cursor").is_string());

    assert_eq!(state(&brand, &id).await, "DRAFT");
    assert!(seen(&eve, &id).await.at("offer").is_null());
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert!(
        eve.asks(node, json!({ "id": id }))
            .await
            .good()
            .at("node")
            .is_null()
    );
    assert_eq!(
        brand
            .asks(node, json!({ "id": id }))
            .await
            .good()
            .text("node.id"),
        id
    );
}

#[tokio::test]
async fn only_members_who_manage_work_start_drafts() {
    let app = TestApp::start().await;
    let (brand, eve, fin) = (
        app.brand("Acme").await,
        app.brand("Eve").await,
        app.person("Fin").await,
    );
    brand.takes_in(&brand, &fin, "FINANCE").await.good();
    let input = json!({ "brandId": brand.id, "content": content() });
    assert_eq!(
        eve.does("offerCreate", input.clone(), "offer { id }")
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        fin.does("offerCreate", input.clone(), "offer { id }")
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        app.does("offerCreate", input, "offer { id }").await.codes(),
        ["UNAUTHENTICATED"]
    );
}

#[tokio::test]
async fn a_draft_created_twice_under_one_key_is_one_draft() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let input = json!({ "brandId": brand.id, "content": content(), "idempotencyKey": key() });
    let answers =
        join_all((0..6).map(|_| brand.does("offerCreate", input.clone(), "offer { id }"))).await;
    let mut ids: Vec<String> = Vec::new();
    for answer in answers {
        match answer.user_errors().as_slice() {
            [] => ids.push(answer.text("offerCreate.offer.id")),
            codes => assert_eq!(codes, ["IDEMPOTENCY_IN_PROGRESS"]),
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);

    let other = with(
        input,
        json!({ "content": with(content(), json!({ "title": "Another tea" })) }),
    );
    assert_eq!(
        brand
            .does("offerCreate", other, "offer { id }")
            .await
            .user_errors(),
        ["IDEMPOTENCY_KEY_REUSED"]
    );
}

#[tokio::test]
async fn all_mistakes_of_an_offer_come_back_together() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let answer = brand
        .drafts(json!({
            "title": "x",
            "requirements": ["fine", ""],
            "deliverables": [{ "platform": "TIKTOK", "format": "UGC_VIDEO", "dueDays": 0, "requiresPublication": true }],
            "criteria": { "countries": ["XX"], "followersMin": 10 },
            "slots": -1
        }))
        .await;
    assert_eq!(
        answer.located_errors(),
        [
            "VALUE_TOO_SHORT at input.content.title",
            "VALUE_MISSING at input.content.requirements.1",
            "VALUE_OUT_OF_RANGE at input.content.deliverables.0.dueDays",
            "VALUE_INVALID at input.content.deliverables.0.requiresPublication",
            "VALUE_OUT_OF_RANGE at input.content.criteria.followersMin",
            "VALUE_INVALID at input.content.criteria.countries.0",
            "VALUE_OUT_OF_RANGE at input.content.slots",
        ]
    );
    let money = json!({ "compensation": { "pay": { "amount": "5", "currencyCode": "USD" } }, "budget": eur("1.234") });
    assert_eq!(
        brand.drafts(money).await.located_errors(),
        [
            "CURRENCY_MISMATCH at input.content.compensation.pay.currencyCode",
            "AMOUNT_INVALID at input.content.budget.amount"
        ]
    );
    let list = "query($id: ID!) { brandOffers(brandId: $id) { totalCount } }";
    assert_eq!(
        brand
            .asks(list, json!({ "id": brand.id }))
            .await
            .good()
            .at("brandOffers.totalCount"),
        0
    );
}

#[tokio::test]
async fn a_draft_is_rewritten_until_it_is_published() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let id = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    let rewrite = |title: &str| json!({ "offerId": id, "content": with(content(), json!({ "title": title })) });
    let rewritten = brand
        .does(
            "offerUpdate",
            rewrite("Winter tea"),
            "offer { title version }",
        )
        .await
        .good();
    assert_eq!(rewritten.text("offerUpdate.offer.title"), "Winter tea");
    assert_eq!(rewritten.at("offerUpdate.offer.version"), 1);
    only_for_the_brand(&app, &brand, &id, "offerUpdate", rewrite("Stolen tea")).await;

    brand.turns("offerPublish", &id).await.good();
    let late = brand
        .does("offerUpdate", rewrite("Late tea"), "offer { id }")
        .await;
    assert_eq!(late.user_errors(), ["OFFER_NOT_DRAFT"]);
}

#[tokio::test]
async fn publishing_names_what_is_missing_and_opens_the_offer_once() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.brand("Acme").await, app.brand("Eve").await);
    let bare = json!({ "brandId": brand.id, "content": { "title": "Tea", "currency": "EUR" } });
    let bare = brand
        .does("offerCreate", bare, "offer { id }")
        .await
        .good()
        .text("offerCreate.offer.id");
    let missing = brand.turns("offerPublish", &bare).await.located_errors();
    let wanted = [
        "summary",
        "goal",
        "kpis",
        "deliverables",
        "slots",
        "closesAt",
        "compensation",
    ];
    assert_eq!(
        missing,
        wanted.map(|member| format!("OFFER_INCOMPLETE at offer.{member}"))
    );

    let id = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    only_for_the_brand(&app, &brand, &id, "offerPublish", json!({ "offerId": id })).await;
    let tries = join_all((0..6).map(|_| brand.turns("offerPublish", &id))).await;
    assert_eq!(
        tries
            .iter()
            .filter(|answer| answer.refusals().is_empty())
            .count(),
        1
    );
    assert!(
        tries
            .iter()
            .flat_map(Answer::refusals)
            .all(|code| code == "OFFER_STATE_INVALID")
    );
    assert_eq!(state(&eve, &id).await, "PUBLISHED");
}

#[tokio::test]
async fn a_paused_offer_takes_no_applications_until_it_is_resumed() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let id = brand.publishes_offer().await;
    only_for_the_brand(&app, &brand, &id, "offerPause", json!({ "offerId": id })).await;
    assert_eq!(
        brand
            .turns("offerPause", &id)
            .await
            .good()
            .at("offerPause.offer.state"),
        "PAUSED"
    );
    assert_eq!(
        brand.turns("offerPause", &id).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    assert_eq!(
        zoe.bids(&id, json!({})).await.user_errors(),
        ["OFFER_NOT_OPEN"]
    );

    only_for_the_brand(&app, &brand, &id, "offerResume", json!({ "offerId": id })).await;
    assert_eq!(
        brand
            .turns("offerResume", &id)
            .await
            .good()
            .at("offerResume.offer.state"),
        "PUBLISHED"
    );
    assert_eq!(
        brand.turns("offerResume", &id).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    zoe.applies_to(&id).await;
}

#[tokio::test]
async fn money_for_an_offer_is_set_aside_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    brand.pays_in("439.99").await.good();
    let id = brand.publishes_offer().await;
    assert_eq!(
        brand.reserves(&id).await.user_errors(),
        ["WALLET_INSUFFICIENT"]
    );
    assert_eq!(wallet(&brand).await, ("439.99".into(), "0.00".into()));

    brand.pays_in("0.01").await.good();
    let input = json!({ "offerId": id, "idempotencyKey": key() });
    only_for_the_brand(&app, &brand, &id, "offerReserve", input).await;
    brand.reserves(&id).await.good();
    assert_eq!(wallet(&brand).await, ("0.00".into(), "440.00".into()));
    assert_eq!(
        brand.reserves(&id).await.user_errors(),
        ["OFFER_ALREADY_RESERVED"]
    );
    assert_eq!(seen(&brand, &id).await.at("offer.isReserved"), true);
}

#[tokio::test]
async fn offers_reserved_at_once_never_spend_the_same_money() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    brand.pays_in("900.00").await.good();
    let mut offers = Vec::new();
    for _ in 0..4 {
        offers.push(brand.publishes_offer().await);
    }
    let tries = join_all(offers.iter().map(|id| brand.reserves(id))).await;
    assert_eq!(
        tries
            .iter()
            .filter(|answer| answer.refusals().is_empty())
            .count(),
        2
    );
    assert!(
        tries
            .iter()
            .flat_map(Answer::refusals)
            .all(|code| code == "WALLET_INSUFFICIENT")
    );
    assert_eq!(wallet(&brand).await, ("20.00".into(), "880.00".into()));
}

#[tokio::test]
async fn amending_makes_a_version_and_moves_the_reserve() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    brand.pays_in("1000.00").await.good();
    let id = brand.publishes_offer().await;
    brand.reserves(&id).await.good();

    let amended = brand.amends(&id, json!({ "slots": 1 })).await.good();
    assert_eq!(amended.at("offerAmend.offer.version"), 2);
    assert_eq!(wallet(&brand).await, ("780.00".into(), "220.00".into()));
    let dear =
        json!({ "compensation": { "pay": eur("900.00") }, "slots": 2, "budget": eur("5000.00") });
    assert_eq!(
        brand.amends(&id, dear).await.user_errors(),
        ["WALLET_INSUFFICIENT"]
    );
    assert_eq!(wallet(&brand).await, ("780.00".into(), "220.00".into()));
    assert_eq!(seen(&brand, &id).await.at("offer.version"), 2);

    only_for_the_brand(
        &app,
        &brand,
        &id,
        "offerAmend",
        json!({ "offerId": id, "content": content() }),
    )
    .await;
    let draft = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    assert_eq!(
        brand.amends(&draft, json!({})).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
}

#[tokio::test]
async fn closing_frees_the_reserve_and_answers_every_application() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let id = brand.publishes_offer().await;
    brand.reserves(&id).await.good();
    let bid = zoe.applies_to(&id).await;
    only_for_the_brand(&app, &brand, &id, "offerClose", json!({ "offerId": id })).await;

    assert_eq!(
        brand
            .turns("offerClose", &id)
            .await
            .good()
            .at("offerClose.offer.state"),
        "CLOSED"
    );
    assert_eq!(wallet(&brand).await, ("10000.00".into(), "0.00".into()));
    app.works().await;
    let query = "query($id: ID!) { application(id: $id) { state } }";
    assert_eq!(
        zoe.asks(query, json!({ "id": bid }))
            .await
            .good()
            .at("application.state"),
        "CLOSED"
    );
    assert_eq!(
        brand.turns("offerClose", &id).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    assert_eq!(
        zoe.bids(&id, json!({})).await.user_errors(),
        ["OFFER_NOT_OPEN"]
    );
}

#[tokio::test]
async fn the_deadline_closes_an_offer_by_itself() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let id = brand.publishes_offer().await;
    app.clock.advance(TimeDelta::days(30));
    let zoe = zoe.person.logs_in_again().await;
    let late = zoe
        .does(
            "applicationSubmit",
            json!({ "offerId": id }),
            "application { id }",
        )
        .await;
    assert_eq!(late.user_errors(), ["OFFER_NOT_OPEN"]);
    let browse = "{ offers { nodes { id } } }";
    assert_eq!(
        zoe.asks(browse, json!({})).await.good().at("offers.nodes"),
        json!([])
    );
    app.works().await;
    assert_eq!(state(&zoe, &id).await, "CLOSED");
}

#[tokio::test]
async fn an_offer_is_cancelled_only_while_no_collaboration_runs() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let id = brand.publishes_offer().await;
    let bid = zoe.applies_to(&id).await;
    brand.accepts(&bid).await.good();
    assert_eq!(
        brand.turns("offerCancel", &id).await.user_errors(),
        ["OFFER_HAS_COLLABORATIONS"]
    );

    let other = brand.publishes_offer().await;
    only_for_the_brand(
        &app,
        &brand,
        &other,
        "offerCancel",
        json!({ "offerId": other }),
    )
    .await;
    assert_eq!(
        brand
            .turns("offerCancel", &other)
            .await
            .good()
            .at("offerCancel.offer.state"),
        "CANCELLED"
    );
    assert_eq!(
        brand.turns("offerCancel", &other).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    assert!(seen(&zoe, &other).await.at("offer").is_null());
}

#[tokio::test]
async fn an_unknown_or_foreign_id_is_told_apart_from_nothing() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    assert_eq!(
        turns_offer(&brand, "offerPublish", "nonsense")
            .await
            .located_errors(),
        ["INVALID_ID at input.offerId"]
    );
    assert_eq!(
        turns_offer(&brand, "offerPublish", &brand.id)
            .await
            .user_errors(),
        ["INVALID_ID"]
    );
    let id = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    let unknown = format!("{}AAAA", &id[..id.len() - 4]);
    assert_eq!(
        turns_offer(&brand, "offerPublish", &unknown).await.codes(),
        ["NOT_FOUND"]
    );
}

#[tokio::test]
async fn open_offers_are_browsed_by_what_they_look_for() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let anyone = brand.publishes(json!({ "title": "For anyone" })).await;
    let beauty =
        json!({ "niches": ["BEAUTY"], "platforms": ["TIKTOK"], "countries": ["DE", "AT"] });
    let beauty = brand
        .publishes(json!({ "title": "For beauty", "criteria": beauty }))
        .await;
    let rich = json!({ "pay": eur("900.00") });
    let rich = brand.publishes(json!({ "compensation": rich, "budget": eur("2000"), "closesAt": "2026-12-01T00:00:00Z" })).await;
    brand.drafts(json!({})).await.good();

    let query = "query($filter: OfferFilter, $order: OfferOrder) { offers(filter: $filter, orderBy: $order) { totalCount nodes { id } } }";
    let found = async |filter: Value, order: &str| {
        let answer = app
            .asks(query, json!({ "filter": filter, "order": order }))
            .await
            .good();
        let nodes = answer.at("offers.nodes").as_array().unwrap().clone();
        assert_eq!(answer.at("offers.totalCount"), nodes.len());
        nodes
            .iter()
            .map(|node| node["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found(json!({}), "NEWEST").await, [&*rich, &beauty, &anyone]);
    assert_eq!(found(json!({}), "DEADLINE").await[0], rich);
    assert_eq!(found(json!({}), "PAY").await[0], rich);
    assert_eq!(
        found(json!({ "nicheIn": ["BEAUTY"] }), "NEWEST").await,
        [&*rich, &beauty, &anyone]
    );
    assert_eq!(
        found(json!({ "nicheIn": ["PETS"] }), "NEWEST").await,
        [&*rich, &anyone]
    );
    assert_eq!(
        found(
            json!({ "platformIn": ["INSTAGRAM"], "country": "FR" }),
            "NEWEST"
        )
        .await,
        [&*rich, &anyone]
    );
    assert_eq!(
        found(json!({ "payMin": eur("500") }), "NEWEST").await,
        [&*rich]
    );
    assert_eq!(
        found(json!({ "payMax": eur("500") }), "NEWEST").await,
        [&*beauty, &anyone]
    );
    assert_eq!(
        found(json!({ "closesBefore": "2026-12-02T00:00:00Z" }), "NEWEST").await,
        [&*rich]
    );
    assert_eq!(
        found(json!({ "isReserved": true }), "NEWEST").await,
        Vec::<String>::new()
    );
    let bad = app
        .asks(query, json!({ "filter": { "country": "XX" } }))
        .await;
    assert_eq!(bad.codes(), ["VALUE_INVALID"]);
}

#[tokio::test]
async fn pages_go_forwards_and_backwards_and_miss_nothing() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let mut all = Vec::new();
    for _ in 0..7 {
        all.push(brand.publishes_offer().await);
    }
    all.reverse();
    let query = "query($first: Int, $after: String, $last: Int, $before: String, $order: OfferOrder) {
        offers(first: $first, after: $after, last: $last, before: $before, orderBy: $order) {
            edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let ids = |answer: &Answer| {
        let edges = answer.at("offers.edges").as_array().unwrap().clone();
        edges
            .iter()
            .map(|edge| edge["node"]["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (mut forwards, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app
            .asks(query, json!({ "first": 3, "after": after }))
            .await
            .good();
        assert_eq!(
            page.at("offers.pageInfo.hasPreviousPage"),
            json!(!after.is_null())
        );
        forwards.extend(ids(&page));
        after = page.at("offers.pageInfo.endCursor");
        if page.at("offers.pageInfo.hasNextPage") == false {
            break;
        }
    }
    assert_eq!(forwards, all);

    let (mut backwards, mut before) = (Vec::new(), Value::Null);
    loop {
        let page = app
            .asks(query, json!({ "last": 3, "before": before }))
            .await
            .good();
        backwards.splice(0..0, ids(&page));
        before = page.at("offers.pageInfo.startCursor");
        if page.at("offers.pageInfo.hasPreviousPage") == false {
            break;
        }
    }
    assert_eq!(backwards, all);

    for wrong in [
        json!({ "first": 0 }),
        json!({ "first": 101 }),
        json!({ "first": -1 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "first": 1, "after": "nonsense" }),
        json!({ "first": 1, "before": before }),
        json!({ "first": 1, "after": after, "order": "PAY" }),
    ] {
        assert_eq!(
            app.asks(query, wrong.clone()).await.codes(),
            ["INVALID_PAGINATION"],
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_brand_sees_all_its_offers_and_others_the_public_ones() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.brand("Acme").await, app.brand("Eve").await);
    brand.drafts(json!({})).await.good();
    let public = brand.publishes_offer().await;
    let query = "query($id: ID!, $state: OfferState) { brandOffers(brandId: $id, state: $state) { nodes { id budget { amount } } } }";
    let own = brand.asks(query, json!({ "id": brand.id })).await.good();
    assert_eq!(own.at("brandOffers.nodes").as_array().unwrap().len(), 2);
    assert_eq!(own.text("brandOffers.nodes.0.budget.amount"), "500.00");
    let theirs = eve.asks(query, json!({ "id": brand.id })).await.good();
    assert_eq!(
        theirs.at("brandOffers.nodes"),
        json!([{ "id": public, "budget": null }])
    );
    let drafts = eve
        .asks(query, json!({ "id": brand.id, "state": "DRAFT" }))
        .await
        .good();
    assert_eq!(drafts.at("brandOffers.nodes"), json!([]));
}
