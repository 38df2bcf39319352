//! The books: what cannot be written into them, however one tries.

use domain::Env;
use domain::actor::Intent;
use domain::entity;
use domain::id::{BrandId, FundingId, Id, LedgerEntryId, OfferId};
use domain::ledger::{self, Account, AccountKind, EntryKind, Transfer};
use domain::money::{Currency, Money};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, TransactionTrait};
use uuid::Uuid;

use crate::support::TestApp;
use attacks::{ATTACKS, ON_POSTGRES, ON_SQLITE};

mod attacks;
mod statement;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur).unwrap()
}

/// Where the money of a small book lies.
struct Book {
    clearing: Account,
    wallet: Account,
    reserve: Account,
    funding: FundingId,
}

impl Book {
    /// A wallet of 100.00, of which 30.00 are set aside.
    async fn open(env: &Env) -> Self {
        let book = Self {
            clearing: Account::of_marketplace(AccountKind::ProviderClearing, Currency::Eur),
            wallet: Account::of(AccountKind::BrandWallet, BrandId::new(), Currency::Eur),
            reserve: Account::of(AccountKind::OfferReserve, OfferId::new(), Currency::Eur),
            funding: FundingId::new(),
        };
        let source = book.funding.uuid();
        let funded = move_money(
            env,
            EntryKind::Funded,
            source,
            &[(book.clearing, book.wallet, 10_000)],
        )
        .await;
        assert!(funded);
        assert!(book.reserves(env, 3_000).await);
        book
    }

    async fn reserves(&self, env: &Env, minor: i64) -> bool {
        let source = LedgerEntryId::new().uuid();
        move_money(
            env,
            EntryKind::Reserved,
            source,
            &[(self.wallet, self.reserve, minor)],
        )
        .await
    }
}

/// Books an entry in a transaction of its own; true when it was booked.
async fn move_money(
    env: &Env,
    kind: EntryKind,
    source: Uuid,
    moves: &[(Account, Account, i64)],
) -> bool {
    let transfers: Vec<Transfer> = moves
        .iter()
        .map(|&(from, to, minor)| Transfer {
            from,
            to,
            amount: eur(minor),
        })
        .collect();
    let intent = Intent::system();
    let work = env.begin(&intent, "test.post").await.unwrap();
    match ledger::commands::post(&work, kind, source, &transfers).await {
        Ok(_) => work.commit(LedgerEntryId::from_uuid(source)).await.is_ok(),
        Err(_) => false,
    }
}

/// All the books say, for comparing.
async fn all(env: &Env) -> String {
    let db = env.db.reader();
    let accounts = entity::ledger_account::Entity::find()
        .order_by_asc(entity::ledger_account::Column::Id)
        .all(db);
    let entries = entity::ledger_entry::Entity::find()
        .order_by_asc(entity::ledger_entry::Column::Id)
        .all(db);
    let transfers = entity::ledger_transfer::Entity::find()
        .order_by_asc(entity::ledger_transfer::Column::EntryId)
        .order_by_asc(entity::ledger_transfer::Column::Number)
        .all(db);
    format!(
        "{:?}\n{:?}\n{:?}",
        accounts.await.unwrap(),
        entries.await.unwrap(),
        transfers.await.unwrap()
    )
}

async fn balance(env: &Env, account: Account) -> i64 {
    ledger::queries::balance(env.db.reader(), account)
        .await
        .unwrap()
        .minor()
}

async fn is_sound(env: &Env) -> bool {
    let violations = ledger::queries::check(env.db.reader()).await.unwrap();
    assert_eq!(violations, []);
    true
}

#[tokio::test]
async fn money_that_is_not_there_cannot_be_moved() {
    let app = TestApp::start().await;
    let book = Book::open(app.env()).await;
    let before = all(app.env()).await;

    assert!(!book.reserves(app.env(), 7_001).await);
    assert_eq!(all(app.env()).await, before);
    assert!(book.reserves(app.env(), 7_000).await);
    assert_eq!(balance(app.env(), book.wallet).await, 0);
    assert_eq!(balance(app.env(), book.reserve).await, 10_000);
    assert!(is_sound(app.env()).await);
}

