//! The life of a collaboration.

use sea_orm::{DeriveActiveEnum, EnumIter};

use super::Error;

/// Where a collaboration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum State {
    /// Agreed; no work is due before the money is held.
    AwaitingFunding,
    /// The money is held and the work runs.
    Active,
    /// Everything owed is done and paid.
    Completed,
    /// Called off before work.
    Cancelled,
    /// Ended by an operator, with a reason.
    Terminated,
    /// The brand did not fund it in time.
    Expired,
}

/// What can happen to a collaboration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Event {
    /// The pay is held in escrow.
    Fund,
    /// The last deliverable is settled.
    Complete,
    /// A side calls it off.
    Cancel,
    /// An operator ends it.
    Terminate,
    /// The time to fund it is up.
    Expire,
}

impl State {
    /// The life of a collaboration. A pair that is not listed cannot happen.
    pub fn transition(self, event: Event) -> Result<Self, Error> {
        use Event::*;
        use State::*;
        match (self, event) {
            (AwaitingFunding, Fund) => Ok(Active),
            (AwaitingFunding, Expire) => Ok(Expired),
            (Active, Complete) => Ok(Completed),
            (AwaitingFunding | Active, Cancel) => Ok(Cancelled),
            (AwaitingFunding | Active, Terminate) => Ok(Terminated),
            (AwaitingFunding, Complete)
            | (Active, Fund | Expire)
            | (Completed | Cancelled | Terminated | Expired, _) => {
                Err(Error::State { state: self, event })
            }
        }
    }

    /// Refuses work on what has not started or has ended.
    pub fn require_active(self) -> Result<(), Error> {
        match self {
            Self::Active => Ok(()),
            Self::AwaitingFunding
            | Self::Completed
            | Self::Cancelled
            | Self::Terminated
            | Self::Expired => Err(Error::NotActive(self)),
        }
    }

    /// Not ended yet.
    pub fn is_running(self) -> bool {
        match self {
            Self::AwaitingFunding | Self::Active => true,
            Self::Completed | Self::Cancelled | Self::Terminated | Self::Expired => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_a_collaboration() {
        insta::assert_snapshot!(crate::transition_table::of(State::transition), @r"
                            Fund             Complete         Cancel           Terminate        Expire
        AwaitingFunding     Active           ·                Cancelled        Terminated       Expired
        Active              ·                Completed        Cancelled        Terminated       ·
        Completed           ·                ·                ·                ·                ·
        Cancelled           ·                ·                ·                ·                ·
        Terminated          ·                ·                ·                ·                ·
        Expired             ·                ·                ·                ·                ·
        ");
    }
}
