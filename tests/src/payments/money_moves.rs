//! What moves money is declared, mutation by mutation, and nothing else moves any.

use std::collections::BTreeSet;

use gateway::document::SchemaIndex;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::deal::{photo, reel};
use crate::support::market::{content, eur};
use crate::support::profiles::with;
use crate::support::schema::Published;
use crate::support::{Deal, Good, Person, TestApp};

/// Mutations that cannot be asked without a key.
fn declared() -> BTreeSet<String> {
    let schema = Published::read();
    let names = schema.fields("Mutation").into_iter();
    let names = names.map(|field| field.name.node.to_string());
    names
        .filter(|name| SchemaIndex::published().moves_money(name))
        .collect()
}

#[test]
fn what_needs_a_key_is_told_from_what_may_have_one() {
    let declared = declared();
    assert!(declared.contains("walletFund") && declared.contains("offerAmend"));
    assert!(!declared.contains("offerUpdate") && !declared.contains("sessionCreate"));
}

/// Watches the ledger while people act.
struct Watch {
    app: TestApp,
    moved: BTreeSet<String>,
    tried: BTreeSet<String>,
}

impl Watch {
    async fn entries(&self) -> u64 {
        let db = self.app.env().db.reader();
        domain::entity::ledger_entry::Entity::find()
            .count(db)
            .await
            .unwrap()
    }

    async fn does(&mut self, person: &Person, mutation: &str, input: Value, fields: &str) -> Good {
        let before = self.entries().await;
        let answer = person.does(mutation, input, fields).await.good();
        self.tried.insert(mutation.to_owned());
        if self.entries().await > before {
            self.moved.insert(mutation.to_owned());
        }
        answer
    }

    /// The brand and the creator of a deal.
    async fn works(&mut self, deal: &Deal, position: usize, acts: &[(&str, bool, Value)]) {
        let deliverable = json!({ "deliverableId": deal.deliverable(position).await });
        for (act, is_brand, input) in acts {
            let person = deal.sides()[usize::from(!is_brand)].clone();
            let (mutation, input) = (
                format!("deliverable{act}"),
                with(deliverable.clone(), input.clone()),
            );
            self.does(&person, &mutation, input, "deliverable { id }")
                .await;
        }
    }
}

#[tokio::test]
async fn the_ledger_moves_by_what_is_declared_to_move_money_and_by_nothing_else() {
    let app = TestApp::start().await;
    let concept = with(reel(), json!({ "requiresConcept": true }));
    let deal = Deal::over(&app, &[concept, photo(), photo()]).await;
    let (acme, zoe) = (deal.brand.founder.clone(), deal.creator.person.clone());
    let mut watch = Watch {
        app: app.clone(),
        moved: BTreeSet::new(),
        tried: BTreeSet::new(),
    };
    deals(&mut watch, &deal).await;
    let under_way = offers(&mut watch, &deal).await;

    let escalated = deal.deliverable(3).await;
    app.passes(chrono::TimeDelta::days(4)).await;
    let (acme, zoe) = (acme.logs_in_again().await, zoe.logs_in_again().await);
    let payout = json!({ "creatorId": deal.creator.id, "amount": eur("5.00"), "iban": "DE89370400440532013000",
        "idempotencyKey": "payout" });
    let asked = watch
        .does(&zoe, "payoutRequest", payout, "payout { id }")
        .await;
    let payout = json!({ "payoutId": asked.text("payoutRequest.payout.id") });
    watch
        .does(&zoe, "payoutCancel", payout, "payout { id }")
        .await;
    let staff = app.operator("Ada").await;
    let decided =
        json!({ "deliverableId": escalated, "creatorShareBps": 5_000, "reason": "Half." });
    watch
        .does(&staff, "deliverableDecide", decided, "deliverable { id }")
        .await;
    let ended = with(under_way, json!({ "reason": "Fraud." }));
    watch
        .does(
            &staff,
            "collaborationTerminate",
            ended,
            "collaboration { id }",
        )
        .await;
    for mutation in ["brandUpdate", "brandCreate"] {
        let input = if mutation == "brandUpdate" {
            json!({ "brandId": deal.brand.id })
        } else {
            json!({ "name": "Other", "country": "DE" })
        };
        watch.does(&acme, mutation, input, "brand { id }").await;
    }

    assert_eq!(watch.moved, declared());
    let families = [
        "offer",
        "application",
        "proposal",
        "collaboration",
        "deliverable",
        "payout",
        "wallet",
    ];
    for field in Published::read().fields("Mutation") {
        let name = field.name.node.as_str();
        let is_tried = watch.tried.contains(name);
        assert!(
            is_tried || !families.iter().any(|family| name.starts_with(family)),
            "{name} was not tried"
        );
    }
}

/// Everything that is done to deliverables.
async fn deals(watch: &mut Watch, deal: &Deal) {
    let text = json!({ "text": "Rain." });
    let items = json!({ "items": [{ "requirement": 1, "comment": "The packaging." }] });
    let post = json!({ "url": "https://example.com/p", "postedAt": "2026-11-23T08:00:00Z", "proof": "Mine" });
    let none = json!({});
    watch
        .works(
            deal,
            1,
            &[
                ("SubmitConcept", false, text.clone()),
                ("ApproveConcept", true, none.clone()),
                ("Submit", false, text.clone()),
                ("RequestChanges", true, items.clone()),
                ("Submit", false, text.clone()),
                ("Approve", true, none.clone()),
                ("Publish", false, post.clone()),
                ("Contest", true, json!({ "reason": "No mark." })),
                ("Publish", false, post),
                ("Verify", true, none.clone()),
            ],
        )
        .await;
    watch
        .works(
            deal,
            2,
            &[("Submit", false, text.clone()), ("Approve", true, none)],
        )
        .await;
    let rejects = [
        ("Submit", false, text.clone()),
        ("RequestChanges", true, items.clone()),
        ("Submit", false, text.clone()),
        ("RequestChanges", true, items),
        ("Submit", false, text),
        (
            "Reject",
            true,
            json!({ "requirements": [1], "reason": "Blurred." }),
        ),
        ("Escalate", false, json!({ "statement": "It is sharp." })),
    ];
    watch.works(deal, 3, &rejects).await;
}

