//! What is promised of the data holds after a marketplace was used, and what does not hold is found and named.

use chrono::TimeDelta;
use domain::actor::{Actor, Intent};
use domain::application::commands::ApplicationInput;
use domain::application::negotiation;
use domain::entity;
use domain::id::{BrandId, CreatorId};
use domain::money::Currency;
use domain::payments::PayoutDraft;
use domain::{application, collaboration, deliverable, offer, payments};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};

use crate::support::TestApp;
use crate::support::money::cents;
use crate::support::work::{actor, draft, founded_by, hand_in, keyed, micro, picture, reel, user};

/// A brand, a creator, and all they do.
struct Market {
    app: TestApp,
    ann: Actor,
    zoe: Actor,
    brand: BrandId,
    creator: CreatorId,
}

impl Market {
    /// One collaboration was paid out, one called off, one runs, and one application is negotiated.
    async fn used() -> Self {
        let app = TestApp::start().await;
        let env = app.env();
        let (ann, zoe) = (user(env, "ann").await, user(env, "zoe").await);
        let market = Self {
            brand: founded_by(env, ann).await.id,
            creator: micro(env, zoe).await,
            ann: actor(ann),
            zoe: actor(zoe),
            app: app.clone(),
        };
        let paid_in = cents(500_000);
        payments::commands::fund_wallet(env, &keyed(market.ann), market.brand, paid_in)
            .await
            .unwrap();

        market.finishes().await;
        let (called_off, _) = market.agrees().await;
        collaboration::commands::cancel(env, &keyed(market.zoe), called_off)
            .await
            .unwrap();
        market.agrees().await;
        let application = market.applies().await;
        let asked = cents(30_000);
        negotiation::propose(env, &Intent::of(market.zoe), application.id, asked, "")
            .await
            .unwrap();
        market
    }

    /// A creator applies to an offer whose money is set aside.
    async fn applies(&self) -> entity::application::Model {
        let (env, ann) = (self.app.env(), Intent::of(self.ann));
        let closes_at = env.clock.now() + TimeDelta::days(30);
        let content = draft(
            (20_001, Currency::Eur),
            2,
            vec![picture(), reel()],
            closes_at,
        );
        let offer = offer::commands::create(env, &ann, self.brand, content);
        let id = offer.await.unwrap().id;
        offer::commands::publish(env, &ann, id).await.unwrap();
        offer::commands::reserve(env, &keyed(self.ann), id)
            .await
            .unwrap();
        let application = ApplicationInput {
            message: String::new(),
            pay: None,
        };
        application::commands::submit(env, &Intent::of(self.zoe), id, application)
            .await
            .unwrap()
    }

    /// The brand accepts.
    async fn agrees(&self) -> (domain::id::CollaborationId, Vec<entity::deliverable::Model>) {
        let application = self.applies().await;
        let env = self.app.env();
        application::commands::accept(env, &keyed(self.ann), application.id)
            .await
            .unwrap();
        let opened = entity::collaboration::Entity::find()
            .filter(entity::collaboration::Column::ApplicationId.eq(application.id))
            .one(env.db.reader())
            .await
            .unwrap()
            .unwrap();
        let owed = entity::deliverable::Entity::find()
            .filter(entity::deliverable::Column::CollaborationId.eq(opened.id))
            .order_by_asc(entity::deliverable::Column::Position)
            .all(env.db.reader())
            .await
            .unwrap();
        (opened.id, owed)
    }

    /// All work of a collaboration is done, half of it approved by silence, and part of the pay is paid out.
    async fn finishes(&self) {
        let (_, owed) = self.agrees().await;
        let (env, zoe, ann) = (self.app.env(), Intent::of(self.zoe), Intent::of(self.ann));
        use deliverable::commands as work;
        work::submit(env, &zoe, owed[0].id, hand_in())
            .await
            .unwrap();
        work::approve(env, &keyed(self.ann), owed[0].id)
            .await
            .unwrap();
        work::submit_concept(env, &zoe, owed[1].id, hand_in())
            .await
            .unwrap();
        work::approve_concept(env, &ann, owed[1].id).await.unwrap();
        work::submit(env, &zoe, owed[1].id, hand_in())
            .await
            .unwrap();
        self.app.passes(TimeDelta::days(5)).await;
        let post = deliverable::Post {
            url: "https://example.com/post".into(),
            posted_at: env.clock.now(),
            proof: "mine".into(),
        };
        work::publish(env, &zoe, owed[1].id, post).await.unwrap();
        self.app.passes(TimeDelta::days(4)).await;
        self.app.passes(TimeDelta::days(4)).await;
        let wish = PayoutDraft {
            amount: cents(20_000),
            iban: "DE89370400440532013000".into(),
        };
        payments::commands::request(env, &keyed(self.zoe), self.creator, wish)
            .await
            .unwrap();
        self.app.passes(TimeDelta::hours(1)).await;
        self.app.passes(TimeDelta::hours(1)).await;
    }
}

