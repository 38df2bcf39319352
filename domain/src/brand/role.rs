//! Roles of members, and what each may do.

use sea_orm::{DeriveActiveEnum, EnumIter};

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
    /// Offers, applications, approvals.
    ManageWork,
    /// Put money in, set it aside, spend it.
    ManageMoney,
}

impl Role {
    /// True when the role is enough.
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::View => true,
            Permission::ManageWork => matches!(self, Self::Owner | Self::Admin | Self::Manager),
            Permission::ManageMoney => matches!(self, Self::Owner | Self::Admin | Self::Finance),
        }
    }
}
