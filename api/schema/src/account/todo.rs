//! What waits for somebody, over all that is theirs.

use domain::sight;

use crate::application::types::{APPLICATION, APPLICATION_FILTER, APPLICATIONS};
use crate::collaboration::types::{COLLABORATION, COLLABORATION_FILTER, COLLABORATIONS};
use crate::deliverable::types::{DELIVERABLE, DELIVERABLE_FILTER, DELIVERABLES};
use crate::reading::model::{Link, Page, Source};
use crate::reading::shapes::{object, page};

object! {
    /// What waits for you, as a creator and as a member of brands. `totalCount` of each list is the number for a badge.
    pub TODO: "ViewerTodo" from Source {
        table: "\"user\"",
        tag: None,
        open: "",
        seen: sight::VIEWER,
        usual: None,
    } => {
        /// Applications that wait for an answer of a brand whose work you manage.
        applicationsToAnswer = page(&TO_ANSWER);
        /// Concepts, content and posts that wait for a brand whose work you manage, by deadline.
        deliverablesToReview = page(&TO_REVIEW);
        /// Collaborations that wait for the money of a brand for which you may spend some.
        collaborationsToFund = page(&TO_FUND);
        /// What you owe as a creator: concepts, content and posts, by deadline.
        deliverablesToDeliver = page(&TO_DELIVER);
        /// Your applications that wait for you: the offer has changed, or the brand proposes other pay.
        applicationsToConfirm = page(&TO_CONFIRM);
    }
}

const MANAGED: Link = Link::from("m.user_id").via(
    "JOIN brand_member m ON m.brand_id = t.brand_id AND m.role IN ('owner', 'admin', 'manager')",
);
const SPENT: Link = Link::from("m.user_id").via(
    "JOIN brand_member m ON m.brand_id = t.brand_id AND m.role IN ('owner', 'admin', 'manager', 'finance')",
);
const OWN: Link = Link::from("c.user_id").via("JOIN creator c ON c.id = t.creator_id");

static TO_ANSWER: Page = Page {
    of: &APPLICATION,
    link: Some(MANAGED),
    only: "({t}.state IN ('submitted', 'shortlisted') OR ({t}.state = 'negotiating' AND NOT EXISTS (SELECT 1 FROM proposal p
        WHERE p.application_id = {t}.id AND p.state = 'open' AND p.side = 'brand')))",
    filter: Some(&APPLICATION_FILTER),
    orders: &APPLICATIONS,
    search: None,
};

static TO_REVIEW: Page = Page {
    of: &DELIVERABLE,
    link: Some(MANAGED),
    only: "{t}.state IN ('concept_review', 'in_review', 'published')",
    filter: Some(&DELIVERABLE_FILTER),
    orders: &DELIVERABLES,
    search: None,
};

static TO_FUND: Page = Page {
    of: &COLLABORATION,
    link: Some(SPENT),
    only: "{t}.state = 'awaiting_funding'",
    filter: Some(&COLLABORATION_FILTER),
    orders: &COLLABORATIONS,
    search: None,
};

static TO_DELIVER: Page = Page {
    of: &DELIVERABLE,
    link: Some(OWN),
    only: "({t}.state IN ('planned', 'concept_approved', 'changes_requested', 'contested')
        OR ({t}.state = 'approved' AND {t}.requires_publication))
        AND EXISTS (SELECT 1 FROM collaboration k WHERE k.id = {t}.collaboration_id AND k.state = 'active')",
    filter: Some(&DELIVERABLE_FILTER),
    orders: &DELIVERABLES,
    search: None,
};

static TO_CONFIRM: Page = Page {
    of: &APPLICATION,
    link: Some(OWN),
    only: "({t}.state = 'needs_reconfirmation' OR ({t}.state = 'negotiating' AND EXISTS (SELECT 1 FROM proposal p
        WHERE p.application_id = {t}.id AND p.state = 'open' AND p.side = 'brand')))",
    filter: Some(&APPLICATION_FILTER),
    orders: &APPLICATIONS,
    search: None,
};

#[cfg(test)]
mod tests {
    use domain::brand::{Permission, Role};
    use sea_orm::{ActiveEnum, Iterable};

    use super::*;

    #[test]
    fn roles_are_those_of_the_rules() {
        for (link, permission) in [
            (MANAGED, Permission::ManageWork),
            (SPENT, Permission::Spend),
        ] {
            for role in Role::iter() {
                let is_named = link.via.contains(&format!("'{}'", role.to_value()));
                assert_eq!(is_named, role.may(permission), "{role:?} {permission:?}");
            }
        }
    }
}
