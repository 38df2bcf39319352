//! From facts to changes: what each is about, and whom it concerns. A few statements for any number of facts.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::topics::{Touched, touched};
use super::{Audience, By, Change, Topic};
use crate::db::one_of;
use crate::entity;
use crate::error::Result;
use crate::id::{
    ApplicationId, BrandId, CollaborationId, CreatorId, DeliverableId, Id, OfferId, PayoutId,
    ProposalId, UserId,
};
use crate::outbox::Fact;

/// The changes of objects of these topics that some facts stand for, in the order of the facts.
pub async fn changes(
    db: &impl ConnectionTrait,
    facts: &[entity::outbox_fact::Model],
    topics: &[Topic],
) -> Result<Vec<Change>> {
    let objects = objects(db, facts, topics).await?;
    let rows = Rows::of(db, &objects).await?;
    let change = |object: &Object| {
        let (belongs_to, audience) = rows.parties(object)?;
        let (action, by) = rows.act(object)?;
        Some(Change {
            position: object.position,
            at: object.at,
            action,
            by,
            user_id: object.act.user_id,
            topic: object.topic,
            id: object.id,
            belongs_to,
            audience,
        })
    };
    Ok(objects.iter().filter_map(change).collect())
}

/// What is told of an offer that changed with an agreement: its slots, its budget, its reserve.
const OFFER_FOLLOWS: &str = "offer.follow";

/// Something that a fact changes.
struct Object {
    position: i64,
    at: DateTime<Utc>,
    act: Act,
    topic: Topic,
    id: Uuid,
}

/// What a fact says of who did what.
#[derive(Clone)]
struct Act {
    action: Option<String>,
    user_id: Option<UserId>,
    is_by_operator: bool,
}

async fn objects(
    db: &impl ConnectionTrait,
    facts: &[entity::outbox_fact::Model],
    topics: &[Topic],
) -> Result<Vec<Object>> {
    let (mut seen, mut proposals, mut deliverables) = (Vec::new(), Vec::new(), Vec::new());
    for fact in facts {
        // A newer program of another node may record what this one does not know yet.
        let known = serde_json::from_value::<Fact>(fact.payload.clone());
        let (Ok(known), Some(position)) = (known, fact.position) else {
            continue;
        };
        let touched = touched(&known);
        match touched {
            Touched::ApplicationOf(id) => proposals.push(ProposalId::from_uuid(id)),
            Touched::DeliverableAndParent(id) => deliverables.push(DeliverableId::from_uuid(id)),
            Touched::Object(..) | Touched::Nothing => {}
        }
        let act = Act {
            action: fact.action.clone(),
            user_id: fact.user_id,
            is_by_operator: fact.is_by_operator,
        };
        seen.push((position, fact.recorded_at, act, touched));
    }
    let parents = parents(db, proposals, deliverables).await?;

    let mut objects = Vec::new();
    for (position, at, act, touched) in seen {
        let parent = |topic, id| parents.get(&id).map(|parent| (topic, *parent));
        let found = match touched {
            Touched::Object(topic, id) => [Some((topic, id)), None],
            Touched::ApplicationOf(id) => [parent(Topic::Application, id), None],
            Touched::DeliverableAndParent(id) => [
                Some((Topic::Deliverable, id)),
                parent(Topic::Collaboration, id),
            ],
            Touched::Nothing => [None, None],
        };
        for (topic, id) in found.into_iter().flatten() {
            if topics.contains(&topic) {
                objects.push(Object {
                    position,
                    at,
                    act: act.clone(),
                    topic,
                    id,
                });
            }
        }
    }
    Ok(objects)
}

/// The applications of proposals, and the collaborations of deliverables.
async fn parents(
    db: &impl ConnectionTrait,
    proposals: Vec<ProposalId>,
    deliverables: Vec<DeliverableId>,
) -> Result<HashMap<Uuid, Uuid>> {
    use entity::{deliverable, proposal};
    let proposals = load::<proposal::Entity, _>(db, proposal::Column::Id, proposals).await?;
    let pieces = load::<deliverable::Entity, _>(db, deliverable::Column::Id, deliverables).await?;
    let bids = proposals
        .iter()
        .map(|row| (row.id.uuid(), row.application_id.uuid()));
    let works = pieces
        .iter()
        .map(|row| (row.id.uuid(), row.collaboration_id.uuid()));
    Ok(bids.chain(works).collect())
}

