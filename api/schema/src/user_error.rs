//! The codes of mistakes that callers can put right.

use async_graphql::Enum;
use domain::error::UserError;

use crate::reading::shown::shown_enums;

/// Where a mistake stands in the arguments of a mutation: they are one `input`, the form of its command.
pub fn input_path(error: &dyn UserError) -> Option<Vec<String>> {
    let path = error.path()?;
    Some([vec!["input".to_owned()], path].concat())
}

/// The code as the schema spells it.
pub fn screaming(code: domain::error::Code) -> String {
    domain::input::humanize(code)
        .replace(' ', "_")
        .to_uppercase()
}

/// Why a request was refused. More codes may be added; treat unknown ones as a general refusal.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::error::Code")]
pub enum UserErrorCode {
    /// Not one of our ids, or the id of another kind of thing.
    InvalidId,
    /// The arguments of a connection do not fit together, or a cursor belongs to another list.
    InvalidPagination,
    /// Something needed was left empty.
    ValueMissing,
    /// Longer than allowed.
    ValueTooLong,
    /// Shorter than allowed.
    ValueTooShort,
    /// A number or a time outside its bounds.
    ValueOutOfRange,
    /// Not in the expected form.
    ValueInvalid,
    /// More entries than allowed.
    ListTooLong,
    /// As many are there already as there may be: brands of a person, drafts or members of a brand, accounts of a
    /// creator. `parameters` have `max`.
    QuotaExceeded,
    /// Negative, too large, or with more decimal places than the currency has.
    AmountInvalid,
    /// Another currency than that of the offer or agreement.
    CurrencyMismatch,
    /// The idempotency key was used before with other input.
    IdempotencyKeyReused,
    /// The first request with this idempotency key is still running; try again in a moment.
    IdempotencyInProgress,
    /// There is an account with this e-mail address.
    EmailTaken,
    /// E-mail address or password is wrong.
    CredentialsInvalid,
    /// The refresh token is unknown, expired, or was used more than a moment ago; log in again.
    RefreshTokenInvalid,
    /// This person is a member of the brand already.
    BrandMemberAlreadyExists,
    /// A brand keeps at least one owner.
    BrandOwnerMissing,
    /// This user has a creator profile already.
    CreatorAlreadyExists,
    /// The profile has this account already.
    SocialAccountAlreadyExists,
    /// Only a draft can be edited; amend a published offer.
    OfferNotDraft,
    /// The offer takes no applications now.
    OfferNotOpen,
    /// The offer is in another state than this needs.
    OfferStateInvalid,
    /// The offer lacks something it needs to be published.
    OfferIncomplete,
    /// A collaboration of this offer is running.
    OfferHasCollaborations,
    /// All slots of the offer are taken.
    OfferFull,
    /// The offer's budget does not cover this.
    OfferBudgetExceeded,
    /// The money for this offer is set aside already.
    OfferAlreadyReserved,
    /// The offer has changed since `expectedVersion`: read its content again. `parameters` have `version`.
    OfferVersionConflict,
    /// The creator does not meet the offer's criteria; ask for the eligibility to see which.
    CreatorNotEligible,
    /// The creator has a live application to this offer.
    ApplicationAlreadyExists,
    /// The application is in another state than this needs.
    ApplicationStateInvalid,
    /// Members of a brand cannot apply to its own offers.
    ApplicationOwnOffer,
    /// The other side has to make the next proposal.
    ProposalNotYourTurn,
    /// All rounds of negotiation are used.
    ProposalRoundsExhausted,
    /// The proposal is in another state than this needs.
    ProposalStateInvalid,
    /// The pay of this offer is fixed.
    PayNotNegotiable,
    /// The collaboration is in another state than this needs.
    CollaborationStateInvalid,
    /// Work has begun; it cannot be cancelled like this any more.
    CancelNotAllowed,
    /// The deliverable is in another state than this needs.
    DeliverableStateInvalid,
    /// All included rounds of changes are used.
    RevisionRoundsExhausted,
    /// A final rejection is possible only after the included rounds of changes.
    RevisionRoundsLeft,
    /// The brief has no requirement with this number.
    RequirementUnknown,
    /// The brand has contested the posts of this deliverable as often as it may.
    ContestsExhausted,
    /// There is nothing to escalate yet, or it is too late.
    EscalationNotAllowed,
    /// This deliverable needs no concept.
    ConceptNotRequired,
    /// This deliverable is not published by the creator.
    PublicationNotRequired,
    /// The brand's wallet does not cover this.
    WalletInsufficient,
    /// You may not take so much out of the brand's wallet; somebody who manages its money may.
    SpendingLimitExceeded,
    /// Less money is available than asked for.
    BalanceInsufficient,
    /// The payout is in another state than this needs.
    PayoutStateInvalid,
    /// Not a valid IBAN.
    IbanInvalid,
}

shown_enums!(UserErrorCode);

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn a_code_has_one_spelling() {
        let in_schema: Vec<&str> = UserErrorCode::items()
            .iter()
            .map(|item| item.name)
            .collect();
        let in_queries: Vec<String> = domain::error::Code::iter().map(screaming).collect();
        assert_eq!(in_schema, in_queries);
    }
}
