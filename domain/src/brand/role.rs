//! Roles of members, and what each may do.

use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::error::{Error, Result};

/// What a member is in a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Role {
    /// Everything; a brand always has an owner.
    Owner,
    /// Everything but giving the brand away.
    Admin,
    /// Offers, applications and approvals.
    Manager,
    /// Funding and invoices.
    Finance,
    /// Sees everything, changes nothing.
    Viewer,
}

/// What somebody wants to do in a brand's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Permission {
    /// See what only members see.
    View,
    /// Change how the brand shows itself.
    ManageProfile,
    /// Add and remove members, change their roles.
    ManageMembers,
    /// Offers, applications, approvals.
    ManageWork,
    /// Take money from the wallet in the course of the work: without managing it, within a spending limit.
    Spend,
    /// Put money in, set it aside, spend it.
    ManageMoney,
}

impl Permission {
    /// Refuses whose role is not enough: `NotFound` for strangers, who have none, `Forbidden` for members.
    pub fn require(self, role: Option<Role>) -> Result<()> {
        if role.ok_or(Error::NotFound)?.may(self) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }
}

impl Role {
    /// True when the role is enough.
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::View => true,
            Permission::ManageProfile | Permission::ManageMembers => {
                matches!(self, Self::Owner | Self::Admin)
            }
            Permission::ManageWork => matches!(self, Self::Owner | Self::Admin | Self::Manager),
            Permission::Spend => {
                self.may(Permission::ManageWork) || self.may(Permission::ManageMoney)
            }
            Permission::ManageMoney => matches!(self, Self::Owner | Self::Admin | Self::Finance),
        }
    }

    /// True when a member of this role may give the other role to somebody, or take it away. Only owners make owners:
    /// an admin could otherwise take the brand.
    pub fn may_appoint(self, role: Self) -> bool {
        self.may(Permission::ManageMembers) && (role != Self::Owner || self == Self::Owner)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn each_role_may_what_it_is_for() {
        let mut table = String::new();
        for role in Role::iter() {
            let may = Permission::iter().filter(|permission| role.may(*permission));
            writeln!(table, "{role:?}: {:?}", may.collect::<Vec<_>>()).unwrap();
        }
        insta::assert_snapshot!(table, @r"
        Owner: [View, ManageProfile, ManageMembers, ManageWork, Spend, ManageMoney]
        Admin: [View, ManageProfile, ManageMembers, ManageWork, Spend, ManageMoney]
        Manager: [View, ManageWork, Spend]
        Finance: [View, Spend, ManageMoney]
        Viewer: [View]
        ");
    }

    #[test]
    fn only_owners_make_owners() {
        let appoint = |role: Role| Role::iter().filter(move |other| role.may_appoint(*other));
        assert_eq!(appoint(Role::Owner).count(), 5);
        assert!(!Role::Admin.may_appoint(Role::Owner));
        assert_eq!(appoint(Role::Admin).count(), 4);
        for role in [Role::Manager, Role::Finance, Role::Viewer] {
            assert_eq!(appoint(role).count(), 0);
        }
    }
}
