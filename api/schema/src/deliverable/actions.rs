//! What may be done with a deliverable.

use chrono::{DateTime, Utc};
use domain::deliverable::actions;
use domain::deliverable::{Event, Progress};
use domain::error::Result;

use crate::reading::Facts;
use crate::reading::model::{Beside, Columns};
use crate::reading::plain::plain;
use crate::stored::stored;
use crate::viewer_action::{IS_CREATOR, MEMBER, Member, ViewerAction, standing};

/// What decides about a deliverable.
pub struct DeliverableActions {
    facts: actions::Facts,
    now: DateTime<Utc>,
}

plain! {
    /// What you may do with a deliverable now.
    "DeliverableActions": |it: DeliverableActions| {
        /// `deliverableSubmitConcept`: hand in a concept.
        submitConcept: ViewerAction = it.may(Event::SubmitConcept);
        /// `deliverableApproveConcept`: agree to the concept.
        approveConcept: ViewerAction = it.may(Event::ApproveConcept);
        /// `deliverableSubmit`: hand in the content.
        submit: ViewerAction = it.may(Event::Submit);
        /// `deliverableRequestChanges`: ask for changes to concept or content.
        requestChanges: ViewerAction = it.may(Event::RequestChanges);
        /// `deliverableApprove`: agree to the content.
        approve: ViewerAction = it.may(Event::Approve);
        /// `deliverableReject`: finally reject the content, after all included rounds.
        reject: ViewerAction = it.may(Event::Reject);
        /// `deliverablePublish`: say where it was posted.
        publish: ViewerAction = it.may(Event::Publish);
        /// `deliverableVerify`: agree that the post is right.
        verify: ViewerAction = it.may(Event::Verify);
        /// `deliverableContest`: say in what the post is not what was agreed.
        contest: ViewerAction = it.may(Event::Contest);
        /// `deliverableEscalate`: take it to the marketplace's staff.
        escalate: ViewerAction = it.may(Event::Escalate);
        /// `deliverableDecide`: divide its pay. For the marketplace's staff.
        decide: ViewerAction = it.may(Event::Decide);
    }
}

impl DeliverableActions {
    fn may(&self, event: Event) -> ViewerAction {
        ViewerAction::of(self.facts.may(event, self.now))
    }
}

/// The collaboration it belongs to.
pub static WITHIN: Beside = Beside {
    table: "collaboration",
    on: "{v}.id = {t}.collaboration_id",
};

const IS_LAST: &str = "NOT EXISTS (SELECT 1 FROM deliverable o WHERE o.collaboration_id = {t}.collaboration_id AND o.id <> {t}.id
    AND o.released_at IS NULL AND o.state NOT IN ('refunded', 'cancelled', 'decided'))";

const CONTESTS: &str = "(SELECT count(*) FROM publication p WHERE p.deliverable_id = {t}.id AND p.mismatch IS NOT NULL)";

/// What [`read`] reads.
pub const COLUMNS: Columns = &[
    "state",
    "requires_concept",
    "requires_publication",
    "rounds_included",
    "rounds_used",
    "escalatable_until",
    "silence_at",
    "{v}.state",
    IS_LAST,
    CONTESTS,
    MEMBER,
    IS_CREATOR,
];

/// From a row's columns, and who asks.
pub fn read(row: &Facts<'_>) -> Result<DeliverableActions> {
    let member = Member::read(row.text(10))?;
    let facts = actions::Facts {
        standing: standing(row, member.role, row.bool(11)),
        collaboration: stored(row.text(7))?,
        is_last: row.bool(8) == Some(true),
        progress: Progress {
            state: stored(row.text(0))?,
            requires_concept: row.bool(1) == Some(true),
            requires_publication: row.bool(2) == Some(true),
            rounds_included: row.int(3).unwrap_or_default(),
            rounds_used: row.int(4).unwrap_or_default(),
            escalatable_until: row.at(5),
        },
        silence_at: row.at(6),
        contests: row.int(9).unwrap_or_default().unsigned_abs(),
    };
    Ok(DeliverableActions {
        facts,
        now: row.asking.now,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::viewer_action::tests::names;

    #[test]
    fn states_are_those_of_the_rules() {
        names(IS_LAST, domain::deliverable::State::is_other_end);
    }
}
