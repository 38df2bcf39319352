//! Creators apply; both sides negotiate, answer and agree.

use chrono::TimeDelta;
use domain::actor::Intent;
use domain::application::commands::{self, ApplicationInput as Wish};
use domain::application::{ProposalState, RejectionReason, State, negotiation};
use domain::id::ApplicationId;
use domain::money::Money;
use domain::offer::State as OfferState;
use domain::vocabulary::Side;

use super::people::{Part, Person};
use super::state::{ApplicationInput, Proposal, is_answerable, is_open};
use super::{Did, Play};
use crate::support::work::keyed;

impl Play {
    /// What somebody asks for instead of the offer's pay.
    fn asked(&mut self, offer: usize) -> Money {
        let offer = &self.model.offers[offer];
        let (pay, currency) = (offer.pay().max(1), offer.currency);
        let currency = if self.dice.chance(5) {
            domain::money::Currency::Usd
        } else {
            currency
        };
        let minor = match self.dice.below(20) {
            0 => 0,
            1 => pay * 50,
            _ => self.dice.between(pay / 2, pay * 3 / 2),
        };
        Money::new(minor, currency).unwrap()
    }

    pub(super) async fn applies(&mut self) -> Did {
        let offer = self.offer(|offer| offer.state == OfferState::Published)?;
        let person = self.somebody(|person| matches!(person.part, Part::Creator(_)));
        let pay = self.dice.chance(40).then(|| self.asked(offer));
        let wish = Wish {
            message: "I love tea.".into(),
            pay,
        };
        let id = self.model.offers[offer].id;
        let application =
            commands::submit(self.app.env(), &Intent::of(person.actor), id, wish).await?;
        let Part::Creator(creator) = person.part else {
            panic!("{person:?} is no creator and applied");
        };
        let now = self.app.env().clock.now();
        let it = &self.model.offers[offer];
        assert!(it.state == OfferState::Published && it.closes_at > now);
        let lives = |application: &ApplicationInput| {
            is_open(application.state) || application.state == State::Accepted
        };
        let again = |application: &ApplicationInput| {
            application.offer == offer && application.creator == creator && lives(application)
        };
        assert!(
            !self.model.applications.iter().any(again),
            "two live applications"
        );
        let minor = pay.map_or(it.pay(), Money::minor);
        assert!(minor == it.pay() || it.brief().compensation.is_negotiable);
        assert!(pay.is_none_or(|pay| pay.currency() == it.currency));
        self.model.applications.push(ApplicationInput {
            id: application.id,
            offer,
            creator,
            state: State::Submitted,
            pay: minor,
            version: it.briefs.len(),
            due_at: Some(now + TimeDelta::days(14)),
        });
        Ok(())
    }

    pub(super) async fn withdraws_application(&mut self) -> Did {
        let at = self.application(|application| is_open(application.state))?;
        let (person, id) = (self.creator_of(at), self.model.applications[at].id);
        commands::withdraw(self.app.env(), &Intent::of(person.actor), id).await?;
        let application = &self.model.applications[at];
        assert!(person.is_creator(application.creator) && is_open(application.state));
        self.turns_application(at, State::Withdrawn);
        Ok(())
    }

    pub(super) async fn shortlists(&mut self) -> Did {
        let at = self.application(|application| application.state == State::Submitted)?;
        let (person, id) = (self.answerer_of(at), self.model.applications[at].id);
        commands::shortlist(self.app.env(), &Intent::of(person.actor), id).await?;
        assert!(self.answers(person, at) && self.model.applications[at].state == State::Submitted);
        self.turns_application(at, State::Shortlisted);
        Ok(())
    }

    pub(super) async fn rejects_application(&mut self) -> Did {
        let at = self.application(|application| is_open(application.state))?;
        let (person, id) = (self.answerer_of(at), self.model.applications[at].id);
        let why = if self.dice.chance(80) {
            RejectionReason::Budget
        } else {
            RejectionReason::Other
        };
        commands::reject(self.app.env(), &Intent::of(person.actor), id, why, "").await?;
        assert!(
            why == RejectionReason::Budget,
            "rejected for another reason without words"
        );
        assert!(self.answers(person, at) && is_open(self.model.applications[at].state));
        self.turns_application(at, State::Rejected);
        Ok(())
    }

