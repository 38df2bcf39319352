//! From facts to changes: what each is about, and whom it concerns. What it belongs to stands in the fact; who these are
//! now is asked once for any number of facts.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Audience, By, Change};
use crate::entity::outbox_fact;
use crate::error::Result;
use crate::id::{BrandId, CreatorId, Id, OfferId, UserId};
use crate::outbox::Topic;
use crate::{brand, creator, offer};

/// What is told of an offer that changed with an agreement: its slots, its budget, its reserve.
const OFFER_FOLLOWS: &str = "offer.follow";

/// The changes of objects of these topics that some facts stand for, in the order of the facts.
pub async fn changes(
    db: &impl ConnectionTrait,
    facts: &[outbox_fact::Model],
    topics: &[Topic],
) -> Result<Vec<Change>> {
    let of_fact = |fact| objects(fact).filter(|(topic, _)| topics.contains(topic));
    let facts = facts.iter().filter(|fact| of_fact(fact).next().is_some());
    let facts: Vec<&outbox_fact::Model> = facts.collect();
    let people = People::of(db, &facts).await?;

    let mut changes = Vec::new();
    for fact in facts {
        let Some(position) = fact.position else {
            continue;
        };
        for (topic, id) in of_fact(fact) {
            let (action, by) = people.act(fact, topic);
            changes.push(Change {
                position,
                at: fact.recorded_at,
                action,
                by,
                user_id: fact.user_id,
                topic,
                id,
                belongs_to: belongs_to(fact, id),
                audience: people.audience(fact, topic),
            });
        }
    }
    Ok(changes)
}

/// What a fact changes.
fn objects(fact: &outbox_fact::Model) -> impl Iterator<Item = (Topic, Uuid)> {
    let object = |topic: &Topic| {
        let id = match topic {
            Topic::Offer => fact.offer_id.map(Id::uuid),
            Topic::Application => fact.application_id.map(Id::uuid),
            Topic::Collaboration => fact.collaboration_id.map(Id::uuid),
            Topic::Deliverable | Topic::Payout => Some(fact.subject_id),
        };
        Some((*topic, id?))
    };
    Topic::changed_by(&fact.kind).iter().filter_map(object)
}

/// An object and what it belongs to.
fn belongs_to(fact: &outbox_fact::Model, id: Uuid) -> Vec<Uuid> {
    let parents = [
        fact.collaboration_id.map(Id::uuid),
        fact.application_id.map(Id::uuid),
        fact.offer_id.map(Id::uuid),
        fact.brand_id.map(Id::uuid),
        fact.creator_id.map(Id::uuid),
    ];
    let parents = parents.into_iter().flatten().filter(|parent| *parent != id);
    [id].into_iter().chain(parents).collect()
}

/// Who those are whom some facts concern.
struct People {
    members: HashMap<BrandId, Vec<UserId>>,
    creators: HashMap<CreatorId, UserId>,
    public: HashSet<OfferId>,
}

impl People {
    async fn of(db: &impl ConnectionTrait, facts: &[&outbox_fact::Model]) -> Result<Self> {
        let brands: BTreeSet<BrandId> = facts.iter().filter_map(|fact| fact.brand_id).collect();
        let creators: BTreeSet<CreatorId> =
            facts.iter().filter_map(|fact| fact.creator_id).collect();
        let of_offers = facts.iter().filter(|fact| is_of_offer(fact));
        let offers: BTreeSet<OfferId> = of_offers.filter_map(|fact| fact.offer_id).collect();
        Ok(Self {
            members: brand::queries::people(db, brands).await?,
            creators: creator::queries::people(db, creators).await?,
            public: offer::queries::public(db, offers).await?,
        })
    }

    /// What was done, and on which side. Of an offer, which everybody may see, only what was done to itself is told: an
    /// agreement that takes a slot is a matter of its two sides.
    fn act(&self, fact: &outbox_fact::Model, topic: Topic) -> (Option<String>, By) {
        let action = fact.action.clone();
        let is_own = action.as_deref().is_none_or(|it| it.starts_with("offer."));
        if topic == Topic::Offer && !is_own {
            return (Some(OFFER_FOLLOWS.to_owned()), By::System);
        }
        let Some(user_id) = fact.user_id else {
            return (action, By::System);
        };
        let is_creator = self.creator(fact) == Some(user_id);
        let is_member = self.members(fact).contains(&user_id);
        let by = match (is_creator, is_member, fact.is_by_operator) {
            (true, _, _) => By::Creator,
            (false, false, true) => By::Operator,
            // Also who has left the brand since.
            (false, ..) => By::Brand,
        };
        (action, by)
    }

    fn audience(&self, fact: &outbox_fact::Model, topic: Topic) -> Audience {
        if topic == Topic::Offer && fact.offer_id.is_some_and(|id| self.public.contains(&id)) {
            return Audience::Everybody;
        }
        let members = self.members(fact).iter().copied();
        Audience::Only(members.chain(self.creator(fact)).collect())
    }

    fn members(&self, fact: &outbox_fact::Model) -> &[UserId] {
        let members = fact.brand_id.and_then(|id| self.members.get(&id));
        members.map_or(&[], Vec::as_slice)
    }

    fn creator(&self, fact: &outbox_fact::Model) -> Option<UserId> {
        self.creators.get(&fact.creator_id?).copied()
    }
}

fn is_of_offer(fact: &outbox_fact::Model) -> bool {
    Topic::changed_by(&fact.kind).contains(&Topic::Offer)
}
