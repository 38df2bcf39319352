//! Who may apply, who may speak next, and how long an answer may take.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Error, Event, ProposalState, State};
use crate::clock::{after, after_days};
use crate::entity;
use crate::money::Money;
use crate::offer;
use crate::offer::rules::Capacity;
use crate::policy::{AgreementPolicy, Policy};
use crate::vocabulary::Side;

/// When the present state ends by itself: the brand's time to answer, or the creator's to confirm.
pub fn due_at(state: State, now: DateTime<Utc>, policy: &Policy) -> Option<DateTime<Utc>> {
    match state {
        State::Submitted | State::Shortlisted | State::Negotiating => {
            Some(after_days(now, policy.answer_days))
        }
        State::NeedsReconfirmation => Some(after_days(now, policy.reconfirm_days)),
        State::Accepted
        | State::Rejected
        | State::Withdrawn
        | State::Expired
        | State::Lapsed
        | State::Closed => None,
    }
}

/// When a proposal made now expires.
pub fn proposal_expires_at(now: DateTime<Utc>, policy: &Policy) -> DateTime<Utc> {
    after(now, TimeDelta::hours(policy.proposal_hours.into()))
}

/// A proposal in a negotiation, as far as it decides what may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its number, from 1.
    pub round: i64,
    /// Who made it.
    pub side: Side,
    /// Where it stands.
    pub state: ProposalState,
    /// Until when it can be answered.
    pub expires_at: DateTime<Utc>,
}

impl From<&entity::proposal::Model> for Round {
    fn from(model: &entity::proposal::Model) -> Self {
        Self {
            round: model.round,
            side: model.side,
            state: model.state,
            expires_at: model.expires_at,
        }
    }
}

/// An open proposal is answered before anything is accepted beside it.
pub(super) fn may_accept(last: Option<&Round>) -> Result<(), Error> {
    match last {
        Some(last) if last.state == ProposalState::Open => Err(Error::ProposalOpen),
        Some(_) | None => Ok(()),
    }
}

/// Only the other side may answer.
pub(super) fn may_answer(proposed_by: Side, side: Side) -> Result<(), Error> {
    if proposed_by == side {
        return Err(Error::NotYourTurn);
    }
    Ok(())
}

/// Only the side that made a proposal takes it back.
pub(super) fn may_take_back(proposed_by: Side, side: Side) -> crate::Result<()> {
    if proposed_by != side {
        return Err(crate::Error::Forbidden);
    }
    Ok(())
}

/// Other pay can be proposed where the brand negotiates.
pub(super) fn may_negotiate(is_negotiable: bool) -> Result<(), Error> {
    if !is_negotiable {
        return Err(Error::NotNegotiable);
    }
    Ok(())
}

/// What the two sides are about to agree on.
pub struct Agreeing {
    /// Where the application stands.
    pub state: State,
    /// The pay agreed on.
    pub pay: Money,
    /// Where the offer stands.
    pub offer: offer::State,
    /// What of it is taken.
    pub capacity: Capacity,
    /// It changed materially since the creator agreed to it.
    pub is_outdated: bool,
}

/// Whether both sides may agree: on an offer that has not ended and not changed since, with a slot and budget left.
pub(super) fn may_conclude(it: &Agreeing, policy: &AgreementPolicy) -> crate::Result<()> {
    // An offer that has ended may not have told its applicants yet.
    if !it.offer.is_open() {
        return Err(Error::OfferNotOpen.into());
    }
    if it.is_outdated {
        return Err(Error::Outdated.into());
    }
    it.state.transition(Event::Accept)?;
    it.capacity.taking(offer::rules::charge(it.pay, policy)?)?;
    Ok(())
}

/// Who wants to apply to what.
pub struct Applying {
    /// Everybody, or only the brand's members, see the offer.
    pub is_public: bool,
    /// They belong to its brand, or look at everything as operators.
    pub is_member: bool,
    /// They have a creator profile.
    pub has_profile: bool,
    /// It takes applications at this moment.
    pub is_open: bool,
}

/// Whether somebody may apply, as far as no condition of the offer is concerned.
pub(super) fn may_apply(it: &Applying) -> crate::Result<()> {
    if !it.is_public && !it.is_member {
        return Err(crate::Error::NotFound);
    }
    if it.is_member {
        return Err(Error::OwnOffer.into());
    }
    if !it.has_profile {
        return Err(Error::NoProfile.into());
    }
    if !it.is_open {
        return Err(Error::OfferNotOpen.into());
    }
    Ok(())
}

/// The number of the next proposal, when it is this side's turn: strictly in turns, at most so many.
pub fn next_round(last: Option<&Round>, side: Side, policy: &Policy) -> Result<i64, Error> {
    let Some(last) = last else {
        return Ok(1);
    };
    if last.side == side {
        return Err(Error::NotYourTurn);
    }
    if last.round >= policy.proposal_rounds {
        return Err(Error::RoundsExhausted);
    }
    Ok(last.round + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn proposals_go_strictly_in_turns_and_end() {
        let made = |round, side| Round {
            round,
            side,
            state: ProposalState::Open,
            expires_at: now(),
        };
        let policy = Policy::default();
        assert!(matches!(next_round(None, Side::Brand, &policy), Ok(1)));
        assert!(matches!(
            next_round(Some(&made(1, Side::Brand)), Side::Creator, &policy),
            Ok(2)
        ));
        assert!(matches!(
            next_round(Some(&made(1, Side::Brand)), Side::Brand, &policy),
            Err(Error::NotYourTurn)
        ));
        assert!(matches!(
            next_round(Some(&made(6, Side::Brand)), Side::Creator, &policy),
            Err(Error::RoundsExhausted)
        ));
    }
}
