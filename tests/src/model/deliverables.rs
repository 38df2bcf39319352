//! Work is handed in, answered, published and paid.

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::Intent;
use domain::clock::after_business_days;
use domain::collaboration::State as AgreementState;
use domain::deliverable::{Change, Post, Rejection, commands};
use domain::entity::deliverable::State;
use domain::ledger::{Account, AccountKind};
use domain::payments::EarningState;

use super::books::share;
use super::people::Person;
use super::state::{Deliverable, Earning};
use super::{Did, Play};
use crate::support::work::{hand_in, keyed};

impl Play {
    pub(super) async fn submits_concept(&mut self) -> Did {
        let at =
            self.deliverable(|one| one.state == State::Planned && one.spec.requires_concept)?;
        let (person, id) = (self.worker_on(at), self.model.deliverables[at].id);
        commands::submit_concept(self.app.env(), &Intent::of(person.actor), id, hand_in()).await?;
        assert!(self.works_on(person, at) && self.model.deliverables[at].spec.requires_concept);
        self.turns_deliverable(at, &[State::Planned], State::ConceptReview);
        Ok(())
    }

    pub(super) async fn approves_concept(&mut self) -> Did {
        let at = self.deliverable(|one| one.state == State::ConceptReview)?;
        let (person, id) = (self.client_of(at), self.model.deliverables[at].id);
        commands::approve_concept(self.app.env(), &Intent::of(person.actor), id).await?;
        assert!(self.answers_for(person, at));
        self.turns_deliverable(at, &[State::ConceptReview], State::ConceptApproved);
        Ok(())
    }

    pub(super) async fn submits(&mut self) -> Did {
        use State::*;
        let at = self
            .deliverable(|one| matches!(one.state, Planned | ConceptApproved | ChangesRequested))?;
        let (person, id) = (self.worker_on(at), self.model.deliverables[at].id);
        commands::submit(self.app.env(), &Intent::of(person.actor), id, hand_in()).await?;
        let deliverable = &self.model.deliverables[at];
        assert!(self.works_on(person, at));
        assert!(
            deliverable.state != Planned || !deliverable.spec.requires_concept,
            "content before its concept"
        );
        self.turns_deliverable(at, &[Planned, ConceptApproved, ChangesRequested], InReview);
        Ok(())
    }

    pub(super) async fn requests_changes(&mut self) -> Did {
        let at =
            self.deliverable(|one| matches!(one.state, State::InReview | State::ConceptReview))?;
        let (person, id) = (self.client_of(at), self.model.deliverables[at].id);
        let requirement = if self.dice.chance(90) { 1 } else { 2 };
        let comment = "Show it from the front.".into();
        let changes = vec![Change {
            requirement,
            comment,
        }];
        commands::request_changes(self.app.env(), &Intent::of(person.actor), id, changes).await?;
        assert!(
            self.answers_for(person, at) && requirement == 1,
            "cites what was never asked"
        );
        let deliverable = &mut self.model.deliverables[at];
        assert!(
            deliverable.rounds < deliverable.spec.rounds_included,
            "a round that was not included"
        );
        deliverable.rounds += 1;
        if deliverable.state == State::ConceptReview {
            self.turns_deliverable(at, &[State::ConceptReview], State::Planned);
        } else {
            self.turns_deliverable(at, &[State::InReview], State::ChangesRequested);
        }
        Ok(())
    }

    pub(super) async fn approves(&mut self) -> Did {
        let at = self.deliverable(|one| one.state == State::InReview)?;
        let (person, id) = (self.client_of(at), self.model.deliverables[at].id);
        commands::approve(self.app.env(), &keyed(person.actor), id).await?;
        assert!(self.answers_for(person, at));
        self.approved(at);
        Ok(())
    }

    /// Paid with the approval where no publication is owed.
    pub(super) fn approved(&mut self, at: usize) {
        self.turns_deliverable(at, &[State::InReview], State::Approved);
        if !self.model.deliverables[at].spec.requires_publication {
            self.pays(at);
        }
    }