#[tokio::test]
async fn every_invariant_holds_after_the_marketplace_was_used() {
    let market = Market::used().await;
    let found = domain::check::run(market.app.env().db.reader())
        .await
        .unwrap();
    assert_eq!(found.violations, []);
    assert!(found.rows > 50, "{found:?}");

    let said = api::check(&market.app.database.url).await.unwrap();
    let expected = format!(
        "{} invariants hold over {} rows.",
        found.invariants, found.rows
    );
    assert_eq!(said, expected);
}

/// Money of the brand is moved to a wallet of somebody's own, in an entry that adds up.
const STOLEN: &str = "
    INSERT INTO ledger_account SELECT id, 'brand_wallet', id, 'EUR', 0, 999, 1 FROM creator;
    INSERT INTO ledger_entry SELECT id, 'reserved', id, 1, NULL, created_at FROM creator;
    INSERT INTO ledger_transfer SELECT c.id, 1, w.id, w.version + 1, c.id, 1, 'EUR', 999
        FROM creator c, ledger_account w WHERE w.kind = 'brand_wallet' AND w.id <> c.id;
    UPDATE ledger_account SET balance = balance - 999, version = version + 1
        WHERE kind = 'brand_wallet' AND id NOT IN (SELECT id FROM creator)";

/// What somebody who reaches around the marketplace might do, and the invariant it breaks.
const DAMAGES: [(&str, &str); 24] = [
    (
        "UPDATE deliverable SET state = 'in_review' WHERE state = 'planned'",
        "a deliverable is handed in while the brand has to answer it, and only then",
    ),
    (
        STOLEN,
        "an entry moves money between accounts of the kinds it is for",
    ),
    (
        STOLEN,
        "money moves only between the parties of what its entry is about",
    ),
    (
        STOLEN,
        "a wallet holds what was paid in, less what was set aside or held, and what came back",
    ),
    (
        STOLEN,
        "what a brand paid in is in its wallet, set aside, held, or was earned from it",
    ),
    (
        "UPDATE ledger_entry SET source_id = id WHERE kind = 'released'",
        "an entry is about something the marketplace knows",
    ),
    (
        "UPDATE ledger_account SET balance = balance + 5 WHERE kind = 'platform_fees'",
        "the book sums to zero in each currency",
    ),
    (
        "UPDATE ledger_account SET balance = balance + 5 WHERE kind = 'platform_fees'",
        "a balance is the sum of its transfers",
    ),
    (
        "UPDATE offer SET slots_taken = 0 WHERE slots_taken = 1",
        "the slots taken are the collaborations that run or were completed",
    ),
    (
        "UPDATE offer SET committed_minor = committed_minor + 1 WHERE slots_taken = 1",
        "the budget committed is what collaborations are charged, less what came back when they ended early",
    ),
    (
        "UPDATE application SET state = 'submitted' WHERE state = 'negotiating'",
        "a proposal is open only while its application is negotiated, and only one",
    ),
    (
        "UPDATE application SET due_at = ended_at WHERE state = 'accepted'",
        "an application waits for an answer until it has one",
    ),
    (
        "DELETE FROM signature WHERE side = 'brand'",
        "both sides signed each version of the terms",
    ),
    (
        "UPDATE terms SET content = content || ' '",
        "terms have the hash of their content",
    ),
    (
        "UPDATE deliverable SET state = 'in_review' WHERE state = 'verified'",
        "a deliverable is done when it is verified, or approved where no publication is owed",
    ),
    (
        "UPDATE earning SET amount_minor = amount_minor + 1",
        "a deliverable's earning is its pay less the creator's fee, once it is done",
    ),
    (
        "UPDATE payout SET state = 'failed'",
        "the provider holds what was captured and has not been paid out",
    ),
    (
        "UPDATE collaboration SET state = 'completed' WHERE state = 'active'",
        "a collaboration that has ended holds nothing",
    ),
    (
        "DELETE FROM statement_line WHERE kind = 'held'",
        "what an entry moves of somebody's money stands in a statement",
    ),
    (
        "UPDATE statement_line SET balance = balance + 1 WHERE kind = 'funded'",
        "a statement goes on from line to line",
    ),
    (
        "UPDATE statement_line SET balance = balance + 1",
        "a statement ends with what there is",
    ),
    (
        "DELETE FROM offer_listing WHERE niche = '+'",
        "an offer is listed while it is published, by all that it looks for",
    ),
    (
        "UPDATE offer_listing SET pay_minor = pay_minor + 1",
        "an offer is listed while it is published, by all that it looks for",
    ),
    (
        "UPDATE creator_listing SET followers = followers + 1 WHERE platform = '*'",
        "a creator is listed by niches and platforms, with the numbers of the accounts there",
    ),
];