    pub(super) async fn reconfirms(&mut self) -> Did {
        let at = self.application(|application| application.state == State::NeedsReconfirmation)?;
        let (person, id) = (self.creator_of(at), self.model.applications[at].id);
        commands::reconfirm(self.app.env(), &Intent::of(person.actor), id).await?;
        let application = &self.model.applications[at];
        assert!(
            person.is_creator(application.creator)
                && application.state == State::NeedsReconfirmation
        );
        self.turns_application(at, State::Submitted);
        let application = &mut self.model.applications[at];
        let offer = &self.model.offers[application.offer];
        let before = &offer.briefs[application.version - 1];
        // Who took the offer's pay takes the new one; pay that was asked for stands where it is negotiable.
        if before.compensation.pay_minor == application.pay
            || !offer.brief().compensation.is_negotiable
        {
            application.pay = offer.pay();
        }
        application.version = offer.briefs.len();
        Ok(())
    }

    pub(super) async fn accepts_application(&mut self) -> Did {
        let ready: Vec<usize> = (0..self.model.applications.len())
            .filter(|at| self.is_ready(*at) && self.open_proposal(*at).is_none())
            .collect();
        let at = match self.dice.one(&ready) {
            Some(at) if self.dice.chance(70) => at,
            _ => self.application(|application| is_answerable(application.state))?,
        };
        let (person, id) = (self.answerer_of(at), self.model.applications[at].id);
        commands::accept(self.app.env(), &keyed(person.actor), id).await?;
        assert!(self.answers(person, at));
        assert!(
            self.open_proposal(at).is_none(),
            "accepted past an open proposal"
        );
        self.concludes(at, person.part).await;
        Ok(())
    }

    pub(super) async fn proposes(&mut self) -> Did {
        let at = self.application(|application| is_answerable(application.state))?;
        let offer = self.model.applications[at].offer;
        let (person, pay) = (self.party_of(at), self.asked(offer));
        let id = self.model.applications[at].id;
        let made =
            negotiation::propose(self.app.env(), &Intent::of(person.actor), id, pay, "").await?;
        let side = self.side(person, at);
        let it = &self.model.offers[offer];
        assert!(is_answerable(self.model.applications[at].state));
        assert!(it.brief().compensation.is_negotiable && it.currency == pay.currency());
        let rounds: Vec<usize> = (0..self.model.proposals.len())
            .filter(|round| self.model.proposals[*round].application == at)
            .collect();
        assert!(rounds.len() < 6, "a seventh round");
        let last = rounds.last().map(|last| &mut self.model.proposals[*last]);
        assert!(
            last.as_ref().is_none_or(|last| last.side != side),
            "twice in a row"
        );
        if let Some(last) = last.filter(|last| last.state == ProposalState::Open) {
            last.state = ProposalState::Countered;
        }
        self.turns_application(at, State::Negotiating);
        self.model.proposals.push(Proposal {
            id: made.id,
            application: at,
            side,
            state: ProposalState::Open,
            pay: pay.minor(),
            expires_at: self.app.env().clock.now() + TimeDelta::hours(72),
            by: person.part,
        });
        Ok(())
    }

    pub(super) async fn accepts_proposal(&mut self) -> Did {
        let (at, person) = self.proposal_and_party()?;
        let id = self.model.proposals[at].id;
        negotiation::accept(self.app.env(), &keyed(person.actor), id).await?;
        let application = self.answered(at, person, ProposalState::Accepted);
        self.model.applications[application].pay = self.model.proposals[at].pay;
        let proposal = &self.model.proposals[at];
        let spender = match proposal.side {
            Side::Brand => proposal.by,
            Side::Creator => person.part,
        };
        self.concludes(application, spender).await;
        Ok(())
    }

    pub(super) async fn declines_proposal(&mut self) -> Did {
        let (at, person) = self.proposal_and_party()?;
        let id = self.model.proposals[at].id;
        negotiation::decline(self.app.env(), &Intent::of(person.actor), id).await?;
        self.answered(at, person, ProposalState::Declined);
        Ok(())
    }

    pub(super) async fn withdraws_proposal(&mut self) -> Did {
        let at = self.open_place()?;
        let (application, side) = (
            self.model.proposals[at].application,
            self.model.proposals[at].side,
        );
        let person = match side {
            Side::Creator => self.creator_of(application),
            Side::Brand => self.answerer_of(application),
        };
        let id = self.model.proposals[at].id;
        negotiation::withdraw(self.app.env(), &Intent::of(person.actor), id).await?;
        let side = self.side(person, self.model.proposals[at].application);
        let proposal = &mut self.model.proposals[at];
        assert!(proposal.state == ProposalState::Open && proposal.side == side);
        proposal.state = ProposalState::Withdrawn;
        Ok(())
    }

