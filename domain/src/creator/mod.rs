//! Micro-influencers: profiles, social accounts, audiences, rates.
//!
//! Every number is nullable and carries its source and the instant it was taken: missing is not zero, and what a
//! creator says is not what a platform measured.

pub mod commands;
pub mod queries;
pub mod rules;

use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};

use crate::error::{Code, UserError};

/// The languages a creator posts in, as BCP 47 tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Languages(pub Vec<String>);

/// What a part of an audience is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Dimension {
    /// ISO 3166-1 alpha-2 codes.
    Country,
    /// City names.
    City,
    /// 13-17, 18-24, 25-34, 35-44, 45-54, 55-64, 65+.
    Age,
    /// Genders as the platform reports them.
    Gender,
    /// BCP 47 tags.
    Language,
}

/// What engagements are divided by (PRODUCT section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum EngagementMethod {
    /// By followers at publish time: Instagram, Facebook, X and most others.
    ByFollowers,
    /// By views: TikTok and YouTube.
    ByViews,
}

/// How large an account is; the bounds are policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum Tier {
    /// 1,000 to 9,999 followers by default.
    Nano,
    /// 10,000 to 49,999 followers by default.
    Micro,
    /// 50,000 to 100,000 followers by default.
    UpperMicro,
}

/// Every way a profile says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One person, one profile.
    #[error("You have a creator profile already. Change it instead.")]
    AlreadyExists,
    /// The account stands in the profile.
    #[error("This account is in the profile already.")]
    AccountAlreadyExists,
}

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::AlreadyExists => Code::CreatorAlreadyExists,
            Self::AccountAlreadyExists => Code::SocialAccountAlreadyExists,
        }
    }

    fn path(&self) -> Option<Vec<String>> {
        match self {
            Self::AlreadyExists => None,
            Self::AccountAlreadyExists => Some(vec!["handle".into()]),
        }
    }
}
