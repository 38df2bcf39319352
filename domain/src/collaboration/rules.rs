//! Who may call a collaboration off, and when: pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::Error;
use crate::entity::deliverable;
use crate::error::{Code, Form};
use crate::input;
use crate::vocabulary::Side;

/// Until something is handed in, either side may cancel. Afterwards only the brand may, when content is overdue by more
/// than the agreed days - and not as long as it owes an answer to other work or has agreed to it.
pub(super) fn may_cancel(
    side: Side,
    deliverables: &[Owed],
    overdue_days: u32,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if deliverables.iter().all(Owed::is_untouched) {
        return Ok(());
    }
    let long_ago = now.checked_sub_signed(TimeDelta::days(overdue_days.into()));
    let is_long_overdue =
        long_ago.is_some_and(|then| deliverables.iter().any(|one| one.is_overdue(then)));
    let binds_brand = deliverables
        .iter()
        .any(|one| !one.is_settled && one.state.binds_brand());
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
    pub(crate) fn read(self, mut form: Form) -> crate::Result<(u32, String)> {
        let share = u32::try_from(self.creator_share_bps);
        let share = share.ok().filter(|share| *share <= 10_000);
        form.require(
            share.is_some(),
            Code::ValueOutOfRange,
            "creatorShareBps",
            "Give a share of 0 to 10,000 basis points.",
        );
        let reason = form.take("reason", input::text(&self.reason, 1..=2_000));
        let (Some(share), Some(reason), true) = (share, reason, form.is_clean()) else {
            return Err(form.refuse());
        };
        Ok((share, reason))
    }
}

/// What counts of a deliverable where its collaboration is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Where it stands.
    pub state: deliverable::State,
    /// Nothing more will happen to it.
    pub is_settled: bool,
    /// Approved, it still has to be posted.
    pub requires_publication: bool,
    /// Rounds of changes used.
    pub rounds_used: i64,
    /// When the creator owes it; none until it is funded.
    pub due_at: Option<DateTime<Utc>>,
    /// When silence decides.
    pub silence_at: Option<DateTime<Utc>>,
}

impl From<&deliverable::Model> for Owed {
    fn from(model: &deliverable::Model) -> Self {
        Self {
            state: model.state,
            is_settled: model.is_settled(),
            requires_publication: model.requires_publication,
            rounds_used: model.rounds_used,
            due_at: model.due_at,
            silence_at: model.silence_at,
        }
    }
}

impl Owed {
    /// As its clock leaves it by now, whether it has struck or not.
    pub(crate) fn by(self, now: DateTime<Utc>) -> Self {
        let event = self.state.silence();
        let (Some(event), Some(true)) = (event, self.silence_at.map(|at| at <= now)) else {
            return self;
        };
        let state = self.state.transition(event).unwrap_or(self.state);
        let is_settled = match event {
            deliverable::Event::Verify | deliverable::Event::Refund => true,
            deliverable::Event::Approve => !self.requires_publication,
            _ => false,
        };
        Self {
            state,
            is_settled,
            silence_at: None,
            ..self
        }
    }

    /// Nothing was handed in yet, not even a concept that had to be changed.
    fn is_untouched(&self) -> bool {
        self.state == deliverable::State::Planned && self.rounds_used == 0
    }

    /// Its deadline has passed and no content was handed in.
    fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.state.awaits_first_content() && self.due_at.is_some_and(|due_at| due_at < now)
    }
}

#[cfg(test)]
mod tests {
    use deliverable::State::{self, *};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn owed(state: State) -> Owed {
        Owed {
            state,
            is_settled: state.is_other_end(),
            requires_publication: false,
            rounds_used: 0,
            due_at: Some(at("2026-11-20T10:00:00Z")),
            silence_at: None,
        }
    }

    fn cancelled_at(side: Side, states: &[State], now: &str) -> Result<(), Error> {
        let deliverables: Vec<_> = states.iter().copied().map(owed).collect();
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
        let sent_back = Owed {
            rounds_used: 1,
            ..owed(Planned)
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
        let paid = Owed {
            is_settled: true,
            ..owed(Approved)
        };
        let late = owed(Planned);
        assert!(may_cancel(Side::Brand, &[paid, late], 7, at(LONG_OVERDUE)).is_ok());
    }
}