#[tokio::test]
async fn nothing_is_booked_for_nothing() {
    let app = TestApp::start().await;
    let book = Book::open(app.env()).await;
    let before = all(app.env()).await;

    assert!(book.reserves(app.env(), 0).await);
    assert_eq!(all(app.env()).await, before);
}

#[tokio::test]
async fn an_event_is_booked_once() {
    let app = TestApp::start().await;
    let book = Book::open(app.env()).await;
    let before = all(app.env()).await;

    let again = move_money(
        app.env(),
        EntryKind::Funded,
        book.funding.uuid(),
        &[(book.clearing, book.wallet, 10_000)],
    )
    .await;
    assert!(!again);
    assert_eq!(all(app.env()).await, before);
}

#[tokio::test]
async fn an_event_booked_twice_at_once_is_booked_once() {
    let app = TestApp::start().await;
    let wallet = Account::of(AccountKind::BrandWallet, BrandId::new(), Currency::Eur);
    let clearing = Account::of_marketplace(AccountKind::ProviderClearing, Currency::Eur);
    let source = FundingId::new().uuid();

    let moves = [(clearing, wallet, 500)];
    let attempts = (0..8).map(|_| move_money(app.env(), EntryKind::Funded, source, &moves));
    let booked = join_all(attempts).await;

    assert_eq!(booked.iter().filter(|was_booked| **was_booked).count(), 1);
    assert_eq!(balance(app.env(), wallet).await, 500);
    assert!(is_sound(app.env()).await);
}

#[tokio::test]
async fn many_writers_on_few_accounts_lose_no_cent() {
    let app = TestApp::start().await;
    let wallets: Vec<Account> = (0..2)
        .map(|_| Account::of(AccountKind::BrandWallet, BrandId::new(), Currency::Eur))
        .collect();
    let reserves: Vec<Account> = (0..3)
        .map(|_| Account::of(AccountKind::OfferReserve, OfferId::new(), Currency::Eur))
        .collect();
    let clearing = Account::of_marketplace(AccountKind::ProviderClearing, Currency::Eur);
    for wallet in &wallets {
        let source = FundingId::new().uuid();
        let paid_in = [(clearing, *wallet, 125)];
        assert!(move_money(app.env(), EntryKind::Funded, source, &paid_in).await);
    }

    let writers = (0..16_usize).map(|writer| {
        let (env, wallets, reserves) = (app.env(), &wallets, &reserves);
        async move {
            let mut booked = 0;
            for round in 0..10_usize {
                let (a, b) = (wallets[(writer + round) % 2], reserves[writer * round % 3]);
                let c = reserves[(writer + round + 1) % 3];
                let (kind, moves) = if (writer + round).is_multiple_of(3) {
                    (EntryKind::ReserveFreed, [(b, a, 7), (c, a, 11)])
                } else {
                    (EntryKind::Reserved, [(a, b, 7), (a, c, 11)])
                };
                let source = LedgerEntryId::new().uuid();
                booked += usize::from(move_money(env, kind, source, &moves).await);
            }
            booked
        }
    });
    let booked: usize = join_all(writers).await.into_iter().sum();

    assert!(booked > 0);
    let mut total = 0;
    for account in wallets.iter().chain(&reserves) {
        total += balance(app.env(), *account).await;
    }
    assert_eq!(total, 250);
    assert!(is_sound(app.env()).await);
}

