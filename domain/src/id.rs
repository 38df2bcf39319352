//! Every id of the marketplace, in one list. Ids are UUIDv7: they sort by age and are never a secret.

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What all ids can do; the tag tells one kind from another outside the house.
pub trait Id: Copy + Send + Sync + 'static {
    /// Two letters, unique in the list below; part of the public, opaque id.
    const TAG: [u8; 2];
    /// Takes a key from the database or from a decoded public id.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The database key.
    fn uuid(self) -> Uuid;
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident = $tag:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Draws a new id.
            #[expect(clippy::new_without_default, reason = "an id is drawn, it has no default")]
            #[expect(clippy::disallowed_methods, reason = "the one place that draws ids")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Id for $name {
            const TAG: [u8; 2] = *$tag;
            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        // sea-orm asks it of every primary key; DeriveValueType writes it for integers only.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+

        #[cfg(test)]
        const TAGS: &[[u8; 2]] = &[$(*$tag),+];
    };
}

// No Display: it would print raw keys where public ids belong.
id! {
    /// A person with e-mail and password.
    UserId = b"us";
    /// A person who looks at what is theirs: known by that person's key.
    ViewerId = b"vi";
    /// A log-in on one device.
    SessionId = b"se";
    /// An organisation that posts offers.
    BrandId = b"br";
    /// A person's place in a brand.
    BrandMemberId = b"bm";
    /// A creator's profile.
    CreatorId = b"cr";
    /// An account on a social platform.
    SocialAccountId = b"sa";
    /// A post on a social platform.
    SocialPostId = b"sp";
    /// What a brand asks for and pays.
    OfferId = b"of";
    /// A creator's application.
    ApplicationId = b"ap";
    /// One round of negotiation.
    ProposalId = b"pr";
    /// The agreed work.
    CollaborationId = b"co";
    /// One piece of content owed.
    DeliverableId = b"de";
    /// One handed-in version of a deliverable.
    SubmissionId = b"su";
    /// A brand's request to change a submission.
    ChangeRequestId = b"cq";
    /// The live post of a deliverable.
    PublicationId = b"pu";
    /// A brand's money in one currency: the account of the ledger that is its wallet's own.
    WalletId = b"wa";
    /// A creator's money in one currency: the account of the ledger in which it is in clearance.
    CreatorBalanceId = b"cb";
    /// Money a brand pays in.
    FundingId = b"fu";
    /// Pay released for one deliverable.
    EarningId = b"ea";
    /// Money sent to a creator.
    PayoutId = b"po";
    /// An account of the ledger.
    LedgerAccountId = b"la";
    /// A business event in the ledger.
    LedgerEntryId = b"le";
    /// A line of a statement.
    StatementLineId = b"sl";
    /// A document that a client's build has registered.
    TrustedDocumentId = b"td";
    /// A row of the outbox.
    FactId = b"fa";
    /// A row of the audit log.
    AuditEntryId = b"au";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::TAGS;

    #[test]
    fn no_two_kinds_share_a_tag() {
        assert_eq!(TAGS.iter().collect::<BTreeSet<_>>().len(), TAGS.len());
    }
}
