//! Money comes in from brands and goes out to creators.

use domain::brand::{Role, spending};
use domain::ledger::{Account, AccountKind};
use domain::money::{Currency, Money};
use domain::payments::{EarningState, FundingState, PayoutDraft, State, commands};
use domain::{collaboration, entity};
use infrastructure::adapters::REFUSING_IBAN;
use sea_orm::EntityTrait;

use super::people::{Part, Person};
use super::state::{Agreement, Funding, Payout};
use super::{Did, Play};
use crate::support::Fault;
use crate::support::work::keyed;

const IBAN: &str = "DE89370400440532013000";

impl Play {
    pub(super) async fn funds_wallet(&mut self) -> Did {
        let (brand, currency) = self.purse();
        let person = self.somebody(|one| one.pays_for(brand));
        let brand_id = self.cast.brands[brand];
        let minor = match self.dice.below(15) {
            0 => 0,
            // What the sandbox refuses.
            1 => 5_013,
            _ => self.dice.between(1_000, 200_000),
        };
        let (amount, intent) = (Money::new(minor, currency).unwrap(), keyed(person.actor));
        if self.dice.chance(10) {
            let fault = if self.dice.chance(50) {
                Fault::LostBefore
            } else {
                Fault::LostAfter
            };
            self.app.payments.fails_next(&[fault]);
        }
        let env = self.app.env();
        let funding = commands::fund_wallet(env, &intent, brand_id, amount).await?;
        assert!(person.pays_for(brand) && minor > 0);
        self.model.fundings.push(Funding {
            id: funding.id,
            brand_id,
            state: FundingState::Requested,
            amount: minor,
            currency,
        });
        self.hears_of_funding(self.model.fundings.len() - 1, funding.state);
        let again = commands::fund_wallet(self.app.env(), &intent, brand_id, amount).await;
        assert!(
            matches!(again, Err(domain::Error::Replayed(_))),
            "{again:?}"
        );
        Ok(())
    }

    /// Says how much a brand's manager may spend.
    pub(super) async fn sets_limit(&mut self) -> Did {
        let brand = self.dice.below(2);
        let person = self.somebody(|one| one.pays_for(brand));
        let is_manager = |one: &&Person| one.part == Part::Member(brand, Role::Manager);
        let manager = self.cast.people.iter().find(is_manager).unwrap().actor;
        let user_id = manager.user_id().unwrap();
        let minor = self.dice.between(0, 2) * 20_000;
        let limit = (minor > 0).then(|| Money::new(minor, Currency::Eur).unwrap());
        let (id, intent) = (self.cast.brands[brand], keyed(person.actor));
        spending::limit_set(self.app.env(), &intent, id, user_id, limit).await?;
        assert!(person.pays_for(brand));
        self.model.limits[brand] = minor;
        Ok(())
    }

    /// Whose money in which currency: often what a collaboration waits for.
    fn purse(&mut self) -> (usize, Currency) {
        let waits = |one: &&Agreement| one.state == collaboration::State::AwaitingFunding;
        let waiting = self.model.agreements.iter().filter(waits);
        let waiting: Vec<_> = waiting.map(|one| (one.offer, one.currency)).collect();
        match self.dice.one(&waiting) {
            Some((offer, currency)) if self.dice.chance(70) => {
                (self.model.offers[offer].brand, currency)
            }
            _ if self.dice.chance(15) => (self.dice.below(2), Currency::Jpy),
            _ => (self.dice.below(2), Currency::Eur),
        }
    }

    /// What the provider said about a funding.
    fn hears_of_funding(&mut self, at: usize, state: FundingState) {
        let funding = &mut self.model.fundings[at];
        if funding.state == state {
            return;
        }
        assert!(
            funding.state == FundingState::Requested,
            "a funding changed its mind"
        );
        assert_eq!(state == FundingState::Failed, funding.amount % 100 == 13);
        funding.state = state;
        if state == FundingState::Captured {
            let clearing = Account::of_marketplace(AccountKind::ProviderClearing, funding.currency);
            let wallet = Account::of(AccountKind::BrandWallet, funding.brand_id, funding.currency);
            self.model.books.moves(clearing, wallet, funding.amount);
        }
    }

