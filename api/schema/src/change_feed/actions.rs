//! What happened, and who did it.

use async_graphql::Enum;
use async_graphql::resolver_utils::EnumType;
use domain::change_feed::By;

/// What happened to an object. Most have the name of the mutation that did it.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangeAction {
    /// The brand showed the offer to everybody.
    OfferPublish,
    /// The brand changed the offer.
    OfferAmend,
    /// The offer takes no applications for a while.
    OfferPause,
    /// It takes them again.
    OfferResume,
    /// The brand set money aside for it.
    OfferReserve,
    /// It ended: the brand closed it, or its deadline passed.
    OfferClose,
    /// The brand called it off.
    OfferCancel,
    /// Its slots, budget or reserve changed with an agreement.
    OfferFollow,
    /// The creator applied.
    ApplicationSubmit,
    /// The creator took the application back.
    ApplicationWithdraw,
    /// The brand marked it as interesting.
    ApplicationShortlist,
    /// The brand said no.
    ApplicationReject,
    /// The brand accepted it, and the collaboration opened.
    ApplicationAccept,
    /// The offer changed, and the creator has to agree to it again.
    ApplicationOutdate,
    /// The creator agreed to the changed offer.
    ApplicationReconfirm,
    /// Nobody answered, or confirmed, in time.
    ApplicationExpire,
    /// Its offer ended.
    ApplicationClose,
    /// One side proposed other pay.
    ProposalCreate,
    /// The other side agreed, and the collaboration opened.
    ProposalAccept,
    /// The other side said no.
    ProposalDecline,
    /// The side that had proposed it took it back.
    ProposalWithdraw,
    /// Nobody answered it in time.
    ProposalExpire,
    /// The brand paid what is held, and the work began.
    CollaborationFund,
    /// One side called it off.
    CollaborationCancel,
    /// The staff ended it.
    CollaborationTerminate,
    /// The brand did not fund it in time.
    CollaborationExpire,
    /// The creator handed in a concept.
    DeliverableSubmitConcept,
    /// The brand, or its silence, agreed to the concept.
    DeliverableApproveConcept,
    /// The creator handed in the content.
    DeliverableSubmit,
    /// The brand asked for changes.
    DeliverableRequestChanges,
    /// The brand, or its silence, agreed to the content.
    DeliverableApprove,
    /// The brand rejected it.
    DeliverableReject,
    /// A rejection stood, and the brand got its money back.
    DeliverableRefund,
    /// The creator posted it.
    DeliverablePublish,
    /// The brand, or its silence, agreed that the post is right.
    DeliverableVerify,
    /// The brand said that the post is not what was agreed.
    DeliverableContest,
    /// The creator took it to the staff.
    DeliverableEscalate,
    /// The staff divided its pay.
    DeliverableDecide,
    /// The creator asked for a payout.
    PayoutRequest,
    /// The creator took the payout back.
    PayoutCancel,
    /// The money is on its way.
    PayoutDepart,
    /// The money arrived.
    PayoutArrive,
    /// The payment provider refused it; the money is available again.
    PayoutFail,
    /// Something else: ask for the object.
    Other,
}

impl ChangeAction {
    /// By the name of the command in the audit log: `offer.publish`.
    pub(super) fn of(action: Option<&str>) -> Self {
        let name = action.unwrap_or_default().replace('.', "_").to_uppercase();
        let found = Self::items().iter().find(|item| item.name == name);
        found.map_or(Self::Other, |item| item.value)
    }
}

/// Who brought a change about.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "By")]
pub(super) enum ChangeActor {
    /// A member of the brand.
    Brand,
    /// The creator.
    Creator,
    /// The marketplace's staff.
    Operator,
    /// The marketplace itself: a deadline, somebody's silence, or what follows from another change.
    System,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_has_the_name_of_its_command() {
        let approve = ChangeAction::of(Some("deliverable.approve_concept"));
        assert_eq!(approve, ChangeAction::DeliverableApproveConcept);
        assert_eq!(
            ChangeAction::of(Some("offer.follow")),
            ChangeAction::OfferFollow
        );
        assert_eq!(ChangeAction::of(Some("other.thing")), ChangeAction::Other);
        assert_eq!(ChangeAction::of(None), ChangeAction::Other);
    }
}
