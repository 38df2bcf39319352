//! Which facts are changes of what.

use uuid::Uuid;

use crate::id::Id;
use crate::outbox::Fact;

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

/// What a fact says of which object. A proposal changes its application, and a deliverable its collaboration too: those
/// are found in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    /// The object itself.
    Object(Topic, Uuid),
    /// The application of this proposal.
    ApplicationOf(Uuid),
    /// This deliverable and its collaboration.
    DeliverableAndParent(Uuid),
    /// Nothing that can be followed.
    Nothing,
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

    /// The kinds of facts that change such objects, as the outbox stores them.
    pub fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Offer => &[
                "offer_published",
                "offer_changed",
                "offer_amended",
                "offer_ended",
            ],
            Self::Application => &[
                "application_submitted",
                "application_changed",
                "proposal_made",
                "proposal_answered",
            ],
            Self::Collaboration => &[
                "collaboration_opened",
                "collaboration_changed",
                "deliverable_changed",
            ],
            Self::Deliverable => &["deliverable_changed"],
            Self::Payout => &["payout_changed"],
        }
    }
}

/// What a fact changes.
pub(super) fn touched(fact: &Fact) -> Touched {
    match fact {
        Fact::OfferPublished { id } | Fact::OfferChanged { id } | Fact::OfferEnded { id } => {
            Touched::Object(Topic::Offer, id.uuid())
        }
        Fact::OfferAmended { id, .. } => Touched::Object(Topic::Offer, id.uuid()),
        Fact::ApplicationSubmitted { id } | Fact::ApplicationChanged { id } => {
            Touched::Object(Topic::Application, id.uuid())
        }
        Fact::ProposalMade { id } | Fact::ProposalAnswered { id } => {
            Touched::ApplicationOf(id.uuid())
        }
        Fact::CollaborationOpened { id } | Fact::CollaborationChanged { id } => {
            Touched::Object(Topic::Collaboration, id.uuid())
        }
        Fact::DeliverableChanged { id } => Touched::DeliverableAndParent(id.uuid()),
        Fact::PayoutChanged { id } => Touched::Object(Topic::Payout, id.uuid()),
        Fact::UserSignedUp { .. } | Fact::SessionRevoked { .. } | Fact::FundingChanged { .. } => {
            Touched::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{
        ApplicationId, CollaborationId, DeliverableId, FundingId, OfferId, PayoutId, ProposalId,
        SessionId, UserId,
    };

    fn one_of_each() -> Vec<Fact> {
        let (offer, bid) = (OfferId::new(), ApplicationId::new());
        let (proposal, work) = (ProposalId::new(), CollaborationId::new());
        vec![
            Fact::UserSignedUp { id: UserId::new() },
            Fact::SessionRevoked {
                id: SessionId::new(),
            },
            Fact::OfferPublished { id: offer },
            Fact::OfferChanged { id: offer },
            Fact::OfferAmended {
                id: offer,
                version: 2,
                is_material: true,
            },
            Fact::OfferEnded { id: offer },
            Fact::ApplicationSubmitted { id: bid },
            Fact::ApplicationChanged { id: bid },
            Fact::ProposalMade { id: proposal },
            Fact::ProposalAnswered { id: proposal },
            Fact::CollaborationOpened { id: work },
            Fact::CollaborationChanged { id: work },
            Fact::DeliverableChanged {
                id: DeliverableId::new(),
            },
            Fact::FundingChanged {
                id: FundingId::new(),
            },
            Fact::PayoutChanged {
                id: PayoutId::new(),
            },
        ]
    }

    #[test]
    fn a_topic_names_the_facts_that_change_it_and_no_others() {
        for fact in one_of_each() {
            let kind = serde_json::to_value(&fact).unwrap()["kind"].clone();
            let named: Vec<Topic> = Topic::ALL
                .into_iter()
                .filter(|topic| topic.kinds().iter().any(|known| kind == *known))
                .collect();
            let expected = match touched(&fact) {
                Touched::Object(topic, _) => vec![topic],
                Touched::ApplicationOf(_) => vec![Topic::Application],
                Touched::DeliverableAndParent(_) => vec![Topic::Collaboration, Topic::Deliverable],
                Touched::Nothing => vec![],
            };
            assert_eq!(named, expected, "{kind}");
        }
    }
}
