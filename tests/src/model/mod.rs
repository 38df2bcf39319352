//! Many people do random things, sensible and nonsense, while clocks strike at odd times. After each command the
//! database holds what a small model in memory says it should, all invariants hold, and a refusal has changed nothing.
//!
//! `MODEL_COMMANDS` sets how many commands, `MODEL_SEED` where chance begins; a failure names the seed of its world.

mod agreements;
mod applications;
mod books;
mod clocks;
mod compare;
mod deliverables;
mod money;
mod offers;
mod people;
mod rulings;
mod state;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::ledger::AccountKind;
use domain::money::Currency;
use domain::policy::{AgreementPolicy, Policy};
use domain::{Error, entity, payments};

use crate::support::TestApp;
use crate::support::database::setting;
use crate::support::dice::Dice;
use compare::all;
use people::{Cast, Person};
use state::Model;

/// What came of a command.
type Did = domain::Result<()>;

/// Commands when nobody says how many.
const COMMANDS_USUAL: usize = 2_080;
/// Commands in one world: few, so that everything stays small and entangled.
const IN_A_WORLD: usize = 260;

/// Commands from one look at all invariants to the next. Those of money are looked at after each that does something.
const BETWEEN_CHECKS: usize = 10;

/// One world: a marketplace, those who act in it, and what it should hold.
struct Play {
    app: TestApp,
    dice: Dice,
    cast: Cast,
    model: Model,
    steps: usize,
}

/// How often each command was carried out, and refused.
type Tally = BTreeMap<&'static str, (usize, usize)>;

#[tokio::test]
async fn whatever_people_do_the_marketplace_keeps_its_promises() {
    let number = |name: &str, usual: usize| {
        let set = setting(name).map(|text| text.parse().expect("a number"));
        set.unwrap_or(usual)
    };
    let (commands, seed) = (
        number("MODEL_COMMANDS", COMMANDS_USUAL),
        number("MODEL_SEED", 1),
    );
    let mut tally = Tally::new();
    for world in 0..commands.div_ceil(IN_A_WORLD) {
        let seed = seed + world;
        eprintln!("MODEL_SEED={seed}");
        let mut play = Play::new(u64::try_from(seed).unwrap()).await;
        for _ in 0..IN_A_WORLD {
            play.step(&mut tally).await;
        }
        play.ends().await;
    }
    for (name, (done, refused)) in &tally {
        eprintln!("{done:5} done {refused:5} refused  {name}");
    }
    // Few commands leave it to luck; what is tried on nothing is always refused.
    let never = COMMANDS.iter().filter(|name| {
        let is_refused = name.ends_with("_nothing");
        !is_refused && tally.get(*name).is_none_or(|(done, _)| *done == 0)
    });
    let never: Vec<_> = never.collect();
    assert!(
        commands < COMMANDS_USUAL || never.is_empty(),
        "never carried out: {never:?}"
    );
}

/// What people and clocks do, by name; how often each is chosen.
macro_rules! commands {
    ($($weight:literal $command:ident),+ $(,)?) => {
        const COMMANDS: &[&str] = &[$(stringify!($command)),+];

        impl Play {
            /// Chooses by weight, does it, and says what it was.
            async fn acts(&mut self) -> (&'static str, Did) {
                let total = 0 $(+ $weight)+;
                let mut left = self.dice.below(total);
                loop {
                    $(
                        if left < $weight {
                            break (stringify!($command), Box::pin(self.$command()).await);
                        }
                        left -= $weight;
                    )+
                }
            }
        }
    };
}

commands! {
    8 funds_wallet, 3 sets_limit, 8 requests_payout, 3 cancels_payout, 8 moves_money,
    6 creates_offer, 1 updates_offer, 8 publishes_offer, 2 pauses_offer, 5 resumes_offer,
    4 amends_offer, 5 reserves_offer, 1 closes_offer, 1 cancels_offer, 1 acts_on_nothing,
    20 applies, 1 withdraws_application, 3 shortlists, 1 rejects_application, 8 reconfirms, 20 accepts_application,
    10 proposes, 10 accepts_proposal, 2 declines_proposal, 2 withdraws_proposal, 1 accepts_nothing,
    10 funds_agreement, 2 cancels_agreement, 1 terminates, 8 expires_agreement,
    12 submits_concept, 12 approves_concept, 24 submits, 6 requests_changes, 10 approves, 12 rejects,
    16 publishes, 8 verifies, 5 contests, 30 refunds, 5 escalates, 4 decides,
    6 waits, 2 strikes_offers, 2 strikes_applications, 1 strikes_agreements, 3 strikes_deliverables, 4 hears,
}

