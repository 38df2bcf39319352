//! Collaborations are opened, funded and ended.

use chrono::TimeDelta;
use domain::collaboration::{Ruling, State, commands, queries};
use domain::entity;
use domain::entity::deliverable::State as DeliverableState;
use domain::offer::State as OfferState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::books::{bps, split};
use super::people::Part;
use super::state::{Agreement, BRAND_BPS, CREATOR_BPS, Deliverable, charge};
use super::{Did, Play};
use crate::support::work::keyed;

impl Play {
    /// Both sides have agreed on the pay: a slot is taken and a collaboration opened, funded at once where money is there.
    pub(super) async fn concludes(&mut self, at: usize, spender: Part) {
        self.turns_application(at, domain::application::State::Accepted);
        let application = &self.model.applications[at];
        let application_offer = application.offer;
        let offer = &mut self.model.offers[application.offer];
        assert!(
            offer.is_open(),
            "accepted for an offer that is {:?}",
            offer.state
        );
        assert!(
            !offer.differs(application.version, offer.briefs.len()),
            "agreed to what was never offered"
        );
        offer.taken += 1;
        offer.committed += charge(application.pay);
        assert!(offer.taken <= offer.slots && offer.committed <= offer.budget);
        if offer.taken == offer.slots && offer.state == OfferState::Published {
            offer.state = OfferState::Filled;
        }

        let found = entity::collaboration::Entity::find()
            .filter(entity::collaboration::Column::ApplicationId.eq(application.id));
        let db = self.app.env().db.reader();
        let opened = found.one(db).await.unwrap().expect("a collaboration");
        let rows = queries::deliverables_of(db, &[opened.id]).await.unwrap();
        let specs = &offer.briefs[application.version - 1].deliverables;
        assert_eq!(rows.len(), specs.len());
        let weights: Vec<i64> = specs.iter().map(|spec| spec.weight).collect();
        let mut before = 0;
        for ((row, spec), pay) in rows.iter().zip(specs).zip(split(application.pay, &weights)) {
            self.model.deliverables.push(Deliverable {
                id: row.id,
                agreement: self.model.agreements.len(),
                state: DeliverableState::Planned,
                spec: spec.clone(),
                pay,
                before,
                rounds: 0,
                due_at: None,
                handed_in_at: None,
                silence_at: None,
                is_paid: false,
                contests: 0,
                escalatable_until: None,
                share: None,
            });
            before += pay;
        }
        self.model.agreements.push(Agreement {
            id: opened.id,
            offer: application.offer,
            creator: application.creator,
            creator_id: self.cast.creators[application.creator],
            state: State::AwaitingFunding,
            currency: offer.currency,
            pay: application.pay,
            brand_fee: bps(application.pay, BRAND_BPS),
            creator_fee: bps(application.pay, CREATOR_BPS),
            funding_due_at: self.app.env().clock.now() + TimeDelta::days(3),
        });
        self.starts_if_covered(self.model.agreements.len() - 1, spender);
        self.model.reviews_reserve(application_offer);
    }

    /// Holds pay and fee, from the reserve and then the wallet, when they cover it and somebody may spend it.
    fn starts_if_covered(&mut self, at: usize, spender: Part) -> bool {
        let agreement = &self.model.agreements[at];
        let offer = &self.model.offers[agreement.offer];
        let (reserve, wallet, brand) = (offer.reserve(), offer.wallet(), offer.brand);
        let (total, currency) = (agreement.pay + agreement.brand_fee, agreement.currency);
        let reserved = self.model.books.holds(reserve).min(total);
        let drawn = total - reserved;
        if self.model.books.holds(wallet) < drawn
            || !self.model.spends(spender, brand, currency, drawn)
        {
            return false;
        }
        let agreement = &mut self.model.agreements[at];
        let books = &mut self.model.books;
        let pay = agreement.pay.min(reserved);
        books.moves(reserve, agreement.escrow(), pay);
        books.moves(reserve, agreement.deferred(), reserved - pay);
        books.moves(wallet, agreement.escrow(), agreement.pay - pay);
        books.moves(
            wallet,
            agreement.deferred(),
            agreement.brand_fee - (reserved - pay),
        );
        agreement.state = State::Active;
        let now = self.app.env().clock.now();
        for deliverable in self
            .model
            .deliverables
            .iter_mut()
            .filter(|one| one.agreement == at)
        {
            deliverable.due_at = Some(now + TimeDelta::days(deliverable.spec.due_days));
        }
        true
    }

    pub(super) async fn funds_agreement(&mut self) -> Did {
        let ready: Vec<usize> = (0..self.model.agreements.len())
            .filter(|at| self.is_covered(*at))
            .collect();
        let at = match self.dice.one(&ready) {
            Some(at) if self.dice.chance(90) => at,
            _ => self.agreement(|one| one.state == State::AwaitingFunding)?,
        };
        let brand = self.model.offers[self.model.agreements[at].offer].brand;
        let person = self.somebody(|person| person.spends_for(brand));
        let id = self.model.agreements[at].id;
        commands::fund(self.app.env(), &keyed(person.actor), id).await?;
        assert!(person.spends_for(brand));
        assert!(self.model.agreements[at].state == State::AwaitingFunding);
        let is_funded = self.starts_if_covered(at, person.part);
        assert!(is_funded, "funded without the money");
        let offer = self.model.agreements[at].offer;
        self.model.reviews_reserve(offer);
        Ok(())
    }

