//! The life of an offer.

use sea_orm::{DeriveActiveEnum, EnumIter};

use super::Error;

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum State {
    /// Being written; only the brand sees it.
    Draft,
    /// Open for applications.
    Published,
    /// Seen, but closed to applications for now, whether slots are free or not.
    Paused,
    /// All slots are taken; it opens again when one is freed.
    Filled,
    /// Ended by its deadline or by the brand; collaborations go on.
    Closed,
    /// Called off before any collaboration ran.
    Cancelled,
}

/// What can happen to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Event {
    /// The brand edits the draft.
    Edit,
    /// The brand opens it.
    Publish,
    /// The brand stops taking applications.
    Pause,
    /// The brand takes applications again.
    Resume,
    /// The brand changes the brief of an offer others can see.
    Amend,
    /// The brand sets the money for it aside.
    Reserve,
    /// The last slot is taken.
    Fill,
    /// A slot is freed.
    Reopen,
    /// The brand ends it, or its deadline passes.
    Close,
    /// The brand calls it off.
    Cancel,
}

impl State {
    /// The life of an offer. A pair that is not listed cannot happen.
    pub fn transition(self, event: Event) -> Result<Self, Error> {
        use Event::*;
        use State::*;
        match (self, event) {
            (Draft, Edit) => Ok(Draft),
            (Draft, Publish) => Ok(Published),
            (Published, Pause) => Ok(Paused),
            (Paused, Resume) => Ok(Published),
            (Published | Paused, Reserve) => Ok(self),
            (Published | Paused | Filled, Amend) => Ok(self),
            (Published, Fill) => Ok(Filled),
            (Filled, Reopen) => Ok(Published),
            // A paused offer stays paused, full or not, until the brand resumes it.
            (Paused, Fill | Reopen) => Ok(Paused),
            (Published | Paused | Filled, Close) => Ok(Closed),
            (Draft | Published | Paused | Filled, Cancel) => Ok(Cancelled),
            (Draft, Pause | Resume | Amend | Reserve | Fill | Reopen | Close)
            | (Published, Edit | Publish | Resume | Reopen)
            | (Paused, Edit | Publish | Pause)
            | (Filled, Edit | Publish | Pause | Resume | Reserve | Fill)
            | (Closed | Cancelled, _) => Err(Error::State { state: self, event }),
        }
    }

    /// Published and not ended: slots may be taken, or freed and taken again.
    pub fn is_open(self) -> bool {
        match self {
            Self::Published | Self::Paused | Self::Filled => true,
            Self::Draft | Self::Closed | Self::Cancelled => false,
        }
    }

    /// Seen by everybody, not only by the brand.
    pub fn is_public(self) -> bool {
        match self {
            Self::Published | Self::Paused | Self::Filled | Self::Closed => true,
            Self::Draft | Self::Cancelled => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_an_offer() {
        insta::assert_snapshot!(crate::transition_table::of(State::transition), @r"
                            Edit             Publish          Pause            Resume           Amend            Reserve          Fill             Reopen           Close            Cancel
        Draft               Draft            Published        ·                ·                ·                ·                ·                ·                ·                Cancelled
        Published           ·                ·                Paused           ·                Published        Published        Filled           ·                Closed           Cancelled
        Paused              ·                ·                ·                Published        Paused           Paused           Paused           Paused           Closed           Cancelled
        Filled              ·                ·                ·                ·                Filled           ·                ·                Published        Closed           Cancelled
        Closed              ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        Cancelled           ·                ·                ·                ·                ·                ·                ·                ·                ·                ·
        ");
    }
}
