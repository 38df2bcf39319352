//! When silence decides, and how many rounds there are: pure.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Error, Event, State};
use crate::clock::{after, after_business_days, after_days};
use crate::entity;
use crate::policy::AgreementPolicy;

/// When silence decides a state entered at `now`; nothing where somebody has to act.
pub(super) fn silence_at(
    state: State,
    policy: &AgreementPolicy,
    holidays: &[NaiveDate],
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    use State::*;
    match state {
        ConceptReview | InReview => Some(after_business_days(
            now,
            policy.review_business_days,
            holidays,
        )),
        Published => Some(after_days(now, policy.verify_days)),
        Rejected => Some(after_business_days(
            now,
            policy.rejection_business_days,
            holidays,
        )),
        Planned | ConceptApproved | ChangesRequested | Approved => None,
        Verified | Contested | Refunded | Cancelled | Escalated | Decided => None,
    }
}

/// When the creator owes it, after the brand has answered at `now`: while the brand held it, that time did not run. Its
/// silence ends when it decides, however late the clock strikes.
pub(super) fn due_at(
    deliverable: &entity::deliverable::Model,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let until = deliverable.silence_at.map_or(now, |at| at.min(now));
    let held = deliverable
        .handed_in_at
        .map_or(TimeDelta::zero(), |since| until - since);
    deliverable.due_at.map(|due_at| after(due_at, held))
}

/// So many times may a brand contest the posts of a deliverable.
pub(super) const CONTESTS_MAX: u64 = 2;

/// Until when the creator may take a deliverable to the staff that entered a state at `now` and whose posts were
/// contested so often: after a rejection, and after the last contest.
pub(super) fn escalatable_until(
    state: State,
    contests: u64,
    policy: &AgreementPolicy,
    holidays: &[NaiveDate],
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    use State::*;
    let days = policy.rejection_business_days;
    match state {
        Rejected => Some(after_business_days(now, days, holidays)),
        Contested if contests >= CONTESTS_MAX => Some(after_business_days(now, days, holidays)),
        Planned | ConceptReview | ConceptApproved | InReview | ChangesRequested => None,
        Approved | Published | Verified | Contested | Refunded | Cancelled => None,
        Escalated | Decided => None,
    }
}

/// The brand contests once more.
fn may_contest(contests_before: u64) -> Result<(), Error> {
    if contests_before >= CONTESTS_MAX {
        return Err(Error::ContestsExhausted(CONTESTS_MAX));
    }
    Ok(())
}

/// How far a deliverable is: what decides what may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Where it stands.
    pub state: State,
    /// A concept must be agreed before the content.
    pub requires_concept: bool,
    /// The creator posts it.
    pub requires_publication: bool,
    /// Rounds of changes included.
    pub rounds_included: i64,
    /// Rounds of changes used.
    pub rounds_used: i64,
    /// Until when the creator may take it to the staff.
    pub escalatable_until: Option<DateTime<Utc>>,
}

impl From<&entity::deliverable::Model> for Progress {
    fn from(model: &entity::deliverable::Model) -> Self {
        Self {
            state: model.state,
            requires_concept: model.requires_concept,
            requires_publication: model.requires_publication,
            rounds_included: model.rounds_included,
            rounds_used: model.rounds_used,
            escalatable_until: model.escalatable_until,
        }
    }
}

impl Progress {
    /// Whether something that happens is possible, and into which state it leads. `contests_before` is how often the
    /// brand has contested its posts.
    pub(super) fn after(
        &self,
        event: Event,
        contests_before: u64,
        now: DateTime<Utc>,
    ) -> Result<State, Error> {
        match event {
            Event::SubmitConcept if !self.requires_concept => {
                return Err(Error::ConceptNotRequired);
            }
            Event::Publish if !self.requires_publication => {
                return Err(Error::PublicationNotRequired);
            }
            _ => {}
        }
        let state = self.state.transition(event)?;
        match event {
            Event::Submit => self.may_submit()?,
            Event::RequestChanges => {
                self.next_round()?;
            }
            Event::Reject => self.may_reject()?,
            Event::Contest => may_contest(contests_before)?,
            Event::Escalate => self.may_escalate(now)?,
            _ => {}
        }
        Ok(state)
    }

    /// The creator takes it to the staff while there is time.
    fn may_escalate(&self, now: DateTime<Utc>) -> Result<(), Error> {
        match self.escalatable_until {
            Some(until) if now < until => Ok(()),
            Some(_) | None => Err(Error::EscalationNotAllowed),
        }
    }

    /// Content is handed in once the concept, if one is owed, is agreed.
    fn may_submit(&self) -> Result<(), Error> {
        if self.requires_concept && self.state == State::Planned {
            return Err(Error::ConceptMissing);
        }
        Ok(())
    }

    /// The number of the round that begins with a request for changes, to concept or content.
    pub(super) fn next_round(&self) -> Result<i64, Error> {
        if self.rounds_used >= self.rounds_included {
            return Err(Error::RoundsExhausted(self.rounds_included));
        }
        Ok(self.rounds_used + 1)
    }

    /// A final rejection comes after all included rounds.
    fn may_reject(&self) -> Result<(), Error> {
        if self.rounds_used < self.rounds_included {
            return Err(Error::RoundsLeft {
                included: self.rounds_included,
                used: self.rounds_used,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn silence_decides_what_waits_for_an_answer() {
        let policy = AgreementPolicy::default();
        let friday = at("2026-11-20T10:00:00Z");
        let decided = |state| silence_at(state, &policy, &[], friday);
        assert_eq!(decided(State::InReview), Some(at("2026-11-25T10:00:00Z")));
        assert_eq!(
            decided(State::ConceptReview),
            Some(at("2026-11-25T10:00:00Z"))
        );
        assert_eq!(decided(State::Published), Some(at("2026-11-23T10:00:00Z")));
        assert_eq!(decided(State::Rejected), Some(at("2026-11-27T10:00:00Z")));
        assert_eq!(decided(State::Contested), None);

        let holidays = [NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()];
        let later = silence_at(State::InReview, &policy, &holidays, friday);
        assert_eq!(later, Some(at("2026-11-26T10:00:00Z")));
    }
}