    /// It waits for money that is there by now.
    fn is_covered(&self, at: usize) -> bool {
        let it = &self.model.agreements[at];
        let (offer, books) = (&self.model.offers[it.offer], &self.model.books);
        let there = books.holds(offer.wallet()) + books.holds(offer.reserve());
        it.state == State::AwaitingFunding && there >= it.pay + it.brand_fee
    }

    pub(super) async fn cancels_agreement(&mut self) -> Did {
        let at = self.agreement(Agreement::is_running)?;
        let (brand, creator) = {
            let it = &self.model.agreements[at];
            (self.model.offers[it.offer].brand, it.creator)
        };
        let person = self.somebody(|person| person.manages(brand) || person.is_creator(creator));
        let id = self.model.agreements[at].id;
        commands::cancel(self.app.env(), &keyed(person.actor), id).await?;
        assert!(person.manages(brand) || person.is_creator(creator));
        assert!(self.model.agreements[at].is_running());
        assert!(
            self.may_cancel(at, person.manages(brand)),
            "called off too late"
        );
        self.ends_agreement(at, State::Cancelled);
        Ok(())
    }

    /// Either side before anything is handed in; then only the brand, when content is a week late and it owes no answer.
    fn may_cancel(&self, at: usize, is_brand: bool) -> bool {
        use DeliverableState::*;
        let late = self.app.env().clock.now() - TimeDelta::days(7);
        let deliverables = || {
            self.model
                .deliverables
                .iter()
                .filter(move |one| one.agreement == at)
        };
        let is_late = |one: &Deliverable| {
            matches!(one.state, Planned | ConceptApproved)
                && one.due_at.is_some_and(|due| due < late)
        };
        let binds = |one: &Deliverable| {
            !one.is_paid
                && matches!(
                    one.state,
                    ConceptReview | InReview | Approved | Published | Contested | Escalated
                )
        };
        deliverables().all(|one| one.state == Planned && one.rounds == 0)
            || (is_brand && deliverables().any(is_late) && !deliverables().any(binds))
    }

    pub(super) async fn terminates(&mut self) -> Did {
        let at = self.agreement(Agreement::is_running)?;
        let person = self.somebody(|person| person.part == Part::Operator);
        let id = self.model.agreements[at].id;
        let share = match self.dice.below(3) {
            0 => 0,
            1 => 10_001,
            _ => self.dice.between(1, 10_000),
        };
        let ruling = Ruling {
            creator_share_bps: share,
            reason: "fraud".into(),
        };
        commands::terminate(self.app.env(), &keyed(person.actor), id, ruling).await?;
        let it = &self.model.agreements[at];
        assert!(person.part == Part::Operator && it.is_running() && share <= 10_000);
        assert!(share == 0 || it.state == State::Active, "divided nothing");
        for deliverable in 0..self.model.deliverables.len() {
            let one = &self.model.deliverables[deliverable];
            if share > 0 && one.agreement == at && !one.is_settled() {
                self.divides(deliverable, share);
            }
        }
        self.ends_agreement(at, State::Terminated);
        Ok(())
    }

    /// A clock that strikes at the wrong collaboration, or too early.
    pub(super) async fn expires_agreement(&mut self) -> Did {
        let now = self.app.env().clock.now();
        let early = self.dice.chance(20);
        let is_due = |one: &Agreement| early || one.funding_due_at <= now;
        let at = self.agreement(|one| one.state == State::AwaitingFunding && is_due(one))?;
        commands::expire(self.app.env(), self.model.agreements[at].id).await?;
        let it = &self.model.agreements[at];
        assert!(
            it.state == State::AwaitingFunding && it.funding_due_at <= self.app.env().clock.now()
        );
        self.ends_agreement(at, State::Expired);
        Ok(())
    }

    /// Calls off what is not settled; what is held goes back, and the slot is free.
    pub(super) fn ends_agreement(&mut self, at: usize, state: State) {
        let agreement = &mut self.model.agreements[at];
        let (offer, books) = (
            &mut self.model.offers[agreement.offer],
            &mut self.model.books,
        );
        let back = if agreement.state == State::Active {
            let to = if offer.is_reserved {
                offer.reserve()
            } else {
                offer.wallet()
            };
            books.empties(agreement.escrow(), to) + books.empties(agreement.deferred(), to)
        } else {
            agreement.pay + agreement.brand_fee
        };
        offer.taken -= 1;
        offer.committed -= back;
        if offer.state == OfferState::Filled {
            offer.state = OfferState::Published;
        }
        agreement.state = state;
        let offer = agreement.offer;
        self.model.reviews_reserve(offer);
        for deliverable in self
            .model
            .deliverables
            .iter_mut()
            .filter(|one| one.agreement == at)
        {
            if !deliverable.is_settled() {
                deliverable.state = DeliverableState::Cancelled;
                deliverable.silence_at = None;
                deliverable.handed_in_at = None;
                deliverable.escalatable_until = None;
            }
        }
    }

    fn agreement(&mut self, fits: impl Fn(&Agreement) -> bool) -> Result<usize, domain::Error> {
        let place = self.dice.place(&self.model.agreements, fits);
        place.ok_or(domain::Error::NotFound)
    }
}
