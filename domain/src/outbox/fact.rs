//! The facts of the marketplace, what each changes, and whom it concerns.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{
    ApplicationId, BrandId, CollaborationId, CreatorId, DeliverableId, FundingId, Id, OfferId,
    PayoutId, ProposalId, SessionId, UserId,
};

/// A kind of objects that can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Offers.
    Offer,
    /// Applications, with their proposals.
    Application,
    /// Collaborations, with their deliverables.
    Collaboration,
    /// Deliverables.
    Deliverable,
    /// Payouts.
    Payout,
}

/// Each fact with the word that stands for it in the outbox, what it says, and what one can follow that it changes.
macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $kind:literal { id: $id:ty $(, $member:ident: $ty:ty)* } [$($topic:ident)*])+) => {
        /// Something that became true. Stored as JSON by its word: rename none, remove none while rows of it may wait.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        #[expect(missing_docs, reason = "each names its feature and what happened")]
        pub enum Fact {
            $($(#[$doc])* #[serde(rename = $kind)] $name { id: $id $(, $member: $ty)* },)+
        }

        impl Fact {
            /// What it is about.
            pub fn subject(&self) -> Uuid {
                match self {
                    $(Self::$name { id, .. } => id.uuid(),)+
                }
            }
        }

        /// The words for facts, and the topics they change.
        const KINDS: &[(&str, &[Topic])] = &[$(($kind, &[$(Topic::$topic),*])),+];
    };
}

facts! {
    UserSignedUp = "user_signed_up" { id: UserId } []
    SessionRevoked = "session_revoked" { id: SessionId } []
    OfferPublished = "offer_published" { id: OfferId } [Offer]
    OfferChanged = "offer_changed" { id: OfferId } [Offer]
    /// Open applications must be asked again.
    OfferAmended = "offer_amended" { id: OfferId, version: i64, is_material: bool } [Offer]
    /// Open applications must be ended.
    OfferEnded = "offer_ended" { id: OfferId } [Offer]
    ApplicationSubmitted = "application_submitted" { id: ApplicationId } [Application]
    ApplicationChanged = "application_changed" { id: ApplicationId } [Application]
    ProposalMade = "proposal_made" { id: ProposalId } [Application]
    ProposalAnswered = "proposal_answered" { id: ProposalId } [Application]
    CollaborationOpened = "collaboration_opened" { id: CollaborationId } [Collaboration]
    CollaborationChanged = "collaboration_changed" { id: CollaborationId } [Collaboration]
    DeliverableChanged = "deliverable_changed" { id: DeliverableId } [Deliverable Collaboration]
    FundingChanged = "funding_changed" { id: FundingId } []
    PayoutChanged = "payout_changed" { id: PayoutId } [Payout]
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Offer,
        Self::Application,
        Self::Collaboration,
        Self::Deliverable,
        Self::Payout,
    ];

    /// The words for the facts that change such objects.
    pub fn kinds(self) -> Vec<&'static str> {
        let changing = KINDS.iter().filter(|(_, topics)| topics.contains(&self));
        changing.map(|(kind, _)| *kind).collect()
    }

    /// What a fact changes, by its word; nothing for one that a newer program has recorded.
    pub fn changed_by(kind: &str) -> &'static [Self] {
        let known = KINDS.iter().find(|(known, _)| *known == kind);
        known.map_or(&[], |(_, topics)| topics)
    }
}

/// To what the subject of a fact belongs, itself among it, and so whom the fact concerns: members of the brand, and the
/// creator. Each feature says it of its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each names what it is the id of")]
pub struct Parties {
    pub offer_id: Option<OfferId>,
    pub application_id: Option<ApplicationId>,
    pub collaboration_id: Option<CollaborationId>,
    pub brand_id: Option<BrandId>,
    pub creator_id: Option<CreatorId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_stored_by_the_word_that_its_topics_go_by() {
        let fact = Fact::OfferAmended {
            id: OfferId::new(),
            version: 2,
            is_material: true,
        };
        let stored = serde_json::to_value(&fact).unwrap();
        assert_eq!(stored["kind"], "offer_amended");
        assert_eq!(serde_json::from_value::<Fact>(stored).unwrap(), fact);
        assert_eq!(Topic::changed_by("offer_amended"), [Topic::Offer]);
        assert!(Topic::Offer.kinds().contains(&"offer_amended"));
        assert!(Topic::changed_by("of_a_newer_program").is_empty());
    }
}
