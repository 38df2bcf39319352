//! On which side of an application or a collaboration somebody stands, and whose act something is: pure.

use crate::brand::{Permission, Role};
use crate::error::{Error, Result};
use crate::vocabulary::Side;

/// Whose act something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The creator alone.
    Creator,
    /// A member of the brand whose role is enough.
    Brand(Permission),
    /// An operator who is on neither side.
    Staff,
}

/// Who somebody is to the two sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Logged in.
    pub is_known: bool,
    /// Platform staff.
    pub is_operator: bool,
    /// The person who does the work, or wants to.
    pub is_creator: bool,
    /// What they are in the brand; none for others.
    pub role: Option<Role>,
}

impl Standing {
    /// Refuses who may not: guests are `Unauthenticated`, strangers get `NotFound`, and those who see the collaboration
    /// but act for the other side, or whose role is too low, are `Forbidden`. Its creator never acts for its brand,
    /// member or not.
    pub fn require(self, party: Party) -> Result<()> {
        self.require_known()?;
        let granted = match party {
            Party::Creator if self.is_creator => Ok(()),
            Party::Creator => Err(Error::NotFound),
            // Nobody decides in a matter of their own.
            Party::Staff if self.is_operator && !self.is_side() => Ok(()),
            Party::Staff => Err(Error::Forbidden),
            Party::Brand(_) if self.is_creator => Err(Error::Forbidden),
            Party::Brand(permission) => permission.require(self.role),
        };
        match granted {
            Err(Error::NotFound) if self.is_side() || self.is_operator => Err(Error::Forbidden),
            other => other,
        }
    }

    /// For which side of a collaboration somebody acts who may act for either: the creator, or a member who manages the
    /// work.
    pub fn side(self) -> Result<Side> {
        if self.is_creator {
            return Ok(Side::Creator);
        }
        self.require(Party::Brand(Permission::ManageWork))?;
        Ok(Side::Brand)
    }

    /// Refuses guests.
    pub fn require_known(self) -> Result<()> {
        if self.is_known {
            Ok(())
        } else {
            Err(Error::Unauthenticated)
        }
    }

    fn is_side(self) -> bool {
        self.is_creator || self.role.is_some()
    }
}
