//! Time passes, and the clocks strike: each by itself, in any order, early or late.

use chrono::TimeDelta;
use domain::application::{ProposalState, State as ApplicationState, clocks};
use domain::entity::deliverable::State as DeliverableState;
use domain::error::Overdue;
use domain::offer::State as OfferState;
use domain::{application, collaboration, deliverable, offer};

use super::state::{is_answerable, is_open};
use super::{Did, Play};

const ALL: u64 = 1_000;

impl Play {
    pub(super) async fn waits(&mut self) -> Did {
        let hours = self.dice.one(&[1, 6, 20, 24, 50, 75, 100, 200]).unwrap();
        self.app.clock.advance(TimeDelta::hours(hours));
        Ok(())
    }

    /// The clock strikes for which a command had to wait.
    pub(super) async fn strikes(&mut self, overdue: Overdue) -> Did {
        match overdue {
            Overdue::Offer(_) => self.strikes_offers().await,
            Overdue::Application(_) | Overdue::Proposal(_) => self.strikes_applications().await,
            Overdue::Collaboration(_) => self.strikes_agreements().await,
            Overdue::Deliverable(_) => self.strikes_deliverables().await,
            Overdue::Earnings(_) => self.moves_money().await,
        }
    }

    pub(super) async fn strikes_offers(&mut self) -> Did {
        offer::commands::run_due(self.app.env(), ALL).await?;
        let now = self.app.env().clock.now();
        for at in 0..self.model.offers.len() {
            let offer = &self.model.offers[at];
            if offer.is_open() && offer.closes_at <= now {
                self.ends_offer(at, OfferState::Closed);
            }
        }
        Ok(())
    }

    pub(super) async fn strikes_applications(&mut self) -> Did {
        application::clocks::run_due(self.app.env(), ALL).await?;
        let now = self.app.env().clock.now();
        for proposal in &mut self.model.proposals {
            if proposal.state == ProposalState::Open && proposal.expires_at <= now {
                proposal.state = ProposalState::Expired;
            }
        }
        for at in 0..self.model.applications.len() {
            let application = &self.model.applications[at];
            if application.due_at.is_some_and(|due| due <= now) {
                let lapses = application.state == ApplicationState::NeedsReconfirmation;
                self.turns_application(
                    at,
                    if lapses {
                        ApplicationState::Lapsed
                    } else {
                        ApplicationState::Expired
                    },
                );
            }
        }
        Ok(())
    }

    pub(super) async fn strikes_agreements(&mut self) -> Did {
        collaboration::commands::run_due(self.app.env(), ALL).await?;
        let now = self.app.env().clock.now();
        for at in 0..self.model.agreements.len() {
            let agreement = &self.model.agreements[at];
            let waits = agreement.state == collaboration::State::AwaitingFunding;
            if waits && agreement.funding_due_at <= now {
                self.ends_agreement(at, collaboration::State::Expired);
            }
        }
        Ok(())
    }

    pub(super) async fn strikes_deliverables(&mut self) -> Did {
        deliverable::clocks::run_due(self.app.env(), ALL).await?;
        let now = self.app.env().clock.now();
        for at in 0..self.model.deliverables.len() {
            let deliverable = &self.model.deliverables[at];
            if deliverable.silence_at.is_none_or(|due| due > now) {
                continue;
            }
            match deliverable.state {
                DeliverableState::ConceptReview => {
                    self.turns_deliverable(
                        at,
                        &[DeliverableState::ConceptReview],
                        DeliverableState::ConceptApproved,
                    );
                }
                DeliverableState::InReview => self.approved(at),
                DeliverableState::Published => self.verified(at),
                DeliverableState::Rejected => self.refunded(at),
                other => panic!("silence about what is {other:?}"),
            }
        }
        Ok(())
    }

    /// Applicants of the offer do not know yet that it has ended, or is another one.
    fn has_not_heard(&self, at: usize) -> bool {
        let offer = &self.model.offers[at];
        let mut applications = self
            .model
            .applications
            .iter()
            .filter(|application| application.offer == at);
        applications.any(|application| {
            let differs = offer.differs(application.version, offer.briefs.len());
            is_open(application.state) && !offer.is_open()
                || is_answerable(application.state) && differs
        })
    }

    /// Applicants hear that an offer has ended, or that it is another one now; perhaps for the second time.
    pub(super) async fn hears(&mut self) -> Did {
        let waiting: Vec<usize> = (0..self.model.offers.len())
            .filter(|at| self.has_not_heard(*at))
            .collect();
        let at = match self.dice.one(&waiting) {
            Some(at) => at,
            None => self.offer(|offer| !offer.is_open() || offer.briefs.len() > 1)?,
        };
        let offer = &self.model.offers[at];
        let of_it = |play: &Self| -> Vec<usize> {
            let applications = &play.model.applications;
            (0..applications.len())
                .filter(|application| applications[*application].offer == at)
                .collect()
        };
        if matches!(offer.state, OfferState::Closed | OfferState::Cancelled) {
            clocks::on_offer_ended(self.app.env(), offer.id).await?;
            for application in of_it(self) {
                if is_open(self.model.applications[application].state) {
                    self.turns_application(application, ApplicationState::Closed);
                }
            }
            return Ok(());
        }
        let last = (2..=offer.briefs.len())
            .rev()
            .find(|one| offer.differs(one - 1, *one));
        let version = last.ok_or(domain::Error::NotFound)?;
        clocks::on_offer_amended(self.app.env(), offer.id, i64::try_from(version).unwrap()).await?;
        for at in of_it(self) {
            let application = &self.model.applications[at];
            if is_answerable(application.state) && application.version < version {
                self.turns_application(at, ApplicationState::NeedsReconfirmation);
            }
        }
        Ok(())
    }
}
