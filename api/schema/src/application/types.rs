//! Applications of creators, and their negotiation.

use async_graphql::Enum;
use domain::id::{ApplicationId, Id, ProposalId};
use domain::sight;

use crate::application::actions;
use crate::collaboration::terms::Side;
use crate::collaboration::types::COLLABORATION;
use crate::creator::types::CREATOR;
use crate::money::amount_in;
use crate::offer::types::OFFER;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Leaf, Link, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::shapes::{id, int, made, many, object, one, text, time, word};
use crate::reading::shown::{Made, shown_enums};
use crate::scalars::{CurrencyCode, DateTime};

/// Where an application stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::application::State")]
pub enum ApplicationState {
    /// Waits for the brand's answer.
    Submitted,
    /// The brand is interested and still owes an answer.
    Shortlisted,
    /// The two sides negotiate the pay.
    Negotiating,
    /// The offer changed; the creator must confirm.
    NeedsReconfirmation,
    /// Both sides agreed; a collaboration was opened.
    Accepted,
    /// The brand said no, with a reason.
    Rejected,
    /// The creator took it back.
    Withdrawn,
    /// The brand did not answer in time.
    Expired,
    /// The creator did not confirm the changed offer in time.
    Lapsed,
    /// The offer ended first.
    Closed,
}

/// Why a brand said no.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::application::RejectionReason")]
pub enum RejectionReason {
    /// The pay asked is more than the brand has.
    Budget,
    /// The creator posts about something else.
    NicheMismatch,
    /// The audience is another one.
    AudienceMismatch,
    /// Too little engagement.
    Engagement,
    /// The style does not fit.
    ContentStyle,
    /// The dates do not fit.
    Availability,
    /// All slots went to others.
    SlotsFilled,
    /// Said in words.
    Other,
}

object! {
    /// A creator's application to an offer. Seen by the creator, by members of the brand, and by operators.
    pub APPLICATION: "Application" from Source {
        table: "application",
        tag: Some(ApplicationId::TAG),
        open: "",
        seen: sight::APPLICATION,
        usual: Some(&APPLICATIONS),
    } => {
        /// Identifies the application; opaque.
        id = id();
        /// Where it stands.
        state = word::<ApplicationState>("state");
        /// Why it fits, in the creator's words; may be empty.
        message = text("message");
        /// The pay asked for, or agreed on last.
        pay = amount_in(&["pay_minor", "currency"]);
        /// Who applies.
        creator = one(&CREATOR, Link::to("creator_id"));
        /// The offer it answers.
        offer = one(&OFFER, Link::to("offer_id"));
        /// The version of the offer the creator agreed to.
        offerVersion = int("offer_version");
        /// The collaboration it has led to; null unless accepted.
        collaboration = one(&COLLABORATION, Link::from("application_id"));
        /// The rounds of negotiation, first one first; at most 6.
        proposals = many(&PROPOSAL, Link::from("application_id"), "t.round", 6);
        /// What you may do with it now.
        viewerActions = made(actions::COLUMNS, &Made(actions::read)).beside(&actions::APPLIED);
        /// When the present state ends by itself: the brand's time to answer or the creator's to confirm. Null once ended.
        dueAt = time::<DateTime>("due_at").or_null();
        /// Why the brand said no.
        rejectionReason = word::<RejectionReason>("rejection_reason").or_null();
        /// The same in the brand's words, if it gave any.
        rejectionText = text("rejection_text").or_null();
        /// When the creator applied.
        createdAt = time::<DateTime>("created_at");
        /// When it was accepted or ended.
        endedAt = time::<DateTime>("ended_at").or_null();
    }
}

/// Where a proposal stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::application::ProposalState")]
pub enum ProposalState {
    /// Waits for the other side.
    Open,
    /// Answered by another proposal.
    Countered,
    /// The other side agreed.
    Accepted,
    /// The other side said no.
    Declined,
    /// Its own side took it back.
    Withdrawn,
    /// Nobody answered in time, or the application ended first.
    Expired,
}

shown_enums!(ApplicationState, RejectionReason, ProposalState);

object! {
    /// One immutable round of negotiation. Seen by both sides of its application, and by operators.
    pub PROPOSAL: "Proposal" from Source {
        table: "proposal",
        tag: Some(ProposalId::TAG),
        open: "",
        seen: sight::PROPOSAL,
        usual: None,
    } => {
        /// Identifies the proposal; opaque.
        id = id();
        /// Which round it is: 1 to 6.
        round = int("round");
        /// Who proposes; the other side answers.
        side = word::<Side>("side");
        /// Where it stands.
        state = word::<ProposalState>("state");
        /// The pay proposed for all deliverables together.
        pay = amount_in(&["pay_minor", "currency"]);
        /// Why, in words; may be empty.
        message = text("message");
        /// When it was made.
        createdAt = time::<DateTime>("created_at");
        /// Until when the other side can answer.
        expiresAt = time::<DateTime>("expires_at");
        /// What you may do with it now.
        viewerActions = made(actions::PROPOSAL_COLUMNS, &Made(actions::read_proposal)).beside(&actions::APPLIED_WITH);
        /// The application it negotiates.
        application = one(&APPLICATION, Link::to("application_id"));
    }
}

pub static APPLICATIONS: Orders = Orders {
    name: "ApplicationOrder",
    doc: "The order of applications.",
    fields: &[
        order::time("CREATED_AT", "When the creator applied.", "created_at"),
        order::amount(
            "PAY",
            "The pay asked for, or agreed on last; only within one currency.",
            "pay_minor",
        ),
    ],
    direction: Direction::Desc,
};

pub static APPLICATION_FILTER: Filter = Filter {
    name: "ApplicationFilter",
    doc: "Which applications are wanted; what is left out asks nothing.",
    beside: "",
    members: &[
        Member {
            name: "stateIn",
            doc: "Standing at one of these; at most 10.",
            takes: Takes::Words(Leaf::of::<ApplicationState>(), 10),
            on: On::Row("{t}.state {in}"),
        },
        Member {
            name: "currency",
            doc: "Asking for pay in this currency.",
            takes: Takes::Currency(Leaf::of::<CurrencyCode>()),
            on: On::Row("{t}.currency = :value"),
        },
        Member {
            name: "createdAfter",
            doc: "Sent at this time or later.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at >= :value"),
        },
        Member {
            name: "createdBefore",
            doc: "Sent before this time.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at < :value"),
        },
        Member {
            name: "text",
            doc: "Has this in the creator's words, whatever the case: 2 to 80 characters.",
            takes: Takes::Search,
            on: On::Row("lower({t}.message) LIKE :value ESCAPE '\\'"),
        },
    ],
};
