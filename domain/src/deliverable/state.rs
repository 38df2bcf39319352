//! The life of a deliverable.

use sea_orm::{DeriveActiveEnum, EnumIter};

use super::Error;

/// Where a deliverable stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum State {
    /// Owed; nothing handed in.
    Planned,
    /// A concept waits for the brand.
    ConceptReview,
    /// The concept is fine; the content is owed.
    ConceptApproved,
    /// A submission waits for the brand.
    InReview,
    /// The brand asked for changes.
    ChangesRequested,
    /// The content is fine; it is done unless it must be published.
    Approved,
    /// Finally rejected, after the included rounds.
    Rejected,
    /// Posted, with proof.
    Published,
    /// The post is what was agreed.
    Verified,
    /// The post is not what was agreed.
    Contested,
    /// Rejected and refunded to the brand.
    Refunded,
    /// Its collaboration ended before it was done.
    Cancelled,
    /// The creator took it to the staff; everything rests until they decide.
    Escalated,
    /// The staff divided its pay.
    Decided,
}

/// What can happen to a deliverable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Event {
    /// The creator hands in a concept.
    SubmitConcept,
    /// The brand, or its silence, agrees to the concept.
    ApproveConcept,
    /// The creator hands in the content.
    Submit,
    /// The brand asks for changes, citing requirements.
    RequestChanges,
    /// The brand, or its silence, agrees to the content.
    Approve,
    /// The brand finally rejects the content.
    Reject,
    /// The creator posts it, or mends the post.
    Publish,
    /// The brand, or its silence, agrees that the post is right.
    Verify,
    /// The brand says the post is not what was agreed.
    Contest,
    /// The time to dispute a rejection is up.
    Refund,
    /// The collaboration ends.
    Cancel,
    /// The creator takes it to the staff.
    Escalate,
    /// The staff divide its pay.
    Decide,
}

impl State {
    /// The life of a deliverable. A pair that is not listed cannot happen.
    pub fn transition(self, event: Event) -> Result<Self, Error> {
        use Event::*;
        use State::*;
        match (self, event) {
            (Planned, SubmitConcept) => Ok(ConceptReview),
            (ConceptReview, ApproveConcept) => Ok(ConceptApproved),
            (ConceptReview, RequestChanges) => Ok(Planned),
            (Planned | ConceptApproved | ChangesRequested, Submit) => Ok(InReview),
            (InReview, RequestChanges) => Ok(ChangesRequested),
            (InReview, Approve) => Ok(Approved),
            (InReview, Reject) => Ok(Rejected),
            (Approved | Contested, Publish) => Ok(Published),
            (Published, Verify) => Ok(Verified),
            (Published, Contest) => Ok(Contested),
            (Rejected, Refund) => Ok(Refunded),
            (Planned | ConceptReview | ConceptApproved | InReview | ChangesRequested, Cancel) => {
                Ok(Cancelled)
            }
            (Approved | Rejected | Published | Contested | Escalated, Cancel) => Ok(Cancelled),
            (Rejected | Contested, Escalate) => Ok(Escalated),
            (Escalated, Decide) => Ok(Decided),
            (
                Planned,
                ApproveConcept | RequestChanges | Approve | Reject | Publish | Verify | Contest
                | Refund,
            )
            | (
                ConceptReview,
                SubmitConcept | Submit | Approve | Reject | Publish | Verify | Contest | Refund,
            )
            | (
                ConceptApproved | ChangesRequested,
                SubmitConcept | ApproveConcept | RequestChanges | Approve | Reject | Publish
                | Verify | Contest | Refund,
            )
            | (
                InReview,
                SubmitConcept | ApproveConcept | Submit | Publish | Verify | Contest | Refund,
            )
            | (
                Planned | ConceptReview | ConceptApproved | ChangesRequested | InReview,
                Escalate | Decide,
            )
            | (
                Approved | Contested,
                SubmitConcept | ApproveConcept | Submit | RequestChanges | Approve | Reject
                | Verify | Contest | Refund,
            )
            | (Approved | Published, Escalate)
            | (
                Published,
                SubmitConcept | ApproveConcept | Submit | RequestChanges | Approve | Reject
                | Publish | Refund,
            )
            | (
                Rejected,
                SubmitConcept | ApproveConcept | Submit | RequestChanges | Approve | Reject,
            )
            | (Rejected, Publish | Verify | Contest)
            | (Approved | Published | Rejected | Contested, Decide)
            | (
                Escalated,
                SubmitConcept | ApproveConcept | Submit | RequestChanges | Approve | Reject,
            )
            | (Escalated, Publish | Verify | Contest | Refund | Escalate)
            | (Verified | Refunded | Cancelled | Decided, _) => {
                Err(Error::State { state: self, event })
            }
        }
    }