impl Play {
    async fn new(seed: u64) -> Self {
        let agreement = AgreementPolicy {
            creator_fee_bps: u32::try_from(state::CREATOR_BPS).unwrap(),
            ..AgreementPolicy::default()
        };
        let app = TestApp::with(Policy {
            agreement,
            ..Policy::default()
        })
        .await;
        let cast = people::cast(app.env()).await;
        Self {
            app,
            dice: Dice::new(seed),
            cast,
            model: Model::default(),
            steps: 0,
        }
    }

    /// One command, and a look at what it left behind.
    async fn step(&mut self, tally: &mut Tally) {
        let db = self.app.env().db.reader().clone();
        let before = compare::fingerprint(&db).await;
        let (name, outcome) = loop {
            self.dice.misses = 0;
            let acted = self.acts().await;
            if self.dice.misses == 0 {
                break acted;
            }
        };
        let entry = tally.entry(name).or_default();
        match outcome {
            Ok(()) => {
                entry.0 += 1;
                self.compares(name).await;
            }
            Err(Error::Unauthenticated | Error::Forbidden | Error::NotFound | Error::User(_)) => {
                entry.1 += 1;
                let after = compare::fingerprint(&db).await;
                assert_eq!(after, before, "{name} was refused, and changed something");
            }
            Err(Error::Overdue(overdue)) => {
                entry.1 += 1;
                let after = compare::fingerprint(&db).await;
                assert_eq!(after, before, "{name} came too late, and changed something");
                self.strikes(overdue).await.unwrap();
                let struck = compare::fingerprint(&db).await;
                assert_ne!(struck, before, "{name} came too late, and nothing was due");
                self.compares(name).await;
            }
            Err(failure) => panic!("{name}: {failure:?}"),
        }
        self.steps += 1;
        if self.steps.is_multiple_of(BETWEEN_CHECKS) {
            let broken = domain::check::run(&db).await.unwrap().violations;
            assert!(
                broken.is_empty(),
                "after {name} or a little before: {broken:#?}"
            );
        }
    }

    /// The database holds what the model says, and the books keep their promises.
    async fn compares(&self, name: &str) {
        let db = self.app.env().db.reader();
        let found = compare::picture(db).await;
        let differences = compare::differences(&found, &self.model.picture(&self.cast.brands));
        assert!(differences.is_empty(), "after {name}: {differences:#?}");
        let broken = payments::queries::check(db).await.unwrap();
        assert!(broken.is_empty(), "after {name}: {broken:#?}");
    }

    /// Somebody who fits, or now and then anybody.
    fn somebody(&mut self, fits: impl Fn(&Person) -> bool) -> Person {
        let people = &self.cast.people;
        let fitting: Vec<Person> = people.iter().filter(|one| fits(one)).copied().collect();
        if fitting.is_empty() || self.dice.chance(10) {
            return self.dice.one(&self.cast.people).unwrap();
        }
        self.dice.one(&fitting).unwrap()
    }

    /// All deadlines pass and everybody hears of everything. All money that came in is somebody's, or was paid out.
    async fn ends(&self) {
        for _ in 0..6 {
            self.app.passes(TimeDelta::days(8)).await;
        }
        let db = self.app.env().db.reader();
        assert_eq!(domain::check::run(db).await.unwrap().violations, []);

        let mut balance: BTreeMap<Currency, i64> = BTreeMap::new();
        for funding in all::<entity::funding::Entity>(db).await {
            let came_in = funding.state == payments::FundingState::Captured;
            *balance.entry(funding.currency).or_default() +=
                i64::from(came_in) * funding.amount_minor;
        }
        for payout in all::<entity::payout::Entity>(db).await {
            let went_out = payout.state == payments::State::Paid;
            *balance.entry(payout.currency).or_default() -=
                i64::from(went_out) * payout.amount_minor;
        }
        for account in all::<entity::ledger_account::Entity>(db).await {
            if account.kind != AccountKind::ProviderClearing {
                *balance.entry(account.currency).or_default() -= account.balance;
            }
        }
        assert!(balance.values().all(|minor| *minor == 0), "{balance:?}");
    }
}