#[tokio::test]
async fn a_violated_invariant_is_named_with_its_row() {
    let market = Market::used().await;
    let db = &market.app.env().db;
    for (damage, invariant) in DAMAGES {
        let tx = db.begin().await.unwrap();
        without_guards(&tx).await;
        tx.execute_unprepared(damage).await.unwrap();
        let found = domain::check::run(&tx).await.unwrap();
        let named = found
            .violations
            .iter()
            .find(|one| one.invariant == invariant);
        let named = named.unwrap_or_else(|| panic!("`{damage}` was not found: {found:#?}"));
        assert_ne!(named.found, named.expected);
        assert!(!named.key.is_empty());
    }
}

#[tokio::test]
async fn the_command_line_fails_where_an_invariant_is_violated() {
    let market = Market::used().await;
    let db = &market.app.env().db;
    let damage = "UPDATE offer SET slots_taken = 0 WHERE slots_taken = 1";
    db.owner().execute_unprepared(damage).await.unwrap();

    let failure = api::check(&market.app.database.url).await.unwrap_err();
    let failure = failure.to_string();
    assert!(failure.contains("found 0, expected 1"), "{failure}");
    assert!(failure.contains("the slots taken are"), "{failure}");
}

#[tokio::test]
async fn nobody_is_accepted_once_the_offer_has_ended_even_before_applicants_have_heard() {
    let market = Market::used().await;
    let env = market.app.env();
    let application = market.applies().await;
    offer::commands::cancel(
        env,
        &keyed(market.ann),
        application.offer_id,
        collaboration::queries::has_running,
    )
    .await
    .unwrap();

    let refused = application::commands::accept(env, &keyed(market.ann), application.id).await;
    assert!(
        matches!(refused, Err(domain::Error::User(_))),
        "{refused:?}"
    );
    let found = domain::check::run(env.db.reader()).await.unwrap();
    assert_eq!(found.violations, []);
}

#[tokio::test]
async fn a_proposal_ends_when_the_offer_it_is_about_changes() {
    let market = Market::used().await;
    let (env, ann) = (market.app.env(), Intent::of(market.ann));
    let application = market.applies().await;
    let proposal = negotiation::propose(env, &ann, application.id, cents(30_000), "")
        .await
        .unwrap();
    let closes_at = env.clock.now() + TimeDelta::days(30);
    let less = draft((20_001, Currency::Eur), 2, vec![picture()], closes_at);
    offer::commands::amend(env, &keyed(market.ann), application.offer_id, less)
        .await
        .unwrap();
    market.app.works().await;

    let found = domain::check::run(env.db.reader()).await.unwrap();
    assert_eq!(found.violations, []);
    let zoe = Intent::of(market.zoe);
    application::commands::reconfirm(env, &zoe, application.id)
        .await
        .unwrap();
    let refused = negotiation::accept(env, &keyed(market.zoe), proposal.id).await;
    assert!(
        matches!(refused, Err(domain::Error::User(_))),
        "{refused:?}"
    );
}

/// Takes the triggers away that would refuse the damage.
async fn without_guards(db: &impl ConnectionTrait) {
    if db.get_database_backend() == sea_orm::DbBackend::Postgres {
        for table in [
            "ledger_account",
            "ledger_entry",
            "ledger_transfer",
            "statement_line",
        ] {
            let disable = format!("ALTER TABLE {table} DISABLE TRIGGER USER");
            db.execute_unprepared(&disable).await.unwrap();
        }
        return;
    }
    let names = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    let names = Statement::from_string(db.get_database_backend(), names);
    for row in db.query_all_raw(names).await.unwrap() {
        let name: String = row.try_get_by_index(0).unwrap();
        db.execute_unprepared(&format!("DROP TRIGGER {name}"))
            .await
            .unwrap();
    }
}