/// The rows of some objects, with all that leads to the people they concern.
struct Rows {
    offers: HashMap<OfferId, entity::offer::Model>,
    applications: HashMap<ApplicationId, entity::application::Model>,
    collaborations: HashMap<CollaborationId, entity::collaboration::Model>,
    deliverables: HashMap<DeliverableId, entity::deliverable::Model>,
    payouts: HashMap<PayoutId, entity::payout::Model>,
    people: HashMap<CreatorId, UserId>,
    members: HashMap<BrandId, Vec<UserId>>,
}

impl Rows {
    async fn of(db: &impl ConnectionTrait, objects: &[Object]) -> Result<Self> {
        use entity::{
            application, brand_member, collaboration, creator, deliverable, offer, payout,
        };
        let payouts: Vec<PayoutId> = ids(objects, Topic::Payout);
        let payouts = load::<payout::Entity, _>(db, payout::Column::Id, payouts).await?;
        let deliverables: Vec<DeliverableId> = ids(objects, Topic::Deliverable);
        let deliverables =
            load::<deliverable::Entity, _>(db, deliverable::Column::Id, deliverables).await?;
        let mut works: Vec<CollaborationId> = ids(objects, Topic::Collaboration);
        works.extend(deliverables.iter().map(|row| row.collaboration_id));
        let works = load::<collaboration::Entity, _>(db, collaboration::Column::Id, works).await?;
        let bids: Vec<ApplicationId> = ids(objects, Topic::Application);
        let bids = load::<application::Entity, _>(db, application::Column::Id, bids).await?;
        let mut offers: Vec<OfferId> = ids(objects, Topic::Offer);
        offers.extend(bids.iter().map(|row| row.offer_id));
        let offers = load::<offer::Entity, _>(db, offer::Column::Id, offers).await?;

        let mut brands: Vec<BrandId> = offers.iter().map(|row| row.brand_id).collect();
        brands.extend(works.iter().map(|row| row.brand_id));
        let mut creators: Vec<CreatorId> = bids.iter().map(|row| row.creator_id).collect();
        creators.extend(works.iter().map(|row| row.creator_id));
        creators.extend(payouts.iter().map(|row| row.creator_id));
        let mut members = HashMap::<_, Vec<_>>::new();
        let column = brand_member::Column::BrandId;
        for row in load::<brand_member::Entity, _>(db, column, brands).await? {
            members.entry(row.brand_id).or_default().push(row.user_id);
        }
        let people = load::<creator::Entity, _>(db, creator::Column::Id, creators).await?;

        Ok(Self {
            offers: offers.into_iter().map(|row| (row.id, row)).collect(),
            applications: bids.into_iter().map(|row| (row.id, row)).collect(),
            collaborations: works.into_iter().map(|row| (row.id, row)).collect(),
            deliverables: deliverables.into_iter().map(|row| (row.id, row)).collect(),
            payouts: payouts.into_iter().map(|row| (row.id, row)).collect(),
            people: people
                .into_iter()
                .map(|row| (row.id, row.user_id))
                .collect(),
            members,
        })
    }

    /// What was done, and on which side. Of an offer, which everybody may see, only what was done to itself is told: an
    /// agreement that takes a slot is a matter of its two sides.
    fn act(&self, object: &Object) -> Option<(Option<String>, By)> {
        let Act {
            action,
            user_id,
            is_by_operator,
        } = object.act.clone();
        let is_own = action.as_deref().is_none_or(|it| it.starts_with("offer."));
        if object.topic == Topic::Offer && !is_own {
            return Some((Some(OFFER_FOLLOWS.to_owned()), By::System));
        }
        let Some(user_id) = user_id else {
            return Some((action, By::System));
        };
        let (brand, creator) = self.sides(object)?;
        let is_creator = creator.is_some_and(|id| self.people.get(&id) == Some(&user_id));
        let members = brand.and_then(|id| self.members.get(&id));
        let is_member = members.is_some_and(|members| members.contains(&user_id));
        let by = match (is_creator, is_member, is_by_operator) {
            (true, _, _) => By::Creator,
            (false, false, true) => By::Operator,
            // Also who has left the brand since.
            (false, ..) => By::Brand,
        };
        Some((action, by))
    }