    /// What silence does in this state: the brand agrees, the creator does not dispute. Nothing where somebody has to act.
    pub fn silence(self) -> Option<Event> {
        use State::*;
        match self {
            ConceptReview => Some(Event::ApproveConcept),
            InReview => Some(Event::Approve),
            Published => Some(Event::Verify),
            Rejected => Some(Event::Refund),
            Planned | ConceptApproved | ChangesRequested | Approved | Verified => None,
            Contested | Refunded | Cancelled | Escalated | Decided => None,
        }
    }

    /// What it becomes when its collaboration ends first.
    pub fn call_off(self) -> Result<Self, Error> {
        self.transition(Event::Cancel)
    }

    /// Ended in another way than by being done and paid.
    pub fn is_other_end(self) -> bool {
        use State::*;
        match self {
            Refunded | Cancelled | Decided => true,
            Planned | ConceptReview | ConceptApproved | InReview | ChangesRequested => false,
            Approved | Rejected | Published | Verified | Contested | Escalated => false,
        }
    }

    /// The brand's turn to answer a concept or content.
    pub fn awaits_brand(self) -> bool {
        use State::*;
        match self {
            ConceptReview | InReview => true,
            Planned | ConceptApproved | ChangesRequested | Approved | Rejected => false,
            Published | Verified | Contested | Refunded | Cancelled => false,
            Escalated | Decided => false,
        }
    }

    /// The creator's turn, and no content was handed in yet.
    pub fn awaits_first_content(self) -> bool {
        use State::*;
        match self {
            Planned | ConceptApproved => true,
            ConceptReview | InReview | ChangesRequested | Approved | Rejected => false,
            Published | Verified | Contested | Refunded | Cancelled => false,
            Escalated | Decided => false,
        }
    }

    /// Work the brand has not answered or has agreed to, or the staff have before them: it cannot be called off at no
    /// cost.
    pub fn binds_brand(self) -> bool {
        use State::*;
        match self {
            ConceptReview | InReview | Approved | Published | Contested | Escalated => true,
            Planned | ConceptApproved | ChangesRequested | Rejected => false,
            Verified | Refunded | Cancelled | Decided => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_a_deliverable() {
        insta::assert_snapshot!(crate::transition_table::of(State::transition), @r"
                            SubmitConcept    ApproveConcept   Submit           RequestChanges   Approve          Reject           Publish          Verify           Contest          Refund           Cancel           Escalate         Decide
        Planned             ConceptReview    ·                InReview         ·                ·                ·                ·                ·                ·                ·                Cancelled        ·                ·
        ConceptReview       ·                ConceptApproved  ·                Planned          ·                ·                ·                ·                ·                ·                Cancelled        ·                ·
        ConceptApproved     ·                ·                InReview         ·                ·                ·                ·                ·                ·                ·                Cancelled        ·                ·
        InReview            ·                ·                ·                ChangesRequested Approved         Rejected         ·                ·                ·                ·                Cancelled        ·                ·
        ChangesRequested    ·                ·                InReview         ·                ·                ·                ·                ·                ·                ·                Cancelled        ·                ·
        Approved            ·                ·                ·                ·                ·                ·                Published        ·                ·                ·                Cancelled        ·                ·
        Rejected            ·                ·                ·                ·                ·                ·                ·                ·                ·                Refunded         Cancelled        Escalated        ·
        Published           ·                ·                ·                ·                ·                ·                ·                Verified         Contested        ·                Cancelled        ·                ·
        Verified            ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Contested           ·                ·                ·                ·                ·                ·                Published        ·                ·                ·                Cancelled        Escalated        ·
        Refunded            ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Cancelled           ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Escalated           ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                Cancelled        ·                Decided
        Decided             ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        ");
    }
}
