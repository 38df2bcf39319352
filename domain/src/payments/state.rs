//! The lives of money coming in, earned, and going out.

use sea_orm::{DeriveActiveEnum, EnumIter};

use super::Error;

/// Where a payout stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum State {
    /// Asked for; may still be cancelled.
    Requested,
    /// Handed to the provider, who has not answered yet.
    Sending,
    /// The provider is moving it.
    InTransit,
    /// It arrived.
    Paid,
    /// Taken back before it was sent.
    Cancelled,
    /// The provider refused it; the money is available again.
    Failed,
}

/// What can happen to a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Event {
    /// The worker is about to call the provider.
    Send,
    /// The provider took it.
    Depart,
    /// The provider says it arrived.
    Arrive,
    /// The creator takes it back.
    Cancel,
    /// The provider definitely refused it.
    Fail,
}

impl State {
    /// The life of a payout. Arrival may be the first news of a departure.
    pub fn transition(self, event: Event) -> Result<Self, Error> {
        use Event::*;
        use State::*;
        match (self, event) {
            (Requested, Send) => Ok(Sending),
            (Requested, Cancel) => Ok(Cancelled),
            (Sending, Depart) => Ok(InTransit),
            (Sending | InTransit, Arrive) => Ok(Paid),
            (Sending | InTransit, Fail) => Ok(Failed),
            (Requested, Depart | Arrive | Fail)
            | (Sending, Send | Cancel)
            | (InTransit, Send | Depart | Cancel)
            | (Paid | Cancelled | Failed, _) => Err(Error::State { state: self, event }),
        }
    }
}

/// Where a funding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum FundingState {
    /// Asked of the provider.
    Requested,
    /// The money is in the wallet.
    Captured,
    /// The provider refused.
    Failed,
}

/// Where an earning stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum EarningState {
    /// Released, in clearance.
    PendingClearance,
    /// May be paid out.
    Available,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_a_payout() {
        insta::assert_snapshot!(crate::transition_table::of(State::transition), @r"
                            Send             Depart           Arrive           Cancel           Fail
        Requested           Sending          ·                ·                Cancelled        ·
        Sending             ·                InTransit        Paid             ·                Failed
        InTransit           ·                ·                Paid             ·                Failed
        Paid                ·                ·                ·                ·                ·
        Cancelled           ·                ·                ·                ·                ·
        Failed              ·                ·                ·                ·                ·
        ");
    }
}
