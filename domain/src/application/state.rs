//! The life of an application, and of each proposal in its negotiation.

use sea_orm::{DeriveActiveEnum, EnumIter};

use super::Error;

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum State {
    /// Waits for the brand's answer.
    Submitted,
    /// The brand is interested; it still owes an answer.
    Shortlisted,
    /// The two sides negotiate the pay.
    Negotiating,
    /// The offer changed materially; the creator must confirm.
    NeedsReconfirmation,
    /// Both sides agreed; a collaboration was opened.
    Accepted,
    /// The brand said no, with a reason.
    Rejected,
    /// The creator took it back.
    Withdrawn,
    /// The brand did not answer in time.
    Expired,
    /// The creator did not confirm the changed offer in time.
    Lapsed,
    /// The offer ended first.
    Closed,
}

/// What can happen to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Event {
    /// The brand marks it as interesting.
    Shortlist,
    /// Either side proposes other pay.
    Propose,
    /// The other side agrees.
    Accept,
    /// The brand declines.
    Reject,
    /// The creator takes it back.
    Withdraw,
    /// The offer changed materially.
    Amend,
    /// The creator agrees to the changed offer.
    Reconfirm,
    /// The brand's time is up.
    Expire,
    /// The creator's time to confirm is up.
    Lapse,
    /// The offer ended.
    Close,
}

impl State {
    /// The life of an application. A pair that is not listed cannot happen.
    pub fn transition(self, event: Event) -> Result<Self, Error> {
        use Event::*;
        use State::*;
        match (self, event) {
            (Submitted, Shortlist) => Ok(Shortlisted),
            (Submitted | Shortlisted | Negotiating, Propose) => Ok(Negotiating),
            (Submitted | Shortlisted | Negotiating, Accept) => Ok(Accepted),
            (Submitted | Shortlisted | Negotiating | NeedsReconfirmation, Reject) => Ok(Rejected),
            (Submitted | Shortlisted | Negotiating | NeedsReconfirmation, Withdraw) => {
                Ok(Withdrawn)
            }
            (Submitted | Shortlisted | Negotiating | NeedsReconfirmation, Amend) => {
                Ok(NeedsReconfirmation)
            }
            (NeedsReconfirmation, Reconfirm) => Ok(Submitted),
            (NeedsReconfirmation, Lapse) => Ok(Lapsed),
            (Submitted | Shortlisted | Negotiating, Expire) => Ok(Expired),
            (Submitted | Shortlisted | Negotiating | NeedsReconfirmation, Close) => Ok(Closed),
            (Submitted, Reconfirm | Lapse)
            | (Shortlisted | Negotiating, Shortlist | Reconfirm | Lapse)
            | (NeedsReconfirmation, Shortlist | Propose | Accept | Expire)
            | (Accepted | Rejected | Withdrawn | Expired | Lapsed | Closed, _) => {
                Err(Error::State { state: self, event })
            }
        }
    }

    /// What the clock does when its time is up; nothing where there is none.
    pub fn time_up(self) -> Option<Event> {
        match self {
            Self::Submitted | Self::Shortlisted | Self::Negotiating => Some(Event::Expire),
            Self::NeedsReconfirmation => Some(Event::Lapse),
            Self::Accepted
            | Self::Rejected
            | Self::Withdrawn
            | Self::Expired
            | Self::Lapsed
            | Self::Closed => None,
        }
    }

    /// Still undecided: the states in which someone owes an answer.
    pub fn is_open(self) -> bool {
        match self {
            Self::Submitted | Self::Shortlisted | Self::Negotiating | Self::NeedsReconfirmation => {
                true
            }
            Self::Accepted
            | Self::Rejected
            | Self::Withdrawn
            | Self::Expired
            | Self::Lapsed
            | Self::Closed => false,
        }
    }
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ProposalState {
    /// Waits for the other side.
    Open,
    /// Answered by another proposal.
    Countered,
    /// The other side agreed.
    Accepted,
    /// The other side said no.
    Declined,
    /// Its own side took it back.
    Withdrawn,
    /// Nobody answered in time, or the application ended first.
    Expired,
}

/// What can happen to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum ProposalEvent {
    /// The other side proposes something else.
    Counter,
    /// The other side agrees.
    Accept,
    /// The other side says no.
    Decline,
    /// Its own side takes it back.
    Withdraw,
    /// Time is up, or the application ended.
    Expire,
}

impl ProposalState {
    /// The life of a proposal: it is answered once.
    pub fn transition(self, event: ProposalEvent) -> Result<Self, Error> {
        use ProposalEvent::*;
        match (self, event) {
            (Self::Open, Counter) => Ok(Self::Countered),
            (Self::Open, Accept) => Ok(Self::Accepted),
            (Self::Open, Decline) => Ok(Self::Declined),
            (Self::Open, Withdraw) => Ok(Self::Withdrawn),
            (Self::Open, Expire) => Ok(Self::Expired),
            (
                Self::Countered | Self::Accepted | Self::Declined | Self::Withdrawn | Self::Expired,
                _,
            ) => Err(Error::ProposalState { state: self, event }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_an_application() {
        insta::assert_snapshot!(crate::transition_table::of(State::transition), @r"
                            Shortlist        Propose          Accept           Reject           Withdraw         Amend            Reconfirm        Expire           Lapse            Close
        Submitted           Shortlisted      Negotiating      Accepted         Rejected         Withdrawn        NeedsReconfirmation·                Expired          ·                Closed
        Shortlisted         ·                Negotiating      Accepted         Rejected         Withdrawn        NeedsReconfirmation·                Expired          ·                Closed
        Negotiating         ·                Negotiating      Accepted         Rejected         Withdrawn        NeedsReconfirmation·                Expired          ·                Closed
        NeedsReconfirmation ·                ·                ·                Rejected         Withdrawn        NeedsReconfirmationSubmitted        ·                Lapsed           Closed
        Accepted            ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Rejected            ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Withdrawn           ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Expired             ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Lapsed              ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Closed              ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        ");
    }

    #[test]
    fn the_life_of_a_proposal() {
        insta::assert_snapshot!(crate::transition_table::of(ProposalState::transition), @r"
                            Counter          Accept           Decline          Withdraw         Expire
        Open                Countered        Accepted         Declined         Withdrawn        Expired
        Countered           ·                ·                ·                ·                ·
        Accepted            ·                ·                ·                ·                ·
        Declined            ·                ·                ·                ·                ·
        Withdrawn           ·                ·                ·                ·                ·
        Expired             ·                ·                ·                ·                ·
        ");
    }
}
