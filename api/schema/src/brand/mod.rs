//! Brands: what they are, their members, and the places they offer.

pub mod joining;
pub mod mutation;
pub mod types;

use crate::object::kinds;

kinds! {
    /// An organisation that posts offers.
    Brand = OfBrand, types::BRAND, brand;
    /// A person's place in a brand.
    BrandMember = OfBrandMember, types::BRAND_MEMBER, brand_member;
}
