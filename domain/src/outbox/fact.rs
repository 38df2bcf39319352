//! The facts of the marketplace.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{
    ApplicationId, CollaborationId, DeliverableId, FundingId, Id, OfferId, PayoutId, ProposalId,
    SessionId, UserId,
};

/// Something that became true. Stored as JSON by its name: rename none, remove none while rows of it may wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each names its feature and what happened")]
pub enum Fact {
    UserSignedUp {
        id: UserId,
    },
    SessionRevoked {
        id: SessionId,
    },
    OfferPublished {
        id: OfferId,
    },
    OfferChanged {
        id: OfferId,
    },
    /// Open applications must be asked again.
    OfferAmended {
        id: OfferId,
        version: i64,
        is_material: bool,
    },
    /// Open applications must be ended.
    OfferEnded {
        id: OfferId,
    },
    ApplicationSubmitted {
        id: ApplicationId,
    },
    ApplicationChanged {
        id: ApplicationId,
    },
    ProposalMade {
        id: ProposalId,
    },
    ProposalAnswered {
        id: ProposalId,
    },
    CollaborationOpened {
        id: CollaborationId,
    },
    CollaborationChanged {
        id: CollaborationId,
    },
    DeliverableChanged {
        id: DeliverableId,
    },
    FundingChanged {
        id: FundingId,
    },
    PayoutChanged {
        id: PayoutId,
    },
}

impl Fact {
    /// What it is about.
    pub fn subject(&self) -> Uuid {
        match self {
            Self::UserSignedUp { id } => id.uuid(),
            Self::SessionRevoked { id } => id.uuid(),
            Self::OfferPublished { id } | Self::OfferChanged { id } | Self::OfferEnded { id } => {
                id.uuid()
            }
            Self::OfferAmended { id, .. } => id.uuid(),
            Self::ApplicationSubmitted { id } | Self::ApplicationChanged { id } => id.uuid(),
            Self::ProposalMade { id } | Self::ProposalAnswered { id } => id.uuid(),
            Self::CollaborationOpened { id } | Self::CollaborationChanged { id } => id.uuid(),
            Self::DeliverableChanged { id } => id.uuid(),
            Self::FundingChanged { id } => id.uuid(),
            Self::PayoutChanged { id } => id.uuid(),
        }
    }
}
