//! Money on its way through offers and collaborations.

use domain::id::{BrandId, CreatorId};
use domain::offer;
use domain::payments::commands::Held;
use domain::payments::queries;
use serde_json::{Value, json};

use crate::support::money::{Agreement, become_creator, cents, euros, found_brand, public};
use crate::support::{Person, TestApp};

/// A brand with money, and a creator.
struct Sides {
    ann: Person,
    zoe: Person,
    brand: BrandId,
    creator: CreatorId,
}

impl Sides {
    async fn with(app: &TestApp, amount: &str) -> Self {
        let (ann, zoe) = (app.person("Ann").await, app.person("Zoe").await);
        let (brand, creator) = (found_brand(&ann).await, become_creator(&zoe).await);
        let input =
            json!({ "brandId": public(brand), "amount": euros(amount), "idempotencyKey": "key" });
        ann.does("walletFund", input, "funding { id }").await.good();
        Self {
            ann,
            zoe,
            brand,
            creator,
        }
    }

    async fn agree(&self, app: &TestApp, pays: &[i64]) -> Agreement {
        Agreement::between(app, (self.brand, self.creator), pays, (1_000, 0)).await
    }

    /// Free, set aside and held, in cents.
    async fn wallet(&self) -> [i64; 3] {
        let query = "query ($id: ID!) { brand(id: $id) { wallets {
            available { amount } reserved { amount } held { amount } } } }";
        let answer = self.ann.asks(query, json!({ "id": public(self.brand) }));
        let wallet = answer.await.good().at("brand.wallets.0");
        ["available", "reserved", "held"].map(|name| in_cents(&wallet[name]))
    }

    /// Pending, in cents.
    async fn pending(&self) -> i64 {
        let query = "query ($id: ID!) { creator(id: $id) { balances { pending { amount } } } }";
        let answer = self.zoe.asks(query, json!({ "id": public(self.creator) }));
        in_cents(&answer.await.good().at("creator.balances.0")["pending"])
    }
}

fn in_cents(money: &Value) -> i64 {
    let amount = money["amount"]
        .as_str()
        .map_or_else(String::new, |text| text.replace('.', ""));
    amount.parse().unwrap_or_default()
}

async fn is_sound(app: &TestApp) -> bool {
    queries::check(app.env().db.reader())
        .await
        .unwrap()
        .is_empty()
}

#[tokio::test]
async fn an_offer_is_reserved_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let sides = Sides::with(&app, "100").await;
    let agreed = sides.agree(&app, &[5_000]).await;

    assert!(agreed.is_reserved(cents(10_001)).await.is_err());
    assert_eq!(sides.wallet().await, [10_000, 0, 0]);
    agreed.is_reserved(cents(6_000)).await.unwrap();
    assert!(agreed.is_reserved(cents(6_000)).await.is_err());
    assert_eq!(sides.wallet().await, [4_000, 6_000, 0]);
    assert_eq!(agreed.is_freed().await, cents(6_000));
    assert_eq!(agreed.is_freed().await, cents(0));
    assert_eq!(sides.wallet().await, [10_000, 0, 0]);
}

