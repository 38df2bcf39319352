//! The marketplace's lists of values, shared by several features (PRODUCT: lists of values).

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }
    )+};
}

words! {
    /// What content is about.
    Niche {
        Beauty, Fashion, FitnessWellness, FoodDrink, Travel, Technology, Gaming, ParentingFamily, HomeDecor, Health,
        Sports, Music, ArtDesign, Photography, Pets, SustainableLiving, Finance, Education, Books, Automotive, Outdoors,
        LocalLife, ComedyEntertainment, Business,
    }
    /// A social platform; the marketplace itself is never called that.
    Platform { Instagram, Tiktok, Youtube, Facebook, X, Pinterest, Snapchat, Twitch, Linkedin, Blog, Podcast }
    /// The form of a piece of content.
    Format {
        FeedPost, Carousel, Reel, Story, ShortVideo, LongVideo, Live, Thread, Pin, Article, PodcastMention, UgcPhoto,
        UgcVideo, EventVisit,
    }
    /// What an offer is for.
    Goal { Awareness, Engagement, Traffic, Conversions, Content, LocalVisits, Advocacy }
    /// What success is measured by.
    Kpi {
        Reach, Views, Engagements, EngagementRate, Clicks, Conversions, Revenue, FollowerGrowth, ContentPieces,
    }
    /// What the brand may do with the content beyond the creator's own post.
    UsageKind { OrganicRepost, PaidAds, Whitelisting, Website, Email, Print, Broadcast, AiTraining }
    /// How the post must be marked.
    Disclosure { Ad, PaidPartnership, Gifted, Affiliate }
    /// Where a number comes from.
    Source { PlatformApi, Public, SelfDeclared, Import, Operator }
    /// The two sides of an agreement.
    Side { Brand, Creator }
}

impl Side {
    /// The side that has to answer.
    pub fn other(self) -> Self {
        match self {
            Self::Brand => Self::Creator,
            Self::Creator => Self::Brand,
        }
    }
}

impl Format {
    /// Content made for the brand's own channels: it ends when approved and is never published by the creator.
    pub fn is_ugc(self) -> bool {
        match self {
            Self::UgcPhoto | Self::UgcVideo => true,
            Self::FeedPost
            | Self::Carousel
            | Self::Reel
            | Self::Story
            | Self::ShortVideo
            | Self::LongVideo => false,
            Self::Live
            | Self::Thread
            | Self::Pin
            | Self::Article
            | Self::PodcastMention
            | Self::EventVisit => false,
        }
    }
}
