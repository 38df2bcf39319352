//! Who may call a collaboration off, and when: pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Error, State};
use crate::entity;
use crate::error::{Code, Form};
use crate::input;
use crate::vocabulary::Side;

/// Until something is handed in, either side may cancel. Afterwards only the brand may, when content is overdue by more
/// than the agreed days - and not as long as it owes an answer to other work or has agreed to it.
pub(super) fn may_cancel(
    side: Side,
    deliverables: &[entity::deliverable::Model],
    overdue_days: u32,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if deliverables.iter().all(is_untouched) {
        return Ok(());
    }
    let long_ago = now.checked_sub_signed(TimeDelta::days(overdue_days.into()));
    let is_long_overdue =
        long_ago.is_some_and(|then| deliverables.iter().any(|one| one.is_overdue(then)));
    let binds_brand = deliverables
        .iter()
        .any(|one| !one.is_settled() && one.state.binds_brand());
    match side {
        Side::Brand if is_long_overdue && !binds_brand => Ok(()),
        Side::Brand | Side::Creator => Err(Error::CancelNotAllowed),
    }
}

/// What the staff decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The creator's share of the pay, 0 to 10,000 basis points.
    pub creator_share_bps: i64,
    /// Why, for both sides to read: 1 to 2,000 characters.
    pub reason: String,
}

impl Ruling {
    /// The share and the reason.
    pub(crate) fn read(self) -> crate::Result<(u32, String)> {
        let mut form = Form::default();
        let share = u32::try_from(self.creator_share_bps);
        let share = share.ok().filter(|share| *share <= 10_000);
        form.require(
            share.is_some(),
            Code::ValueOutOfRange,
            "input.creatorShareBps",
            "Give a share of 0 to 10,000 basis points.",
        );
        let reason = form.take("input.reason", input::text(&self.reason, 1..=2_000));
        let (Some(share), Some(reason)) = (share, reason) else {
            return Err(form.refuse());
        };
        Ok((share, reason))
    }
}

/// Refuses work on what has not started or has ended.
pub(super) fn is_active(state: State) -> Result<(), Error> {
    match state {
        State::Active => Ok(()),
        State::AwaitingFunding
        | State::Completed
        | State::Cancelled
        | State::Terminated
        | State::Expired => Err(Error::NotActive(state)),
    }
}

/// Nothing was handed in yet, not even a concept that had to be changed.
fn is_untouched(deliverable: &entity::deliverable::Model) -> bool {
    deliverable.state == entity::deliverable::State::Planned && deliverable.rounds_used == 0
}

#[cfg(test)]
mod tests {
    use entity::deliverable::State::{self, *};

    use super::*;
    use crate::id::{BrandId, CollaborationId, CreatorId, DeliverableId};
    use crate::money::Currency;
    use crate::vocabulary::{Format, Platform};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn deliverable(state: State) -> entity::deliverable::Model {
        entity::deliverable::Model {
            id: DeliverableId::new(),
            collaboration_id: CollaborationId::new(),
            brand_id: BrandId::new(),
            creator_id: CreatorId::new(),
            position: 1,
            state,
            platform: Platform::Instagram,
            format: Format::Reel,
            description: String::new(),
            requires_concept: false,
            requires_publication: false,
            currency: Currency::Eur,
            pay_minor: 100,
            rounds_included: 2,
            rounds_used: 0,
            due_at: Some(at("2026-11-20T10:00:00Z")),
            handed_in_at: None,
            silence_at: None,
            approved_at: None,
            rejection_reason: None,
            rejected_requirements: None,
            released_at: None,
            escalatable_until: None,
            escalation: None,
            decided_bps: None,
            decision_reason: None,
            decided_at: None,
        }
    }

    fn cancelled_at(side: Side, states: &[State], now: &str) -> Result<(), Error> {
        let deliverables: Vec<_> = states.iter().copied().map(deliverable).collect();
        may_cancel(side, &deliverables, 7, at(now))
    }

    const IN_TIME: &str = "2026-11-20T10:00:00Z";
    const SEVEN_DAYS_LATE: &str = "2026-11-27T10:00:00Z";
    const LONG_OVERDUE: &str = "2026-11-27T10:00:01Z";

    #[test]
    fn either_side_may_cancel_before_anything_is_handed_in() {
        for side in [Side::Brand, Side::Creator] {
            assert!(cancelled_at(side, &[Planned, Planned], IN_TIME).is_ok());
            assert!(cancelled_at(side, &[Planned, ConceptReview], IN_TIME).is_err());
            assert!(cancelled_at(side, &[Planned, InReview], IN_TIME).is_err());
        }
    }

    #[test]
    fn a_concept_sent_back_is_work_handed_in() {
        let sent_back = entity::deliverable::Model {
            rounds_used: 1,
            ..deliverable(Planned)
        };
        assert!(may_cancel(Side::Brand, &[sent_back], 7, at(IN_TIME)).is_err());
    }

    #[test]
    fn the_brand_may_cancel_when_content_is_long_overdue() {
        let states = [ChangesRequested, ConceptApproved];
        assert!(cancelled_at(Side::Brand, &states, SEVEN_DAYS_LATE).is_err());
        assert!(cancelled_at(Side::Brand, &states, LONG_OVERDUE).is_ok());
        assert!(cancelled_at(Side::Creator, &states, LONG_OVERDUE).is_err());
        assert!(cancelled_at(Side::Brand, &[ChangesRequested], LONG_OVERDUE).is_err());
    }

    #[test]
    fn the_brand_cannot_walk_away_from_work_it_owes_an_answer_or_agreed_to() {
        for state in [
            ConceptReview,
            InReview,
            Approved,
            Published,
            Contested,
            Escalated,
        ] {
            let states = [ConceptApproved, state];
            assert!(cancelled_at(Side::Brand, &states, LONG_OVERDUE).is_err());
        }
        let paid = entity::deliverable::Model {
            released_at: Some(at(IN_TIME)),
            ..deliverable(Approved)
        };
        let late = deliverable(Planned);
        assert!(may_cancel(Side::Brand, &[paid, late], 7, at(LONG_OVERDUE)).is_ok());
    }
}
