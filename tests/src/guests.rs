//! A guest learns from no answer whether something is there.

use domain::id::{
    ApplicationId, BrandId, CollaborationId, CreatorId, DeliverableId, EarningId, FundingId,
    OfferId, PayoutId, ProposalId, SocialAccountId, SocialPostId, UserId,
};
use serde_json::{Value, json};

use crate::support::deal::photo;
use crate::support::market::{eur, key};
use crate::support::money::public;
use crate::support::schema::Published;
use crate::support::{Answer, Deal, TestApp};

/// What makes somebody known is open to those who are not.
const OPEN_TO_GUESTS: [&str; 3] = ["accountCreate", "sessionCreate", "sessionRefresh"];

/// One kind of thing: how inputs name it, one that is there, and an id of the kind that is nobody's.
struct Thing {
    members: &'static [&'static str],
    real: String,
    unknown: String,
}

impl Thing {
    fn new(members: &'static [&'static str], real: String, unknown: String) -> Self {
        Self {
            members,
            real,
            unknown,
        }
    }
}

/// A marketplace in which there is one thing of each kind, none of them for guests but profiles and brands.
#[expect(
    clippy::too_many_lines,
    reason = "a list of what there is, one after the other"
)]
async fn world(app: &TestApp) -> Vec<Thing> {
    let deal = Deal::over(app, &[photo()]).await;
    deal.hands_in(1).await;
    deal.approves(1).await;
    app.passes(chrono::TimeDelta::days(4)).await;
    let zoe = deal.creator.logs_in_again().await;
    let acme = deal.brand.logs_in_again().await;

    let funded =
        json!({ "brandId": deal.brand.id, "amount": eur("5.00"), "idempotencyKey": key() });
    let funding = acme.does("walletFund", funded, "funding { id }").await;
    let payout = json!({ "creatorId": deal.creator.id, "amount": eur("5.00"),
        "iban": "DE89370400440532013000", "idempotencyKey": key() });
    let payout = zoe.does("payoutRequest", payout, "payout { id }").await;
    let draft =
        json!({ "brandId": deal.brand.id, "content": { "title": "Tea", "currency": "EUR" } });
    let draft = acme.does("offerCreate", draft, "offer { id }").await;
    let earning = "query($id: ID!) { creator(id: $id) { earnings { nodes { id } } } }";
    let earning = zoe.asks(earning, json!({ "id": deal.creator.id })).await;
    let account = "query($id: ID!) { creator(id: $id) { socialAccounts { id } } }";
    let account = zoe.asks(account, json!({ "id": deal.creator.id })).await;

    let max = app.micro("Max").await;
    let offer = crate::support::Brand {
        id: deal.brand.id.clone(),
        founder: acme,
    }
    .publishes_offer()
    .await;
    let application = max.applies_to(&offer).await;
    let proposed = json!({ "applicationId": application, "pay": eur("210.00"), "message": "" });
    let proposal = max
        .does("proposalCreate", proposed, "proposal { id }")
        .await
        .good();
    let text = |answer: Answer, path: &str| answer.good().text(path);
    vec![
        Thing::new(&["userId"], zoe.id.clone(), public(UserId::new())),
        Thing::new(&["brandId"], deal.brand.id.clone(), public(BrandId::new())),
        Thing::new(
            &["creatorId"],
            deal.creator.id.clone(),
            public(CreatorId::new()),
        ),
        Thing::new(
            &["offerId"],
            text(draft, "offerCreate.offer.id"),
            public(OfferId::new()),
        ),
        Thing::new(
            &["applicationId"],
            application,
            public(ApplicationId::new()),
        ),
        Thing::new(
            &["proposalId"],
            proposal.text("proposalCreate.proposal.id"),
            public(ProposalId::new()),
        ),
        Thing::new(
            &["collaborationId"],
            deal.id.clone(),
            public(CollaborationId::new()),
        ),
        Thing::new(
            &["deliverableId"],
            deliverable(&zoe, &deal.id).await,
            public(DeliverableId::new()),
        ),
        Thing::new(
            &[],
            text(funding, "walletFund.funding.id"),
            public(FundingId::new()),
        ),
        Thing::new(
            &[],
            text(earning, "creator.earnings.nodes.0.id"),
            public(EarningId::new()),
        ),
        Thing::new(
            &["payoutId"],
            text(payout, "payoutRequest.payout.id"),
            public(PayoutId::new()),
        ),
        Thing::new(
            &["accountId", "socialAccountId"],
            text(account, "creator.socialAccounts.0.id"),
            public(SocialAccountId::new()),
        ),
        Thing::new(
            &[],
            public(SocialPostId::new()),
            public(SocialPostId::new()),
        ),
    ]
}