    /// The other side has answered an open proposal.
    fn answered(&mut self, at: usize, person: Person, state: ProposalState) -> usize {
        let application = self.model.proposals[at].application;
        let side = self.side(person, application);
        let proposal = &mut self.model.proposals[at];
        assert!(
            proposal.state == ProposalState::Open,
            "{:?}",
            proposal.state
        );
        assert!(proposal.side != side, "one's own proposal was answered");
        proposal.state = state;
        application
    }

    /// Moves an application on; its open proposal ends with the negotiation.
    pub(super) fn turns_application(&mut self, at: usize, state: State) {
        if state != State::Negotiating
            && let Some(open) = self.open_proposal(at)
        {
            self.model.proposals[open].state = ProposalState::Expired;
        }
        let now = self.app.env().clock.now();
        let application = &mut self.model.applications[at];
        application.state = state;
        application.due_at = match state {
            State::NeedsReconfirmation => Some(now + TimeDelta::days(5)),
            other if is_open(other) => Some(now + TimeDelta::days(14)),
            _ => None,
        };
    }

    fn open_proposal(&self, application: usize) -> Option<usize> {
        let is_open =
            |one: &Proposal| one.application == application && one.state == ProposalState::Open;
        self.model.proposals.iter().position(is_open)
    }

    /// Nothing but the money, or a word of the other side, could be in the way of agreeing.
    fn is_ready(&self, at: usize) -> bool {
        let application = &self.model.applications[at];
        let offer = &self.model.offers[application.offer];
        is_answerable(application.state)
            && offer.is_open()
            && offer.taken < offer.slots
            && !offer.differs(application.version, offer.briefs.len())
    }

    fn application(
        &mut self,
        fits: impl Fn(&ApplicationInput) -> bool,
    ) -> Result<usize, domain::Error> {
        let place = self.dice.place(&self.model.applications, fits);
        place.ok_or(domain::Error::NotFound)
    }

    /// The place of an open proposal.
    fn open_place(&mut self) -> Result<usize, domain::Error> {
        let is_open = |one: &Proposal| one.state == ProposalState::Open;
        let place = self.dice.place(&self.model.proposals, is_open);
        place.ok_or(domain::Error::NotFound)
    }

    /// A proposal, and mostly somebody who may answer it.
    fn proposal_and_party(&mut self) -> Result<(usize, Person), domain::Error> {
        let at = self.open_place()?;
        let (application, side) = (
            self.model.proposals[at].application,
            self.model.proposals[at].side,
        );
        let person = match side {
            _ if self.dice.chance(20) => self.party_of(application),
            Side::Creator => self.answerer_of(application),
            Side::Brand => self.creator_of(application),
        };
        Ok((at, person))
    }

    fn creator_of(&mut self, application: usize) -> Person {
        let creator = self.model.applications[application].creator;
        self.somebody(|person| person.is_creator(creator))
    }

    fn answerer_of(&mut self, application: usize) -> Person {
        let brand = self.model.offers[self.model.applications[application].offer].brand;
        self.somebody(|person| person.manages(brand))
    }

    fn party_of(&mut self, application: usize) -> Person {
        if self.dice.chance(50) {
            self.creator_of(application)
        } else {
            self.answerer_of(application)
        }
    }

    fn answers(&self, person: Person, application: usize) -> bool {
        person.manages(self.model.offers[self.model.applications[application].offer].brand)
    }

    /// The side a person was let in on.
    fn side(&self, person: Person, application: usize) -> Side {
        if person.is_creator(self.model.applications[application].creator) {
            return Side::Creator;
        }
        assert!(
            self.answers(person, application),
            "{person:?} is on no side"
        );
        Side::Brand
    }

    /// Acts on applications that are not there.
    pub(super) async fn accepts_nothing(&mut self) -> Did {
        let person = self.somebody(|_| true);
        let intent = Intent::of(person.actor);
        commands::accept(self.app.env(), &intent, ApplicationId::new()).await?;
        panic!("an application that is not there was accepted");
    }
}
