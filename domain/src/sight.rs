//! Who may see what: conditions on rows, for the statements of readers. `{t}` is the row, `:user` the person who asks, or
//! null, `:operator` whether it is staff. Commands ask the same by their own means, under their locks.

/// The column is a brand that the person who asks belongs to; staff looks at all.
macro_rules! of_brand {
    ($column:literal) => {
        concat!(
            "(:operator OR ",
            $column,
            " IN (SELECT m.brand_id FROM brand_member m WHERE m.user_id = :user))"
        )
    };
}

/// The column is the profile of the person who asks; staff looks at all.
macro_rules! of_creator {
    ($column:literal) => {
        concat!(
            "(:operator OR ",
            $column,
            " = (SELECT c.id FROM creator c WHERE c.user_id = :user))"
        )
    };
}

/// Either of them, where a row names both sides.
macro_rules! of_sides {
    ($brand:literal, $creator:literal) => {
        concat!(
            "(:operator OR ",
            $brand,
            " IN (SELECT m.brand_id FROM brand_member m WHERE m.user_id = :user) OR ",
            $creator,
            " = (SELECT c.id FROM creator c WHERE c.user_id = :user))"
        )
    };
}

/// A person: that person.
pub const USER: &str = "(:operator OR {t}.id = :user)";

/// The person who asks, and nobody else.
pub const VIEWER: &str = "{t}.id = :user";

/// An offer that everybody sees: from its publishing on, unless it was called off.
pub const PUBLIC_OFFER: &str = "{t}.state IN ('published', 'paused', 'filled', 'closed')";

/// An application: both sides.
pub const APPLICATION: &str = of_sides!("{t}.brand_id", "{t}.creator_id");

/// A round of negotiation: both sides of its application.
pub const PROPOSAL: &str = concat!(
    "EXISTS (SELECT 1 FROM application a WHERE a.id = {t}.application_id AND ",
    of_sides!("a.brand_id", "a.creator_id"),
    ")"
);

/// A collaboration: both sides.
pub const COLLABORATION: &str = of_sides!("{t}.brand_id", "{t}.creator_id");

/// A deliverable: both sides of its collaboration.
pub const DELIVERABLE: &str = of_sides!("{t}.brand_id", "{t}.creator_id");

/// A line of a statement: whom it names.
pub const STATEMENT_LINE: &str = of_sides!("{t}.brand_id", "{t}.creator_id");

/// What belongs to a brand: its members.
pub const BRANDS: &str = of_brand!("{t}.brand_id");

/// What belongs to a creator: that creator.
pub const CREATORS: &str = of_creator!("{t}.creator_id");

/// What a brand shows to its members.
pub const BRAND_INSIDE: &str = of_brand!("{t}.id");

/// What a creator shows to nobody else.
pub const CREATOR_INSIDE: &str = of_creator!("{t}.id");

/// What a brand shows to those of its members who manage the others.
pub const BRAND_MEMBERS: &str = "{t}.id IN (SELECT m.brand_id FROM brand_member m WHERE m.user_id = :user AND m.role IN ('owner', 'admin'))";

/// The role of the person who asks in a brand; null for strangers.
pub const BRAND_ROLE: &str =
    "(SELECT m.role FROM brand_member m WHERE m.brand_id = {t}.id AND m.user_id = :user)";

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveEnum, Iterable};

    use super::*;
    use crate::brand::{Permission, Role};
    use crate::offer::State;

    #[test]
    fn words_are_those_of_the_rules() {
        for role in Role::iter() {
            let is_named = BRAND_MEMBERS.contains(&format!("'{}'", role.to_value()));
            assert_eq!(is_named, role.may(Permission::ManageMembers), "{role:?}");
        }
        for state in State::iter() {
            let is_named = PUBLIC_OFFER.contains(&format!("'{}'", state.to_value()));
            assert_eq!(is_named, state.is_public(), "{state:?}");
        }
    }
}