/// Everything that is done to offers and applications. A collaboration that is under way.
#[expect(
    clippy::too_many_lines,
    reason = "a list of what there is, one after the other"
)]
async fn offers(watch: &mut Watch, deal: &Deal) -> Value {
    let (app, acme) = (deal.app.clone(), deal.brand.founder.clone());
    let offer = "offer { id }";
    let input = json!({ "brandId": deal.brand.id, "content": content() });
    let mut made = Vec::new();
    for _ in 0..3 {
        let draft = watch.does(&acme, "offerCreate", input.clone(), offer).await;
        made.push(json!({ "offerId": draft.text("offerCreate.offer.id") }));
    }
    let rewritten = with(made[0].clone(), json!({ "content": content() }));
    watch.does(&acme, "offerUpdate", rewritten, offer).await;
    let paid =
        json!({ "brandId": deal.brand.id, "amount": eur("5000.00"), "idempotencyKey": "more" });
    watch
        .does(&acme, "walletFund", paid, "funding { id }")
        .await;
    for which in &made {
        for turn in ["offerPublish", "offerPause", "offerResume", "offerReserve"] {
            watch.does(&acme, turn, which.clone(), offer).await;
        }
    }
    let dearer =
        json!({ "content": with(content(), json!({ "slots": 3, "budget": eur("900.00") })) });
    watch
        .does(&acme, "offerAmend", with(made[0].clone(), dearer), offer)
        .await;

    let mut applications = Vec::new();
    for name in ["Ann", "Bob", "Cem", "Dan"] {
        let one = app.micro(name).await;
        let application = watch
            .does(
                &one,
                "applicationSubmit",
                made[0].clone(),
                "application { id }",
            )
            .await;
        applications.push((
            one,
            json!({ "applicationId": application.text("applicationSubmit.application.id") }),
        ));
    }
    let application = "application { id collaboration { id } }";
    watch
        .does(
            &acme,
            "applicationShortlist",
            applications[0].1.clone(),
            application,
        )
        .await;
    let reason = with(applications[0].1.clone(), json!({ "reason": "BUDGET" }));
    watch
        .does(&acme, "applicationReject", reason, application)
        .await;
    watch
        .does(
            &applications[1].0,
            "applicationWithdraw",
            applications[1].1.clone(),
            application,
        )
        .await;
    talks(watch, &acme, &applications[2]).await;
    let changed = json!({ "content": with(content(), json!({ "slots": 3, "budget": eur("900.00"),
        "requirements": ["Show the packaging", "Name the flavour", "Smile"] })) });
    watch
        .does(&acme, "offerAmend", with(made[0].clone(), changed), offer)
        .await;
    app.works().await;
    watch
        .does(
            &applications[3].0,
            "applicationReconfirm",
            applications[3].1.clone(),
            application,
        )
        .await;
    let accepted = watch
        .does(
            &acme,
            "applicationAccept",
            applications[3].1.clone(),
            application,
        )
        .await;
    let work = json!({ "collaborationId": accepted.text("applicationAccept.application.collaboration.id") });
    watch
        .does(
            &applications[3].0,
            "collaborationCancel",
            work,
            "collaboration { id }",
        )
        .await;
    let under_way = waits(watch, deal).await;
    watch
        .does(&acme, "offerClose", made[1].clone(), offer)
        .await;
    watch
        .does(&acme, "offerCancel", made[2].clone(), offer)
        .await;
    under_way
}

/// Everything that is done to proposals.
async fn talks(
    watch: &mut Watch,
    acme: &Person,
    (creator, application): &(crate::support::Creator, Value),
) {
    for end in ["proposalWithdraw", "proposalDecline", "proposalAccept"] {
        let input = with(
            application.clone(),
            json!({ "pay": eur("210.00"), "message": "" }),
        );
        let by = if end == "proposalDecline" {
            acme.clone()
        } else {
            creator.person.clone()
        };
        let made = watch
            .does(&by, "proposalCreate", input, "proposal { id }")
            .await;
        let input = json!({ "proposalId": made.text("proposalCreate.proposal.id") });
        let other = match end {
            "proposalWithdraw" | "proposalDecline" => creator.person.clone(),
            _ => acme.clone(),
        };
        watch.does(&other, end, input, "proposal { id }").await;
    }
}

/// A collaboration that waits for its money, and gets it.
async fn waits(watch: &mut Watch, deal: &Deal) -> Value {
    let poor = deal.app.brand("Poor").await;
    let offer = poor.publishes_offer().await;
    let application = deal.app.micro("Eli").await.applies_to(&offer).await;
    let fields = "application { collaboration { id } }";
    let input = json!({ "applicationId": application });
    let accepted = poor.does("applicationAccept", input, fields).await.good();
    let work = json!({ "collaborationId": accepted.text("applicationAccept.application.collaboration.id") });
    poor.pays_in("1000.00").await.good();
    watch
        .does(
            &poor,
            "collaborationFund",
            work.clone(),
            "collaboration { id }",
        )
        .await;
    work
}