    /// The brand and the creator of an object.
    fn sides(&self, object: &Object) -> Option<(Option<BrandId>, Option<CreatorId>)> {
        let of_work = |id: &CollaborationId| {
            let work = self.collaborations.get(id)?;
            Some((Some(work.brand_id), Some(work.creator_id)))
        };
        match object.topic {
            Topic::Offer => {
                let offer = self.offers.get(&OfferId::from_uuid(object.id))?;
                Some((Some(offer.brand_id), None))
            }
            Topic::Application => {
                let bid = self
                    .applications
                    .get(&ApplicationId::from_uuid(object.id))?;
                let offer = self.offers.get(&bid.offer_id)?;
                Some((Some(offer.brand_id), Some(bid.creator_id)))
            }
            Topic::Collaboration => of_work(&CollaborationId::from_uuid(object.id)),
            Topic::Deliverable => {
                let piece = self
                    .deliverables
                    .get(&DeliverableId::from_uuid(object.id))?;
                of_work(&piece.collaboration_id)
            }
            Topic::Payout => {
                let payout = self.payouts.get(&PayoutId::from_uuid(object.id))?;
                Some((None, Some(payout.creator_id)))
            }
        }
    }

    /// What an object belongs to, itself first, and whom it concerns.
    fn parties(&self, object: &Object) -> Option<(Vec<Uuid>, Audience)> {
        let mut belongs_to = vec![object.id];
        let audience = match object.topic {
            Topic::Offer => {
                let offer = self.offers.get(&OfferId::from_uuid(object.id))?;
                belongs_to.push(offer.brand_id.uuid());
                if offer.state.is_public() {
                    Audience::Everybody(Box::new(offer.clone()))
                } else {
                    self.only(Some(offer.brand_id), None)
                }
            }
            Topic::Application => {
                let bid = self
                    .applications
                    .get(&ApplicationId::from_uuid(object.id))?;
                let offer = self.offers.get(&bid.offer_id)?;
                let (brand, creator) = (offer.brand_id, bid.creator_id);
                belongs_to.extend([offer.id.uuid(), brand.uuid(), creator.uuid()]);
                self.only(Some(brand), Some(creator))
            }
            Topic::Collaboration => {
                self.of_work(CollaborationId::from_uuid(object.id), &mut belongs_to)?
            }
            Topic::Deliverable => {
                let piece = self
                    .deliverables
                    .get(&DeliverableId::from_uuid(object.id))?;
                belongs_to.push(piece.collaboration_id.uuid());
                self.of_work(piece.collaboration_id, &mut belongs_to)?
            }
            Topic::Payout => {
                let payout = self.payouts.get(&PayoutId::from_uuid(object.id))?;
                belongs_to.push(payout.creator_id.uuid());
                self.only(None, Some(payout.creator_id))
            }
        };
        Some((belongs_to, audience))
    }

    fn of_work(&self, id: CollaborationId, belongs_to: &mut Vec<Uuid>) -> Option<Audience> {
        let work = self.collaborations.get(&id)?;
        let (brand, creator) = (work.brand_id, work.creator_id);
        belongs_to.extend([
            work.application_id.uuid(),
            work.offer_id.uuid(),
            brand.uuid(),
            creator.uuid(),
        ]);
        Some(self.only(Some(brand), Some(creator)))
    }

    fn only(&self, brand: Option<BrandId>, creator: Option<CreatorId>) -> Audience {
        let members = brand.and_then(|id| self.members.get(&id));
        let creator = creator.and_then(|id| self.people.get(&id));
        Audience::Only(
            members
                .into_iter()
                .flatten()
                .chain(creator)
                .copied()
                .collect(),
        )
    }
}

/// The ids of the objects of a topic.
fn ids<I: Id>(objects: &[Object], topic: Topic) -> Vec<I> {
    let of_topic = objects.iter().filter(|object| object.topic == topic);
    of_topic.map(|object| I::from_uuid(object.id)).collect()
}

/// The rows in whose column one of these ids stands; nothing is asked for no ids.
async fn load<E, I>(
    db: &impl ConnectionTrait,
    column: E::Column,
    ids: Vec<I>,
) -> Result<Vec<E::Model>>
where
    E: EntityTrait,
    I: Id + Ord,
{
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let once: BTreeSet<I> = ids.into_iter().collect();
    let once: Vec<I> = once.into_iter().collect();
    let is_wanted = one_of(db.get_database_backend(), column, &once);
    Ok(E::find().filter(is_wanted).all(db).await?)
}