    pub(super) async fn requests_payout(&mut self) -> Did {
        let has = |play: &Self, creator| {
            play.model
                .books
                .holds(play.available(creator, Currency::Eur))
        };
        let rich: Vec<usize> = (0..self.cast.creators.len())
            .filter(|one| has(self, *one) > 0)
            .collect();
        let creator = match self.dice.one(&rich) {
            Some(creator) if self.dice.chance(90) => creator,
            None if self.dice.chance(95) => {
                self.dice.misses += 1;
                return Err(domain::Error::NotFound);
            }
            _ => self.dice.below(self.cast.creators.len()),
        };
        let person = self.somebody(|person| person.is_creator(creator));
        let all = has(self, creator);
        let amount = match self.dice.below(10) {
            0 => all + 1,
            1 => 0,
            2 => all,
            _ => self.dice.between(1, all.max(2) / 2),
        };
        let iban = match self.dice.below(10) {
            0 => "DE00",
            1 | 2 => REFUSING_IBAN,
            _ => IBAN,
        };
        let draft = PayoutDraft {
            amount: Money::new(amount, Currency::Eur).unwrap(),
            iban: iban.into(),
        };
        let id = self.cast.creators[creator];
        let payout = commands::request(self.app.env(), &keyed(person.actor), id, draft).await?;
        assert!(person.part == Part::Creator(creator) && iban != "DE00" && amount > 0);
        self.model.payouts.push(Payout {
            id: payout.id,
            creator,
            state: State::Requested,
            amount,
            currency: Currency::Eur,
            is_refused: iban == REFUSING_IBAN,
        });
        let from = self.available(creator, Currency::Eur);
        let to = Account::of(AccountKind::PayoutInTransit, payout.id, Currency::Eur);
        self.model.books.moves(from, to, amount);
        Ok(())
    }

    pub(super) async fn cancels_payout(&mut self) -> Did {
        let at = self
            .dice
            .place(&self.model.payouts, |one| one.state == State::Requested);
        let at = at.ok_or(domain::Error::NotFound)?;
        let (id, creator) = (self.model.payouts[at].id, self.model.payouts[at].creator);
        let person = self.somebody(|person| person.is_creator(creator));
        commands::cancel(self.app.env(), &keyed(person.actor), id).await?;
        assert!(person.part == Part::Creator(creator));
        self.hears_of_payout(at, State::Cancelled);
        Ok(())
    }

    /// How far a payout came.
    fn hears_of_payout(&mut self, at: usize, state: State) {
        use State::*;
        let payout = &mut self.model.payouts[at];
        let before = std::mem::replace(&mut payout.state, state);
        if before == state {
            return;
        }
        let may = match (before, state) {
            (Requested, Cancelled | Sending | InTransit) | (Sending, InTransit) => true,
            (Requested | Sending | InTransit, Paid) => !payout.is_refused,
            (Requested | Sending, Failed) => payout.is_refused,
            _ => false,
        };
        assert!(may, "a payout went from {before:?} to {state:?}");
        let (creator, currency, amount) = (payout.creator, payout.currency, payout.amount);
        let transit = Account::of(AccountKind::PayoutInTransit, payout.id, currency);
        let clearing = Account::of_marketplace(AccountKind::ProviderClearing, currency);
        let available = self.available(creator, currency);
        match state {
            Paid => self.model.books.moves(transit, clearing, amount),
            Cancelled | Failed => self.model.books.moves(transit, available, amount),
            Requested | Sending | InTransit => {}
        }
    }

    /// The clock of money strikes: the provider is asked, and clearance ends.
    pub(super) async fn moves_money(&mut self) -> Did {
        if self.dice.chance(15) {
            let fault = if self.dice.chance(50) {
                Fault::LostBefore
            } else {
                Fault::LostAfter
            };
            self.app.payments.fails_next(&[fault]);
        }
        let now = self.app.env().clock.now();
        commands::run_due(self.app.env(), 1_000).await?;
        for at in 0..self.model.earnings.len() {
            let earning = &mut self.model.earnings[at];
            if earning.state == EarningState::PendingClearance && earning.clears_at <= now {
                earning.state = EarningState::Available;
                let (amount, agreement) = (
                    earning.amount,
                    self.model.deliverables[earning.deliverable].agreement,
                );
                let it = &self.model.agreements[agreement];
                let pending = Account::of(AccountKind::CreatorPending, it.creator_id, it.currency);
                let available = self.available(it.creator, it.currency);
                self.model.books.moves(pending, available, amount);
            }
        }
        // What the provider answers is not the marketplace's to decide; what follows from it is.
        let db = self.app.env().db.reader().clone();
        for at in 0..self.model.fundings.len() {
            let id = self.model.fundings[at].id;
            let row = entity::funding::Entity::find_by_id(id).one(&db).await?;
            self.hears_of_funding(at, row.unwrap().state);
        }
        for at in 0..self.model.payouts.len() {
            let id = self.model.payouts[at].id;
            let row = entity::payout::Entity::find_by_id(id).one(&db).await?;
            self.hears_of_payout(at, row.unwrap().state);
        }
        Ok(())
    }

    fn available(&self, creator: usize, currency: Currency) -> Account {
        Account::of(
            AccountKind::CreatorAvailable,
            self.cast.creators[creator],
            currency,
        )
    }
}
