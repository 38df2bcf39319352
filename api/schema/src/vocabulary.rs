//! The marketplace's lists of values, described.

use async_graphql::Enum;

use crate::reading::shown::shown_enums;

/// What content is about. More may be added.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Niche")]
pub enum Niche {
    /// Make-up, skin and hair care.
    Beauty,
    /// Clothes, shoes, accessories.
    Fashion,
    /// Training and well-being.
    FitnessWellness,
    /// Cooking, eating, drinking.
    FoodDrink,
    /// Journeys and places.
    Travel,
    /// Devices, software, science.
    Technology,
    /// Video and other games.
    Gaming,
    /// Children and family life.
    ParentingFamily,
    /// Homes, interiors, gardens.
    HomeDecor,
    /// Body and mind.
    Health,
    /// Sports to watch and to do.
    Sports,
    /// Music of any kind.
    Music,
    /// Art, crafts, design.
    ArtDesign,
    /// Photography and film.
    Photography,
    /// Animals at home.
    Pets,
    /// Living with less harm.
    SustainableLiving,
    /// Money and investing.
    Finance,
    /// Learning and teaching.
    Education,
    /// Books and reading.
    Books,
    /// Cars, motorcycles, bicycles.
    Automotive,
    /// Nature, hiking, camping.
    Outdoors,
    /// A town or region and its people.
    LocalLife,
    /// Comedy, series, stars.
    ComedyEntertainment,
    /// Work, careers, companies.
    Business,
}

/// A social platform.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Platform")]
pub enum Platform {
    /// Instagram.
    Instagram,
    /// TikTok.
    Tiktok,
    /// YouTube.
    Youtube,
    /// Facebook.
    Facebook,
    /// X, once Twitter.
    X,
    /// Pinterest.
    Pinterest,
    /// Snapchat.
    Snapchat,
    /// Twitch.
    Twitch,
    /// LinkedIn.
    Linkedin,
    /// A blog of one's own.
    Blog,
    /// A podcast of one's own.
    Podcast,
}

/// The form of a piece of content.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Format")]
pub enum Format {
    /// A picture or video in the feed.
    FeedPost,
    /// Several pictures or videos in one post.
    Carousel,
    /// A reel.
    Reel,
    /// A story that disappears after a day.
    Story,
    /// A short vertical video.
    ShortVideo,
    /// A long video.
    LongVideo,
    /// A live broadcast.
    Live,
    /// A thread of posts.
    Thread,
    /// A pin.
    Pin,
    /// An article.
    Article,
    /// A mention in a podcast.
    PodcastMention,
    /// A photo for the brand's own channels.
    UgcPhoto,
    /// A video for the brand's own channels.
    UgcVideo,
    /// A visit to an event or a place.
    EventVisit,
}

/// Where a number comes from.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Source")]
pub enum MetricSource {
    /// Told by the platform itself, with the creator's consent.
    PlatformApi,
    /// Read from public pages.
    Public,
    /// The creator's word; nobody has checked it.
    SelfDeclared,
    /// Taken over from another system.
    Import,
    /// Entered by staff of the marketplace.
    Operator,
}

shown_enums!(Niche, Platform, Format, MetricSource);
