//! Micro-influencers: profiles, social accounts, audiences, rates.

pub mod queries;

use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};

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