#[tokio::test]
async fn the_books_refuse_every_hand_written_statement() {
    let app = TestApp::start().await;
    let book = Book::open(app.env()).await;
    let before = all(app.env()).await;
    let own = if app.env().db.is_sqlite() {
        ON_SQLITE
    } else {
        ON_POSTGRES
    };

    for (attack, sql) in ATTACKS.iter().chain(own) {
        let sql = written_out(app.env(), &book, sql).await;
        let Err(refusal) = attempt(app.env(), &sql).await else {
            panic!("{attack} was let in");
        };
        assert!(
            !refusal.to_string().contains("syntax"),
            "{attack}: {refusal}"
        );
        assert_eq!(
            all(app.env()).await,
            before,
            "{attack} left something behind"
        );
    }
    assert!(is_sound(app.env()).await);
    assert!(book.reserves(app.env(), 1).await);
}

/// Attacks that only a constraint refuses at the commit, as they move no money: an entry without all its transfers.
const WITHOUT_MONEY: [&str; 2] = [
    "an entry without transfers",
    "an entry with a transfer too few",
];

#[tokio::test]
async fn on_sqlite_no_setting_of_a_connection_opens_the_books() {
    let app = TestApp::start().await;
    let book = Book::open(app.env()).await;
    let before = all(app.env()).await;
    let burglar = app.database.connect().await;
    for setting in [
        "ignore_check_constraints = ON",
        "foreign_keys = OFF",
        "recursive_triggers = OFF",
    ] {
        let pragma = format!("PRAGMA {setting}");
        burglar.owner().execute_unprepared(&pragma).await.unwrap();
    }

    for (attack, sql) in ATTACKS.iter().chain(ON_SQLITE) {
        if WITHOUT_MONEY.contains(attack) {
            continue;
        }
        let sql = written_out(app.env(), &book, sql).await;
        let refused = attempt_on(burglar.owner(), &sql).await;
        assert!(refused.is_err(), "{attack} was let in");
        assert_eq!(all(app.env()).await, before, "{attack} left something");
    }
    burglar.close().await.unwrap();
}

/// Runs statements in a transaction and commits.
async fn attempt(env: &Env, sql: &str) -> Result<(), sea_orm::DbErr> {
    attempt_on(env.db.owner(), sql).await
}

async fn attempt_on(owner: &sea_orm::DatabaseConnection, sql: &str) -> Result<(), sea_orm::DbErr> {
    let tx = owner.begin().await?;
    tx.execute_unprepared(sql).await?;
    tx.commit().await
}

/// Puts keys and versions of the book into a statement: `w1` is the wallet's next version, `w0` its present one.
async fn written_out(env: &Env, book: &Book, sql: &str) -> String {
    let entry = "INSERT INTO ledger_entry VALUES ({new}, 'reserved', {new}, 1, NULL, '2026-11-21T00:00:00+00:00');";
    let key = |uuid: Uuid| {
        if env.db.is_sqlite() {
            format!("x'{}'", uuid.simple())
        } else {
            format!("'{uuid}'::uuid")
        }
    };
    let mut sql = sql.replace("{entry}", entry);
    let rows = entity::ledger_account::Entity::find()
        .all(env.db.reader())
        .await
        .unwrap();
    for (name, letter, account) in [
        ("wallet", "w", book.wallet),
        ("reserve", "r", book.reserve),
        ("clearing", "c", book.clearing),
    ] {
        let row = rows
            .iter()
            .find(|row| Account::from(*row) == account)
            .unwrap();
        sql = sql.replace(&format!("{{{name}}}"), &key(row.id.uuid()));
        for ahead in 0..3 {
            sql = sql.replace(
                &format!("{{{letter}{ahead}}}"),
                &(row.version + ahead).to_string(),
            );
        }
    }
    let entries = entity::ledger_entry::Entity::find()
        .all(env.db.reader())
        .await
        .unwrap();
    let old = entries
        .iter()
        .find(|entry| entry.source_id == book.funding.uuid())
        .unwrap();
    sql.replace("{old}", &key(old.id.uuid()))
        .replace("{source}", &key(book.funding.uuid()))
        .replace("{new}", &key(LedgerEntryId::new().uuid()))
        .replace("{other}", &key(LedgerEntryId::new().uuid()))
}
