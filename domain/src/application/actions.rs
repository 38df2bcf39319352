//! What somebody may do with an application, or a proposal in it, now, and why not: by the rules their commands ask.

use chrono::{DateTime, Utc};

use super::eligibility::{Applicant, require_eligible};
use super::rules::{self, Agreeing, Applying, Round};
use super::{Error, Event, ProposalEvent, ProposalState, State};
use crate::brand::Permission;
use crate::collaboration::{Party, Standing};
use crate::error::Result;
use crate::money::Money;
use crate::offer::rules::Capacity;
use crate::offer::{self, Criteria};
use crate::policy::Policy;

/// The creator's acts.
pub(super) const CREATOR: Party = Party::Creator;
/// The brand's.
pub(super) const BRAND: Party = Party::Brand(Permission::ManageWork);

/// What people do with an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The brand marks it as interesting.
    Shortlist,
    /// The brand says no.
    Reject,
    /// The brand agrees.
    Accept,
    /// The creator takes it back.
    Withdraw,
    /// The creator agrees to the changed offer.
    Reconfirm,
    /// Either side proposes other pay.
    Propose,
}

/// What people do with a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalAction {
    /// The other side agrees.
    Accept,
    /// The other side says no.
    Decline,
    /// Its own side takes it back.
    Withdraw,
}

/// What decides about an application.
pub struct Facts {
    /// Who asks.
    pub standing: Standing,
    /// Where it stands.
    pub state: State,
    /// When the present state ends by itself.
    pub due_at: Option<DateTime<Utc>>,
    /// The pay asked for.
    pub pay: Money,
    /// Where its offer stands.
    pub offer: offer::State,
    /// Until when the offer takes applications.
    pub closes_at: Option<DateTime<Utc>>,
    /// What of the offer is taken.
    pub capacity: Capacity,
    /// The brand negotiates.
    pub is_negotiable: bool,
    /// The offer changed materially since the creator agreed to it.
    pub is_outdated: bool,
    /// The last proposal.
    pub last: Option<Round>,
}

/// A proposal, as far as it decides what may be done with it.
pub struct Proposed {
    /// The round it is.
    pub round: Round,
    /// The pay proposed.
    pub pay: Money,
}

impl Facts {
    /// Whether the command would be carried out now; if not, its refusal.
    pub fn may(&self, action: Action, policy: &Policy, now: DateTime<Utc>) -> Result<()> {
        let state = self.state_by(now);
        match action {
            Action::Shortlist => self.may_turn(BRAND, state, Event::Shortlist),
            Action::Reject => self.may_turn(BRAND, state, Event::Reject),
            Action::Withdraw => self.may_turn(CREATOR, state, Event::Withdraw),
            Action::Reconfirm => self.may_turn(CREATOR, state, Event::Reconfirm),
            Action::Propose => {
                let side = self.standing.side()?;
                rules::may_negotiate(self.is_negotiable)?;
                rules::next_round(self.last_by(now).as_ref(), side, policy)?;
                Ok(state.transition(Event::Propose).map(|_| ())?)
            }
            Action::Accept => {
                self.standing.require(BRAND)?;
                rules::may_accept(self.last_by(now).as_ref())?;
                self.may_conclude(self.pay, policy, now)
            }
        }
    }

    /// The same of a proposal in it.
    pub fn may_answer(
        &self,
        proposed: &Proposed,
        action: ProposalAction,
        policy: &Policy,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let side = self.standing.side()?;
        let round = self.round_by(proposed.round, now);
        let event = match action {
            ProposalAction::Accept => ProposalEvent::Accept,
            ProposalAction::Decline => ProposalEvent::Decline,
            ProposalAction::Withdraw => ProposalEvent::Withdraw,
        };
        if action == ProposalAction::Withdraw {
            rules::may_take_back(round.side, side)?;
        } else {
            rules::may_answer(round.side, side)?;
        }
        round.state.transition(event)?;
        if action == ProposalAction::Accept {
            self.may_conclude(proposed.pay, policy, now)?;
        }
        Ok(())
    }

    fn may_turn(&self, party: Party, state: State, event: Event) -> Result<()> {
        self.standing.require(party)?;
        Ok(state.transition(event).map(|_| ())?)
    }

    fn may_conclude(&self, pay: Money, policy: &Policy, now: DateTime<Utc>) -> Result<()> {
        let agreeing = Agreeing {
            state: self.state_by(now),
            pay,
            offer: offer::rules::state_by(self.offer, self.closes_at, now),
            capacity: self.capacity,
            is_outdated: self.is_outdated,
        };
        rules::may_conclude(&agreeing, &policy.agreement)
    }

    /// Where the clock leaves it by now, whether it has struck or not.
    fn state_by(&self, now: DateTime<Utc>) -> State {
        match self.state.time_up() {
            Some(event) if self.due_at.is_some_and(|at| at <= now) => {
                self.state.transition(event).unwrap_or(self.state)
            }
            Some(_) | None => self.state,
        }
    }

    fn last_by(&self, now: DateTime<Utc>) -> Option<Round> {
        self.last.map(|last| self.round_by(last, now))
    }

    /// A proposal ends with its time, and with the application.
    fn round_by(&self, round: Round, now: DateTime<Utc>) -> Round {
        let is_over = round.expires_at <= now || !self.state_by(now).is_open();
        match round.state {
            ProposalState::Open if is_over => Round {
                state: ProposalState::Expired,
                ..round
            },
            _ => round,
        }
    }
}

/// What decides whether somebody may apply.
pub struct Candidacy {
    /// Logged in.
    pub is_known: bool,
    /// They belong to its brand, or look at everything as operators.
    pub is_member: bool,
    /// Their creator profile.
    pub applicant: Option<Applicant>,
    /// They have a live application.
    pub has_applied: bool,
    /// Where the offer stands.
    pub offer: offer::State,
    /// Until when it takes applications.
    pub closes_at: Option<DateTime<Utc>>,
}

impl Candidacy {
    /// Whether an application would be taken now; if not, its refusal.
    pub fn may(&self, criteria: &Criteria, policy: &Policy, now: DateTime<Utc>) -> Result<()> {
        if !self.is_known {
            return Err(crate::Error::Unauthenticated);
        }
        rules::may_apply(&Applying {
            is_public: self.offer.is_public(),
            is_member: self.is_member,
            has_profile: self.applicant.is_some(),
            is_open: offer::rules::is_open(self.offer, self.closes_at, now),
        })?;
        let applicant = self.applicant.as_ref().ok_or(Error::NoProfile)?;
        require_eligible(applicant, criteria, policy)?;
        if self.has_applied {
            return Err(Error::AlreadyExists.into());
        }
        Ok(())
    }
}
