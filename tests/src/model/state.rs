//! What the marketplace should know after all that succeeded, kept in memory by the product's rules.

use chrono::{DateTime, Utc};
use domain::brand::Role;
use domain::entity::deliverable::State as DeliverableState;
use domain::id::{
    ApplicationId, BrandId, CollaborationId, CreatorId, DeliverableId, FundingId, OfferId,
    PayoutId, ProposalId,
};
use domain::ledger::{Account, AccountKind};
use domain::money::Currency;
use domain::offer::{Brief, DeliverableSpec};
use domain::payments::{EarningState, FundingState};
use domain::vocabulary::Side;
use domain::{application, collaboration, offer, payments};

use super::books::{Books, bps};
use super::people::Part;

/// Fees of the marketplace in the model's world, in basis points.
pub(super) const BRAND_BPS: i64 = 1_000;
pub(super) const CREATOR_BPS: i64 = 333;

pub(super) struct Offer {
    pub(super) id: OfferId,
    pub(super) brand: usize,
    pub(super) brand_id: BrandId,
    pub(super) state: offer::State,
    pub(super) currency: Currency,
    pub(super) slots: i64,
    pub(super) taken: i64,
    pub(super) budget: i64,
    pub(super) committed: i64,
    pub(super) is_reserved: bool,
    pub(super) closes_at: DateTime<Utc>,
    /// Version by version, the present one last.
    pub(super) briefs: Vec<Brief>,
}

pub(super) struct ApplicationInput {
    pub(super) id: ApplicationId,
    pub(super) offer: usize,
    pub(super) creator: usize,
    pub(super) state: application::State,
    pub(super) pay: i64,
    pub(super) version: usize,
    pub(super) due_at: Option<DateTime<Utc>>,
}

pub(super) struct Proposal {
    pub(super) id: ProposalId,
    pub(super) application: usize,
    pub(super) side: Side,
    pub(super) state: application::ProposalState,
    pub(super) pay: i64,
    pub(super) expires_at: DateTime<Utc>,
    /// Who made it.
    pub(super) by: Part,
}

pub(super) struct Agreement {
    pub(super) id: CollaborationId,
    pub(super) offer: usize,
    pub(super) creator: usize,
    pub(super) creator_id: CreatorId,
    pub(super) state: collaboration::State,
    pub(super) currency: Currency,
    pub(super) pay: i64,
    pub(super) brand_fee: i64,
    pub(super) creator_fee: i64,
    pub(super) funding_due_at: DateTime<Utc>,
}

pub(super) struct Deliverable {
    pub(super) id: DeliverableId,
    pub(super) agreement: usize,
    pub(super) state: DeliverableState,
    pub(super) spec: DeliverableSpec,
    pub(super) pay: i64,
    /// Pay of the deliverables before it.
    pub(super) before: i64,
    pub(super) rounds: i64,
    pub(super) due_at: Option<DateTime<Utc>>,
    pub(super) handed_in_at: Option<DateTime<Utc>>,
    pub(super) silence_at: Option<DateTime<Utc>>,
    pub(super) is_paid: bool,
    pub(super) contests: usize,
    pub(super) escalatable_until: Option<DateTime<Utc>>,
    /// The creator's share in basis points, as decided.
    pub(super) share: Option<i64>,
}

pub(super) struct Earning {
    pub(super) deliverable: usize,
    pub(super) amount: i64,
    pub(super) state: EarningState,
    pub(super) clears_at: DateTime<Utc>,
}

pub(super) struct Payout {
    pub(super) id: PayoutId,
    pub(super) creator: usize,
    pub(super) state: payments::State,
    pub(super) amount: i64,
    pub(super) currency: Currency,
    pub(super) is_refused: bool,
}

pub(super) struct Funding {
    pub(super) id: FundingId,
    pub(super) brand_id: BrandId,
    pub(super) state: FundingState,
    pub(super) amount: i64,
    pub(super) currency: Currency,
}