    pub(super) async fn rejects(&mut self) -> Did {
        let at = self.deliverable(|one| {
            one.state == State::InReview && one.rounds == one.spec.rounds_included
        })?;
        let (person, id) = (self.client_of(at), self.model.deliverables[at].id);
        let unmet = match self.dice.below(10) {
            0 => vec![],
            1 => vec![2],
            _ => vec![1],
        };
        let rejection = Rejection {
            requirements: unmet.clone(),
            reason: "blurred".into(),
        };
        commands::reject(self.app.env(), &Intent::of(person.actor), id, rejection).await?;
        let deliverable = &self.model.deliverables[at];
        assert!(self.answers_for(person, at) && unmet == [1]);
        assert!(
            deliverable.rounds == deliverable.spec.rounds_included,
            "rejected with rounds left"
        );
        self.turns_deliverable(at, &[State::InReview], State::Rejected);
        Ok(())
    }

    pub(super) async fn publishes(&mut self) -> Did {
        let at = self.deliverable(|one| {
            matches!(one.state, State::Approved | State::Contested) && !one.is_paid
        })?;
        let (person, id) = (self.worker_on(at), self.model.deliverables[at].id);
        let post = Post {
            url: "https://example.com/post".into(),
            posted_at: self.app.env().clock.now()
                + TimeDelta::hours(i64::from(self.dice.chance(5))),
            proof: "mine".into(),
        };
        commands::publish(self.app.env(), &Intent::of(person.actor), id, post).await?;
        let deliverable = &self.model.deliverables[at];
        assert!(self.works_on(person, at) && deliverable.spec.requires_publication);
        self.turns_deliverable(at, &[State::Approved, State::Contested], State::Published);
        Ok(())
    }

    pub(super) async fn verifies(&mut self) -> Did {
        let at = self.deliverable(|one| one.state == State::Published)?;
        let (person, id) = (self.client_of(at), self.model.deliverables[at].id);
        commands::verify(self.app.env(), &keyed(person.actor), id).await?;
        assert!(self.answers_for(person, at));
        self.verified(at);
        Ok(())
    }

    pub(super) fn verified(&mut self, at: usize) {
        self.turns_deliverable(at, &[State::Published], State::Verified);
        self.pays(at);
    }

    pub(super) async fn contests(&mut self) -> Did {
        let at = self.deliverable(|one| one.state == State::Published)?;
        let (person, id) = (self.client_of(at), self.model.deliverables[at].id);
        commands::contest(self.app.env(), &Intent::of(person.actor), id, "no mark").await?;
        assert!(self.answers_for(person, at));
        self.model.deliverables[at].contests += 1;
        assert!(
            self.model.deliverables[at].contests <= 2,
            "contested without end"
        );
        self.turns_deliverable(at, &[State::Published], State::Contested);
        Ok(())
    }

    /// A clock that may strike too early.
    pub(super) async fn refunds(&mut self) -> Did {
        let now = self.app.env().clock.now();
        let early = self.dice.chance(20);
        let is_due = |one: &Deliverable| early || one.silence_at.is_some_and(|due| due <= now);
        let at = self.deliverable(|one| one.state == State::Rejected && is_due(one))?;
        domain::deliverable::clocks::refund(self.app.env(), self.model.deliverables[at].id).await?;
        assert!(
            self.model.deliverables[at]
                .silence_at
                .is_some_and(|due| due <= now),
            "refunded too early"
        );
        self.refunded(at);
        Ok(())
    }

    /// Pay and its part of the fee go back to the brand.
    pub(super) fn refunded(&mut self, at: usize) {
        self.turns_deliverable(at, &[State::Rejected], State::Refunded);
        let deliverable = &self.model.deliverables[at];
        let agreement = &self.model.agreements[deliverable.agreement];
        let wallet = self.model.offers[agreement.offer].wallet();
        let fee = share(
            agreement.brand_fee,
            agreement.pay,
            deliverable.before,
            deliverable.pay,
        );
        self.model
            .books
            .moves(agreement.escrow(), wallet, deliverable.pay);
        self.model.books.moves(agreement.deferred(), wallet, fee);
        self.completes_if_done(at);
    }

