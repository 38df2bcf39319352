//! What somebody may do with a collaboration now, and why not: by the rules its commands ask.

use chrono::{DateTime, Utc};

use super::{Event, Owed, Party, Standing, State, rules};
use crate::brand::{Permission, spending};
use crate::error::Result;
use crate::money::Money;
use crate::payments;

/// Whose act it is to fund a collaboration.
pub(super) const FUNDS: Party = Party::Brand(Permission::Spend);

/// What people do with a collaboration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Hold pay and fee, so that the work starts.
    Fund,
    /// Call it off.
    Cancel,
    /// End it, and divide what is held.
    Terminate,
}

/// What decides about it.
pub struct Facts {
    /// Who asks.
    pub standing: Standing,
    /// How much they may take from the wallet, without a role that manages money.
    pub spending_limit: Option<Money>,
    /// Where it stands.
    pub state: State,
    /// When it expires unless it is funded.
    pub funding_due_at: Option<DateTime<Utc>>,
    /// What the creator is paid.
    pub pay: Money,
    /// The marketplace's fee on top.
    pub brand_fee: Money,
    /// What is set aside for its offer.
    pub reserved: Money,
    /// What the brand has free.
    pub wallet: Money,
    /// What is owed, in order.
    pub deliverables: Vec<Owed>,
    /// After so many days content is long overdue, as agreed.
    pub overdue_days: u32,
}

impl Facts {
    /// Whether the command would be carried out now; if not, its refusal.
    pub fn may(&self, action: Action, now: DateTime<Utc>) -> Result<()> {
        let owed: Vec<_> = self.deliverables.iter().map(|one| one.by(now)).collect();
        let state = self.state_by(now, &owed);
        match action {
            Action::Fund => {
                self.standing.require(FUNDS)?;
                state.transition(Event::Fund)?;
                self.may_pay()
            }
            Action::Cancel => {
                let side = self.standing.side()?;
                state.transition(Event::Cancel)?;
                Ok(rules::may_cancel(side, &owed, self.overdue_days, now)?)
            }
            Action::Terminate => {
                self.standing.require(Party::Staff)?;
                Ok(state.transition(Event::Terminate).map(|_| ())?)
            }
        }
    }

    /// Where the clocks leave it by now, whether they have struck or not.
    fn state_by(&self, now: DateTime<Utc>, owed: &[Owed]) -> State {
        let is_late = self.funding_due_at.is_some_and(|at| at <= now);
        let is_done = !owed.is_empty() && owed.iter().all(|one| one.is_settled);
        let event = match self.state {
            State::AwaitingFunding if is_late => Event::Expire,
            State::Active if is_done => Event::Complete,
            _ => return self.state,
        };
        self.state.transition(event).unwrap_or(self.state)
    }

    fn may_pay(&self) -> Result<()> {
        let charge = (self.pay, self.brand_fee);
        let drawn = payments::rules::drawn(charge, self.reserved, self.wallet)?
            .ok_or(payments::Error::WalletInsufficient)?;
        spending::may_spend(self.standing.role, self.spending_limit, drawn)?;
        Ok(())
    }
}
