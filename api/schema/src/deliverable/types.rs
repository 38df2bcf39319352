//! What creators owe, what they hand in, and the live posts.

use async_graphql::Enum;
use domain::deliverable;
use domain::id::{DeliverableId, Id};
use domain::sight;

use crate::brand::types::BRAND;
use crate::collaboration::types::COLLABORATION;
use crate::creator::types::CREATOR;
use crate::deliverable::actions;
use crate::money::amount_in;
use crate::reading::Facts;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Leaf, Link, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::plain::plain;
use crate::reading::shapes::{
    boolean, id, int as number, made, many, object, one, scalar, text, time, word,
};
use crate::reading::shown::{Made, shown_enums};
use crate::scalars::{DateTime, WebAddress, int};
use crate::stored::stored;
use crate::vocabulary::{Format, Platform};

/// Where a deliverable stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::deliverable::State")]
pub enum DeliverableState {
    /// Owed; nothing waits for the brand.
    Planned,
    /// A concept waits for the brand; its silence approves it.
    ConceptReview,
    /// The concept is agreed; the content is owed.
    ConceptApproved,
    /// A submission waits for the brand; its silence approves it.
    InReview,
    /// The brand asked for changes; the creator hands in again.
    ChangesRequested,
    /// The content is agreed; it is done unless it must be published.
    Approved,
    /// Finally rejected; refunded unless the creator escalates it in time.
    Rejected,
    /// Posted; waits for the brand, whose silence verifies it.
    Published,
    /// The post is what was agreed; done.
    Verified,
    /// The post is not what was agreed; the creator mends it and publishes again.
    Contested,
    /// Rejected, and its pay given back to the brand.
    Refunded,
    /// Its collaboration ended before it was done.
    Cancelled,
    /// The creator took a rejection or contest to the marketplace's staff; everything rests until they decide.
    Escalated,
    /// The marketplace's staff divided its pay; done.
    Decided,
}

object! {
    /// One piece of content a creator owes. Seen by members of the brand, the creator and operators.
    pub DELIVERABLE: "Deliverable" from Source {
        table: "deliverable",
        tag: Some(DeliverableId::TAG),
        open: "",
        seen: sight::DELIVERABLE,
        usual: Some(&DELIVERABLES),
    } => {
        /// Identifies the deliverable; opaque.
        id = id();
        /// The collaboration it belongs to.
        collaboration = one(&COLLABORATION, Link::to("collaboration_id"));
        /// Who pays for it.
        brand = one(&BRAND, Link::to("brand_id"));
        /// Who owes it.
        creator = one(&CREATOR, Link::to("creator_id"));
        /// Its place among the deliverables of the collaboration, from 1.
        position = number("position");
        /// Where it stands.
        state = word::<DeliverableState>("state");
        /// Where it is posted, or made for.
        platform = word::<Platform>("platform");
        /// Its form.
        format = word::<Format>("format");
        /// What it shows.
        description = text("description");
        /// True when a concept must be agreed before the content.
        requiresConcept = boolean("requires_concept");
        /// True when the creator must post it; else it is done when approved.
        requiresPublication = boolean("requires_publication");
        /// Its part of the pay, released when it is done.
        pay = amount_in(&["pay_minor", "currency"]);
        /// Rounds of changes included, to concept and content together.
        roundsIncluded = number("rounds_included");
        /// Rounds of changes used.
        roundsUsed = number("rounds_used");
        /// When the content is owed; null until the collaboration is funded. It moves by the time the brand takes to answer
        /// a concept or content.
        dueAt = time::<DateTime>("due_at").or_null();
        /// True when that time has passed and no content was handed in.
        isOverdue = made(&["state", "due_at"], &Made(is_overdue));
        /// When silence decides: approves what was handed in, verifies a post, refunds what was rejected. Null where
        /// somebody has to act.
        decidesItselfAt = time::<DateTime>("silence_at").or_null();
        /// When the content was approved; null before.
        approvedAt = time::<DateTime>("approved_at").or_null();
        /// Why the brand finally rejected it; null unless it did.
        rejectionReason = text("rejection_reason").or_null();
        /// The requirements that were not met, by their numbers, as the brand's rejection says; null unless it rejected.
        rejectedRequirements = made(&["rejected_requirements"], &Made(|row| {
            let numbers: Option<Vec<i64>> = row.json(0).map(serde_json::from_str).transpose()?;
            Ok(numbers.map(|numbers| numbers.into_iter().map(int).collect::<Vec<i32>>()))
        }))
        .at_most(20);
        /// Until when the creator may take it to the marketplace's staff with `deliverableEscalate`; null where that cannot
        /// be done.
        escalatableUntil = time::<DateTime>("escalatable_until").or_null();
        /// What the creator told the marketplace's staff; null unless it was escalated.
        escalation = text("escalation").or_null();
        /// How the marketplace's staff divided its pay; null unless they did.
        decision = made(&["decided_bps", "decision_reason", "decided_at"], &Made(|row| Ok(decision(row))));
        /// When it was done and its pay released; null before.
        releasedAt = time::<DateTime>("released_at").or_null();
        /// What you may do with it now.
        viewerActions = made(actions::COLUMNS, &Made(actions::read)).beside(&actions::WITHIN);
        /// All that was handed in, in order; at most one more than rounds and concepts need.
        submissions = many(&SUBMISSION, Link::from("deliverable_id"), "t.number", 12);
        /// The changes asked for, in order; at most one for each included round.
        changeRequests = many(&CHANGE_REQUEST, Link::from("deliverable_id"), "t.round", 5);
        /// The live post that counts: the latest. Null before it is published.
        publication = one(&PUBLICATION, LATEST);
    }
}