    /// The creator earns the pay less a fee; the marketplace earns its fees.
    fn pays(&mut self, at: usize) {
        let deliverable = &mut self.model.deliverables[at];
        assert!(!deliverable.is_paid, "paid twice");
        deliverable.is_paid = true;
        let it = &self.model.agreements[deliverable.agreement];
        let part = |fee| share(fee, it.pay, deliverable.before, deliverable.pay);
        let pending = Account::of(AccountKind::CreatorPending, it.creator_id, it.currency);
        let fees = Account::of_marketplace(AccountKind::PlatformFees, it.currency);
        let net = deliverable.pay - part(it.creator_fee);
        let books = &mut self.model.books;
        books.moves(it.escrow(), pending, net);
        books.moves(it.escrow(), fees, part(it.creator_fee));
        books.moves(it.deferred(), fees, part(it.brand_fee));
        if net > 0 {
            self.model.earnings.push(Earning {
                deliverable: at,
                amount: net,
                state: EarningState::PendingClearance,
                clears_at: self.app.env().clock.now() + TimeDelta::days(3),
            });
        }
        self.completes_if_done(at);
    }

    pub(super) fn completes_if_done(&mut self, at: usize) {
        let agreement = self.model.deliverables[at].agreement;
        let of_it = |one: &&Deliverable| one.agreement == agreement;
        if self
            .model
            .deliverables
            .iter()
            .filter(of_it)
            .all(Deliverable::is_settled)
        {
            self.model.agreements[agreement].state = AgreementState::Completed;
        }
    }

    /// Moves a deliverable on, with the clock of its new state.
    pub(super) fn turns_deliverable(&mut self, at: usize, from: &[State], to: State) {
        let now = self.app.env().clock.now();
        let deliverable = &mut self.model.deliverables[at];
        let agreement = &self.model.agreements[deliverable.agreement];
        assert!(
            agreement.state == AgreementState::Active,
            "{to:?} while {:?}",
            agreement.state
        );
        assert!(
            from.contains(&deliverable.state),
            "{:?} -> {to:?}",
            deliverable.state
        );
        deliverable.state = to;
        if let Some(since) = deliverable.handed_in_at.take() {
            let until = deliverable.silence_at.map_or(now, |at| at.min(now));
            deliverable.due_at = deliverable.due_at.map(|due| due + (until - since));
        }
        deliverable.silence_at = silence_at(to, now);
        let is_handed_in = matches!(to, State::ConceptReview | State::InReview);
        deliverable.handed_in_at = is_handed_in.then_some(now);
        let may_escalate =
            to == State::Rejected || (to == State::Contested && deliverable.contests == 2);
        deliverable.escalatable_until = may_escalate.then(|| after_business_days(now, 5, &[]));
    }

    /// The place of a deliverable, mostly of work that runs.
    pub(super) fn deliverable(
        &mut self,
        fits: impl Fn(&Deliverable) -> bool,
    ) -> Result<usize, domain::Error> {
        let (dice, model) = (&mut self.dice, &self.model);
        let runs =
            |one: &Deliverable| model.agreements[one.agreement].state == AgreementState::Active;
        let place = dice.place(&model.deliverables, |one| fits(one) && runs(one));
        place.ok_or(domain::Error::NotFound)
    }

    pub(super) fn worker_on(&mut self, deliverable: usize) -> Person {
        let creator = self.model.agreements[self.model.deliverables[deliverable].agreement].creator;
        self.somebody(|person| person.is_creator(creator))
    }

    pub(super) fn works_on(&self, person: Person, deliverable: usize) -> bool {
        assert!(self.is_on_time(deliverable), "after silence had decided");
        person.is_creator(
            self.model.agreements[self.model.deliverables[deliverable].agreement].creator,
        )
    }

    fn is_on_time(&self, deliverable: usize) -> bool {
        let now = self.app.env().clock.now();
        let silence_at = self.model.deliverables[deliverable].silence_at;
        silence_at.is_none_or(|at| at > now)
    }

    fn brand_of(&self, deliverable: usize) -> usize {
        let agreement = &self.model.agreements[self.model.deliverables[deliverable].agreement];
        self.model.offers[agreement.offer].brand
    }

    fn client_of(&mut self, deliverable: usize) -> Person {
        let brand = self.brand_of(deliverable);
        self.somebody(|person| person.manages(brand))
    }

    fn answers_for(&self, person: Person, deliverable: usize) -> bool {
        assert!(self.is_on_time(deliverable), "after silence had decided");
        person.manages(self.brand_of(deliverable))
    }
}

/// When silence decides.
fn silence_at(state: State, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match state {
        State::ConceptReview | State::InReview => Some(after_business_days(now, 3, &[])),
        State::Published => Some(now + TimeDelta::days(3)),
        State::Rejected => Some(after_business_days(now, 5, &[])),
        _ => None,
    }
}
