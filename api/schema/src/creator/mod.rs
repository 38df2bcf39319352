//! Creators: their profiles, their rates, and their accounts on platforms.

pub mod mutation;
pub mod social_account;
pub mod types;

use crate::object::kinds;

kinds! {
    /// A micro-influencer.
    Creator = OfCreator, types::CREATOR, creator;
    /// A creator's account on a platform.
    SocialAccount = OfSocialAccount, social_account::types::SOCIAL_ACCOUNT, social_account;
    /// A post on a platform.
    SocialPost = OfSocialPost, social_account::types::SOCIAL_POST, social_post;
}