#[derive(Default)]
pub(super) struct Model {
    pub(super) books: Books,
    pub(super) offers: Vec<Offer>,
    pub(super) applications: Vec<ApplicationInput>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) deliverables: Vec<Deliverable>,
    pub(super) earnings: Vec<Earning>,
    pub(super) payouts: Vec<Payout>,
    pub(super) fundings: Vec<Funding>,
    /// What the manager of each brand may still take from the wallet, in euros.
    pub(super) limits: [i64; 2],
}

impl Model {
    /// Whether somebody may take so much out of a brand's wallet; afterwards they may take less.
    pub(super) fn spends(
        &mut self,
        part: Part,
        brand: usize,
        currency: Currency,
        minor: i64,
    ) -> bool {
        match part {
            _ if minor == 0 => true,
            Part::Member(of, Role::Owner | Role::Admin | Role::Finance) => of == brand,
            Part::Member(of, Role::Manager) if of == brand && currency == Currency::Eur => {
                let left = &mut self.limits[brand];
                let may = *left >= minor;
                *left -= if may { minor } else { 0 };
                may
            }
            _ => false,
        }
    }

    /// What no longer covers all open slots goes back to the wallet.
    pub(super) fn reviews_reserve(&mut self, offer: usize) {
        let (offer, books) = (&mut self.offers[offer], &mut self.books);
        if offer.is_reserved && books.holds(offer.reserve()) < offer.reserve_wanted() {
            books.empties(offer.reserve(), offer.wallet());
            offer.is_reserved = false;
        }
    }
}

impl Offer {
    pub(super) fn brief(&self) -> &Brief {
        self.briefs.last().unwrap()
    }

    pub(super) fn pay(&self) -> i64 {
        self.brief().compensation.pay_minor
    }

    pub(super) fn wallet(&self) -> Account {
        Account::of(AccountKind::BrandWallet, self.brand_id, self.currency)
    }

    pub(super) fn reserve(&self) -> Account {
        Account::of(AccountKind::OfferReserve, self.id, self.currency)
    }

    pub(super) fn is_open(&self) -> bool {
        use offer::State::*;
        matches!(self.state, Published | Paused | Filled)
    }

    /// What setting aside money for all free slots takes.
    pub(super) fn reserve_wanted(&self) -> i64 {
        charge(self.pay()) * (self.slots - self.taken)
    }

    /// An applicant who agreed to one version would have to be asked again about the other.
    pub(super) fn differs(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.briefs[one - 1], &self.briefs[other - 1]);
        one.compensation != other.compensation || one.deliverables != other.deliverables
    }
}

impl Agreement {
    pub(super) fn escrow(&self) -> Account {
        Account::of(AccountKind::Escrow, self.id, self.currency)
    }

    pub(super) fn deferred(&self) -> Account {
        Account::of(AccountKind::FeeDeferred, self.id, self.currency)
    }

    pub(super) fn is_running(&self) -> bool {
        use collaboration::State::*;
        matches!(self.state, AwaitingFunding | Active)
    }
}

impl Deliverable {
    pub(super) fn is_settled(&self) -> bool {
        self.is_paid
            || matches!(
                self.state,
                DeliverableState::Refunded
                    | DeliverableState::Cancelled
                    | DeliverableState::Decided
            )
    }
}

/// Pay with the brand's fee on top.
pub(super) fn charge(pay: i64) -> i64 {
    pay + bps(pay, BRAND_BPS)
}

pub(super) fn is_open(state: application::State) -> bool {
    use application::State::*;
    matches!(
        state,
        Submitted | Shortlisted | Negotiating | NeedsReconfirmation
    )
}

/// The brand may accept, or either side propose.
pub(super) fn is_answerable(state: application::State) -> bool {
    use application::State::*;
    matches!(state, Submitted | Shortlisted | Negotiating)
}
