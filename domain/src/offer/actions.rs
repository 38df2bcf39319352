//! What somebody may do with an offer now, and why not: by the rules its commands ask.

use chrono::{DateTime, Utc};

use super::rules::{self, Capacity};
use super::{Draft, Event, State};
use crate::brand::{Permission, Role, spending};
use crate::error::{Error, Result};
use crate::money::Money;
use crate::payments;
use crate::policy::AgreementPolicy;

/// What a brand does with an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Rewrite the draft.
    Update,
    /// Open it for applications.
    Publish,
    /// Take no applications for a while.
    Pause,
    /// Take applications again.
    Resume,
    /// Change it where others see it.
    Amend,
    /// Set the money for it aside.
    Reserve,
    /// End it; collaborations go on.
    Close,
    /// Call it off.
    Cancel,
}

impl Action {
    /// What a member of the brand needs for it.
    pub(super) fn permission(self) -> Permission {
        match self {
            Self::Reserve => Permission::Spend,
            Self::Update | Self::Publish | Self::Pause | Self::Resume => Permission::ManageWork,
            Self::Amend | Self::Close | Self::Cancel => Permission::ManageWork,
        }
    }
}

/// What decides about it.
pub struct Facts {
    /// Logged in.
    pub is_known: bool,
    /// What they are in the brand; none for others.
    pub role: Option<Role>,
    /// How much they may take from the wallet, without a role that manages money.
    pub spending_limit: Option<Money>,
    /// Where it stands.
    pub state: State,
    /// How many versions of its content are kept.
    pub versions: u64,
    /// What it says.
    pub draft: Draft,
    /// What of it is taken.
    pub capacity: Capacity,
    /// The money for it is set aside.
    pub is_reserved: bool,
    /// Somebody works on it, or waits for the money to.
    pub has_running_collaboration: bool,
    /// What the brand has free.
    pub wallet: Money,
}

impl Facts {
    /// Whether the command would be carried out now; if not, its refusal. Content is not part of it: to change an offer
    /// one may where some change is possible.
    pub fn may(&self, action: Action, policy: &AgreementPolicy, now: DateTime<Utc>) -> Result<()> {
        if !self.is_known {
            return Err(Error::Unauthenticated);
        }
        action.permission().require(self.role)?;
        let state = rules::state_by(self.state, self.draft.closes_at, now);
        match action {
            Action::Update => state.transition(Event::Edit)?,
            Action::Publish => {
                let published = state.transition(Event::Publish)?;
                rules::require_complete(&self.draft, policy, now)?;
                published
            }
            Action::Pause => state.transition(Event::Pause)?,
            Action::Resume => state.transition(Event::Resume)?,
            Action::Amend => {
                let amended = state.transition(Event::Amend)?;
                rules::may_amend(self.versions)?;
                amended
            }
            Action::Reserve => {
                let reserved = state.transition(Event::Reserve)?;
                rules::may_reserve(self.is_reserved)?;
                self.may_set_aside(policy)?;
                reserved
            }
            Action::Close => state.transition(Event::Close)?,
            Action::Cancel => {
                let cancelled = state.transition(Event::Cancel)?;
                rules::may_cancel(self.has_running_collaboration)?;
                cancelled
            }
        };
        Ok(())
    }

    fn may_set_aside(&self, policy: &AgreementPolicy) -> Result<()> {
        let wanted = self.capacity.reserve(policy)?;
        if wanted.minor() > self.wallet.minor() {
            return Err(payments::Error::WalletInsufficient.into());
        }
        spending::may_spend(self.role, self.spending_limit, wanted)?;
        Ok(())
    }
}