async fn deliverable(person: &crate::support::Person, collaboration: &str) -> String {
    let query = "query($id: ID!) { collaboration(id: $id) { deliverables { id } } }";
    let seen = person.asks(query, json!({ "id": collaboration })).await;
    seen.good().text("collaboration.deliverables.0.id")
}

/// A good value of a scalar; the place of an id is left open.
fn good(scalar: &str) -> String {
    match scalar {
        "Int" => "1",
        "Float" => "1.0",
        "Boolean" => "true",
        "DateTime" => "\"2026-11-20T00:00:00Z\"",
        "Decimal" => "\"1.00\"",
        "ID" => "\"?\"",
        "CountryCode" => "\"DE\"",
        "LanguageTag" | "LanguageCode" => "\"de\"",
        "EmailAddress" => "\"zoe@example.com\"",
        "URL" => "\"https://example.com/a\"",
        _ => "\"DE89370400440532013000\"",
    }
    .to_owned()
}

/// What a hand-in needs beside its deliverable.
fn text_of(mutation: &str) -> &'static str {
    if mutation.starts_with("deliverableSubmit") {
        "text: \"Tea\", deliverableId:"
    } else {
        "deliverableId:"
    }
}

/// Puts ids where the document leaves a place for them: where the member says which kind, one of it; else this one.
fn filled(document: &str, things: &[Thing], this: &Thing, pick: impl Fn(&Thing) -> &str) -> String {
    let mut parts = document.split("\"?\"");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = text
            .trim_end_matches([' ', ':', '['])
            .rsplit(|sign: char| !sign.is_alphanumeric())
            .next()
            .unwrap_or_default();
        let named = things.iter().find(|thing| thing.members.contains(&name));
        let id = pick(named.unwrap_or(this)).to_owned();
        text = format!("{text}\"{id}\"{part}");
    }
    text
}

#[tokio::test]
async fn a_guest_is_told_the_same_about_what_is_there_and_what_is_not() {
    let app = TestApp::start().await;
    let (things, schema) = (world(&app).await, Published::read());
    let (mut looked_at, mut told) = (0, std::collections::BTreeSet::new());
    for (operation, root) in [("query", "Query"), ("mutation", "Mutation")] {
        for field in schema.fields(root) {
            let name = field.name.node.as_str();
            let arguments = schema.arguments(field, &mut |_, scalar| good(scalar));
            let arguments = arguments
                .replace("bucket: \"DE89370400440532013000\"", "bucket: \"18-24\"")
                .replace("deliverableId:", text_of(name));
            let is_about_something = arguments.contains("\"?\"");
            if OPEN_TO_GUESTS.contains(&name) || (root == "Query" && !is_about_something) {
                continue;
            }
            let selection = if root == "Mutation" {
                "{ userErrors { code path message } }"
            } else {
                schema.selection(&field.ty.node)
            };
            let document = format!("{operation} {{ {name}{arguments} {selection} }}");
            for this in &things {
                let real = filled(&document, &things, this, |thing| &thing.real);
                let unknown = filled(&document, &things, this, |thing| &thing.unknown);
                let (real, unknown) = (
                    app.asks(&real, Value::Null).await,
                    app.asks(&unknown, Value::Null).await,
                );
                assert_eq!(
                    real.refusals(),
                    unknown.refusals(),
                    "{document} {}",
                    this.real
                );
                if root == "Mutation" && real.refusals() != ["UNAUTHENTICATED"] {
                    told.insert(format!("{name}: {}", real.0));
                }
                looked_at += 1;
            }
        }
    }
    assert!(told.is_empty(), "guests are told more: {told:#?}");
    assert!(looked_at > 500, "{looked_at}");
}

#[tokio::test]
async fn a_guest_sees_of_what_is_not_for_guests_as_little_as_of_nothing() {
    let app = TestApp::start().await;
    let things = world(&app).await;
    let is_public = |thing: &&Thing| {
        let public = ["brandId", "creatorId", "socialAccountId"];
        !public.iter().any(|name| thing.members.contains(name))
    };
    let root = [
        "node",
        "application",
        "offer",
        "collaboration",
        "deliverable",
    ];
    for thing in things.iter().filter(is_public) {
        for field in root {
            let query = format!("query($id: ID!) {{ {field}(id: $id) {{ __typename }} }}");
            let real = app.asks(&query, json!({ "id": thing.real })).await;
            let unknown = app.asks(&query, json!({ "id": thing.unknown })).await;
            assert_eq!(
                real.beside(field),
                unknown.beside(field),
                "{field} {}",
                thing.real
            );
            assert_eq!(real.refusals(), unknown.refusals(), "{field}");
        }
    }
}