#[tokio::test]
async fn a_collaboration_is_held_from_the_reserve_and_then_from_the_wallet() {
    let app = TestApp::start().await;
    let sides = Sides::with(&app, "100").await;
    let agreed = sides.agree(&app, &[5_000, 2_000]).await;
    agreed.is_reserved(cents(6_000)).await.unwrap();

    assert_eq!(agreed.is_held().await, Held::Yes);
    assert_eq!(sides.wallet().await, [2_300, 0, 7_700]);
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn too_little_money_holds_nothing() {
    let app = TestApp::start().await;
    let sides = Sides::with(&app, "76.99").await;
    let agreed = sides.agree(&app, &[7_000]).await;
    agreed.is_reserved(cents(1_000)).await.unwrap();

    assert_eq!(agreed.is_held().await, Held::NotEnough);
    assert_eq!(sides.wallet().await, [6_699, 1_000, 0]);
}

#[tokio::test]
async fn what_is_held_goes_back_to_where_it_can_be_used() {
    let app = TestApp::start().await;
    let sides = Sides::with(&app, "300").await;
    for (state, is_reserved, expected) in [
        (offer::State::Filled, true, [18_900, 11_100, 0]),
        (offer::State::Closed, true, [18_900 + 11_000, 100, 0]),
        (offer::State::Published, false, [18_900 + 11_000, 100, 0]),
    ] {
        let agreed = sides.agree(&app, &[10_000]).await;
        agreed.is_reserved(cents(11_100)).await.unwrap();
        agreed.is_held().await;
        let mut offer = agreed.offer.clone();
        (offer.state, offer.is_reserved) = (state, is_reserved);

        assert_eq!(agreed.is_given_back(&offer).await, cents(11_000));
        assert_eq!(sides.wallet().await, expected, "{state:?}");
        agreed.is_freed().await;
    }
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn a_deliverable_is_paid_once() {
    let app = TestApp::start().await;
    let sides = Sides::with(&app, "110").await;
    let agreed = sides.agree(&app, &[6_000, 4_000]).await;
    agreed.is_held().await;

    let earning = agreed.is_released(0).await.unwrap().unwrap();
    assert_eq!(earning.amount_minor, 6_000);
    assert!(agreed.is_released(0).await.is_err());
    assert_eq!(sides.pending().await, 6_000);
    assert_eq!(sides.wallet().await, [0, 0, 4_400]);
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn more_than_is_held_is_never_released() {
    let app = TestApp::start().await;
    let sides = Sides::with(&app, "300").await;
    let agreed = sides.agree(&app, &[10_000]).await;
    assert!(
        agreed.is_released(0).await.is_err(),
        "before anything was held"
    );

    agreed.is_held().await;
    agreed.is_refunded(0).await.unwrap();
    assert!(
        agreed.is_released(0).await.is_err(),
        "after it was refunded"
    );
    assert_eq!(sides.pending().await, 0);
    assert_eq!(sides.wallet().await, [30_000, 0, 0]);
}

#[tokio::test]
async fn a_gift_moves_no_money() {
    let app = TestApp::start().await;
    let sides = Sides::with(&app, "10").await;
    let agreed = sides.agree(&app, &[0, 0]).await;

    assert_eq!(agreed.is_held().await, Held::Yes);
    assert_eq!(agreed.is_released(0).await.unwrap(), None);
    agreed.is_refunded(1).await.unwrap();
    assert_eq!(agreed.is_given_back(&agreed.offer).await, cents(0));
    assert_eq!(sides.wallet().await, [1_000, 0, 0]);
}

/// Each deliverable is released, refunded or left to be given back, in any order: the escrow ends empty and no cent is
/// lost.
#[tokio::test]
async fn whatever_becomes_of_deliverables_the_escrow_ends_empty() {
    let app = TestApp::start().await;
    let sides = Sides::with(&app, "1000000").await;
    let both = (sides.brand, sides.creator);
    let mut dice = Dice(20_261_123);
    for _ in 0..25 {
        let pays: Vec<i64> = (0..=dice.below(4)).map(|_| dice.below(3_000)).collect();
        let fees = (dice.fee(), dice.fee());
        let [free_before, ..] = sides.wallet().await;
        let pending_before = sides.pending().await;
        let agreed = Agreement::between(&app, both, &pays, fees).await;
        assert_eq!(agreed.is_held().await, Held::Yes);

        let mut order: Vec<usize> = (0..pays.len()).collect();
        order.sort_by_key(|_| dice.below(1_000));
        let (mut released, mut is_all_done) = (0, true);
        for index in order {
            match dice.below(3) {
                0 => agreed.is_refunded(index).await.unwrap(),
                1 => {
                    let earning = agreed.is_released(index).await.unwrap();
                    released += earning.map_or(0, |earning| earning.amount_minor);
                }
                _ => is_all_done = false,
            }
        }
        let [.., held] = sides.wallet().await;
        assert!(!is_all_done || held == 0, "{pays:?} {fees:?} leave {held}");
        agreed.is_given_back(&agreed.offer).await;

        let [free, reserved, held] = sides.wallet().await;
        assert_eq!((reserved, held), (0, 0), "{pays:?} {fees:?}");
        assert_eq!(sides.pending().await - pending_before, released);
        assert!(free_before - free >= released, "{pays:?} {fees:?}");
        assert!(is_sound(&app).await);
    }
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % bound
    }

    fn fee(&mut self) -> u32 {
        u32::try_from(self.below(3_000)).unwrap()
    }
}
