//! People: who asks, and who somebody is.

use domain::id::{Id, UserId, ViewerId};
use domain::sight;

use crate::account::todo::TODO;
use crate::brand::types::{BRAND, BRANDS, PENDING_MEMBERSHIP};
use crate::creator::types::CREATOR;
use crate::reading::model::{Link, Page, Source};
use crate::reading::shapes::{boolean, id, many, object, one, page, scalar, text, time};
use crate::scalars::{DateTime, EmailAddress};

object! {
    /// Who asks, and what is theirs: the way to everything that is not public.
    pub VIEWER: "Viewer" from Source {
        table: "\"user\"",
        tag: Some(ViewerId::TAG),
        open: "",
        seen: sight::VIEWER,
        usual: None,
    } => {
        /// Identifies your view; opaque. Not the id of the person, which `user` has.
        id = id();
        /// You, as a person.
        user = one(&USER, Link::to("id"));
        /// Your creator profile, if there is one.
        creator = one(&CREATOR, Link::from("user_id"));
        /// The brands you belong to.
        brands = page(&OWN_BRANDS);
        /// What waits for you, over all that is yours.
        todo = one(&TODO, Link::to("id"));
        /// The places in brands that were offered to you, oldest first; at most 100.
        pendingMemberships = many(&PENDING_MEMBERSHIP, OFFERED, "t.added_at, t.brand_id", 100);
    }
}

object! {
    /// A person with an account. Visible to that person and to operators only.
    pub USER: "User" from Source {
        table: "\"user\"",
        tag: Some(UserId::TAG),
        open: "",
        seen: sight::USER,
        usual: None,
    } => {
        /// Identifies the person; opaque.
        id = id();
        /// The address they log in with.
        email = scalar::<EmailAddress>("email");
        /// How others see this person.
        displayName = text("display_name");
        /// True for platform staff.
        isOperator = boolean("is_operator");
        /// The brands this person belongs to.
        brands = page(&OWN_BRANDS);
        /// This person's creator profile, if there is one.
        creator = one(&CREATOR, Link::from("user_id"));
        /// When they signed up.
        createdAt = time::<DateTime>("created_at");
    }
}

/// What was offered to an address before there was a person behind it was meant for somebody else.
const OFFERED: Link =
    Link::from("u.id").via("JOIN \"user\" u ON u.email = t.email AND t.added_at >= u.created_at");

static OWN_BRANDS: Page = Page {
    of: &BRAND,
    link: Some(Link::from("m.user_id").via("JOIN brand_member m ON m.brand_id = t.id")),
    only: "",
    filter: None,
    orders: &BRANDS,
    search: None,
};
