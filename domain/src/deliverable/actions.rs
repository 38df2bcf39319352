//! What somebody may do with a deliverable now, and why not: by the rules its commands ask.

use chrono::{DateTime, Utc};

use super::{Event, Progress};
use crate::brand::Permission;
use crate::collaboration::{self, Owed, Party, Standing};
use crate::error::Result;

/// The creator's acts.
pub(super) const CREATOR: Party = Party::Creator;
/// The brand's.
pub(super) const BRAND: Party = Party::Brand(Permission::ManageWork);
/// The staff's.
pub(super) const STAFF: Party = Party::Staff;

/// What people do with a deliverable, and whose act it is. Other events are the clock's, or follow from others.
pub const ACTIONS: [(Event, Party); 11] = [
    (Event::SubmitConcept, CREATOR),
    (Event::ApproveConcept, BRAND),
    (Event::Submit, CREATOR),
    (Event::RequestChanges, BRAND),
    (Event::Approve, BRAND),
    (Event::Reject, BRAND),
    (Event::Publish, CREATOR),
    (Event::Verify, BRAND),
    (Event::Contest, BRAND),
    (Event::Escalate, CREATOR),
    (Event::Decide, STAFF),
];

/// What decides about it.
pub struct Facts {
    /// Who asks.
    pub standing: Standing,
    /// Where its collaboration stands.
    pub collaboration: collaboration::State,
    /// Nothing more will happen to the other deliverables of its collaboration.
    pub is_last: bool,
    /// How far it is.
    pub progress: Progress,
    /// When silence decides.
    pub silence_at: Option<DateTime<Utc>>,
    /// How often the brand has contested its posts.
    pub contests: u64,
}

impl Facts {
    /// Whether the command that brings an event about would be carried out now; if not, its refusal.
    pub fn may(&self, event: Event, now: DateTime<Utc>) -> Result<()> {
        let act = ACTIONS.iter().find(|(act, _)| *act == event);
        let party = act.map_or(STAFF, |(_, party)| *party);
        self.standing.require(party)?;
        let owed = self.owed().by(now);
        match self.collaboration {
            collaboration::State::Active if self.is_last && owed.is_settled => {
                collaboration::State::Completed
            }
            state => state,
        }
        .require_active()?;
        let progress = Progress {
            state: owed.state,
            ..self.progress
        };
        progress.after(event, self.contests, now)?;
        Ok(())
    }

    fn owed(&self) -> Owed {
        Owed {
            state: self.progress.state,
            is_settled: self.progress.state.is_other_end(),
            requires_publication: self.progress.requires_publication,
            rounds_used: self.progress.rounds_used,
            due_at: None,
            silence_at: self.silence_at,
        }
    }
}