const LATEST: Link = Link::from("deliverable_id").only(
    "{t}.id = (SELECT l.id FROM publication l WHERE l.deliverable_id = {t}.deliverable_id
        ORDER BY l.created_at DESC, l.id DESC LIMIT 1)",
);

fn is_overdue(row: &Facts<'_>) -> domain::Result<bool> {
    let state: deliverable::State = stored(row.text(0))?;
    let is_late = row.at(1).is_some_and(|due_at| due_at < row.asking.now);
    Ok(is_late && state.awaits_first_content())
}

/// How the marketplace's staff divided the pay of a deliverable.
pub struct Decision {
    bps: i64,
    reason: String,
    at: DateTime,
}

plain! {
    /// How the marketplace's staff divided the pay of a deliverable.
    "DeliverableDecision": |it: Decision| {
        /// The creator's share of the pay in basis points, 0 to 10,000; fees are divided alike.
        creatorShareBps: i32 = int(it.bps);
        /// Why.
        reason: &String = &it.reason;
        /// When.
        decidedAt: DateTime = it.at;
    }
}

fn decision(row: &Facts<'_>) -> Option<Decision> {
    Some(Decision {
        bps: row.int(0)?,
        reason: row.text(1)?.to_owned(),
        at: DateTime(row.at(2)?),
    })
}

/// What was handed in.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::deliverable::SubmissionKind")]
pub enum SubmissionKind {
    /// An idea to agree on before the work.
    Concept,
    /// The content itself.
    Content,
}

shown_enums!(DeliverableState, SubmissionKind);

object! {
    /// One handed-in version of a deliverable.
    pub SUBMISSION: "Submission" from Source {
        table: "submission",
        tag: None,
        open: "",
        seen: "",
        usual: None,
    } => {
        /// Counts from 1 up with each version, concepts included.
        number = number("number");
        /// Whether it is a concept or the content.
        kind = word::<SubmissionKind>("kind");
        /// Where it can be seen; at most 10.
        links = made(&["links"], &Made(|row| {
            let links: Vec<String> = serde_json::from_str(row.json(0).unwrap_or("[]"))?;
            Ok(links.into_iter().map(WebAddress).collect::<Vec<_>>())
        }))
        .at_most(10);
        /// The text of the post; empty when none was given.
        caption = text("caption");
        /// The content where it is text, or a word to the brand; empty when none was given.
        text = text("body");
        /// What the brand wanted changed in this version; null when nothing.
        changeRequest = one(&CHANGE_REQUEST, Link::from("submission_id"));
        /// When it was handed in.
        createdAt = time::<DateTime>("created_at");
    }
}

object! {
    /// What the brand wants changed in a submission. Each uses one of the included rounds.
    pub CHANGE_REQUEST: "ChangeRequest" from Source {
        table: "change_request",
        tag: None,
        open: "",
        seen: "",
        usual: None,
    } => {
        /// Which of the included rounds it used, from 1.
        round = number("round");
        /// The wanted changes; 1 to 20.
        items = made(&["items"], &Made(|row| {
            let items: Vec<deliverable::ChangeItem> = serde_json::from_str(row.json(0).unwrap_or("[]"))?;
            Ok(items)
        }))
        .at_most(20);
        /// When it was asked for.
        createdAt = time::<DateTime>("created_at");
    }
}

plain! {
    /// One wanted change.
    "ChangeItem": |it: deliverable::ChangeItem| {
        /// The number of the requirement it cites: a line of the terms, from 1.
        requirement: i32 = int(it.requirement);
        /// What is missing.
        comment: &String = &it.comment;
    }
}

object! {
    /// The live post of a deliverable, with proof.
    pub PUBLICATION: "Publication" from Source {
        table: "publication",
        tag: None,
        open: "",
        seen: "",
        usual: None,
    } => {
        /// Where it is.
        url = scalar::<WebAddress>("url");
        /// When it went live, as the creator says.
        postedAt = time::<DateTime>("posted_at");
        /// What shows that it is the creator's and as agreed.
        proof = text("proof");
        /// In what it is not what was agreed, as the brand says; null unless contested.
        mismatch = text("mismatch").or_null();
        /// When the creator handed in the proof.
        createdAt = time::<DateTime>("created_at");
    }
}

pub static DELIVERABLES: Orders = Orders {
    name: "DeliverableOrder",
    doc: "The order of deliverables.",
    fields: &[order::time(
        "DUE_AT",
        "When the content is owed; what has no deadline comes last.",
        "COALESCE({t}.due_at, '9998-12-31T23:59:59+00:00')",
    )],
    direction: Direction::Asc,
};

pub static DELIVERABLE_FILTER: Filter = Filter {
    name: "DeliverableFilter",
    doc: "Which deliverables are wanted; what is left out asks nothing.",
    beside: "",
    members: &[
        Member {
            name: "stateIn",
            doc: "Standing at one of these; at most 14.",
            takes: Takes::Words(Leaf::of::<DeliverableState>(), 14),
            on: On::Row("{t}.state {in}"),
        },
        Member {
            name: "dueAfter",
            doc: "Owed at this time or later.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.due_at >= :value"),
        },
        Member {
            name: "dueBefore",
            doc: "Owed before this time.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.due_at < :value"),
        },
        Member {
            name: "text",
            doc: "Has this in its description, whatever the case: 2 to 80 characters.",
            takes: Takes::Search,
            on: On::Row("lower({t}.description) LIKE :value ESCAPE '\\'"),
        },
    ],
};
