//! Tells the story: everything planned, in the order of time, each act by the command people use for it.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::Intent;
use domain::application::{self, RejectionReason, commands::ApplicationInput, negotiation};
use domain::id::{ApplicationId, CollaborationId, OfferId};
use domain::money::Money;
use domain::vocabulary::Side;
use domain::{collaboration, entity, offer, payments};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::bootstrap::plain;

use super::context::DemoContext;
use super::fixtures::{MESSAGES, REJECTION, TERMINATION, fill};
use super::offers;
use super::people::{Brand, Cast, Creator};
use super::rng::SeededRng;
use super::scenarios::{Act, ApplicationAct};
use super::thread::Thread;
use super::{audience, wallets, work};

/// Posts are measured within so many minutes before the end: after everything else, so that nobody who is going to apply
/// turns out not to fit.
const MEASURED: i64 = 110;
/// Of so many offers one is paid for in two tries.
const OFFERS_PER_REFUSAL: usize = 10;

/// The story being told.
pub(super) struct Story<'s, 'e> {
    pub(super) stage: &'s mut DemoContext<'e>,
    pub(super) cast: &'s Cast,
    pub(super) threads: Vec<Thread>,
    pub(super) tills: wallets::Tills,
}

/// Something that happens in the story.
enum Scene {
    /// To an offer, by number.
    Offer(usize, Act),
    /// The posts of a creator are measured, by place.
    Measure(usize),
}

/// Tells all of it; afterwards the clock stands at `end`. How many applications there were.
pub(super) async fn tell(
    stage: &mut DemoContext<'_>,
    cast: &Cast,
    offers: usize,
    end: DateTime<Utc>,
) -> anyhow::Result<usize> {
    let policy = &stage.env.policy;
    let plans = (0..offers).map(|index| offers::plan(cast, policy, index, end));
    let threads: Vec<Thread> = plans.map(Thread::new).collect();
    let scenes = scenes(&threads, cast.creators.len());
    let mut story = Story {
        stage,
        cast,
        threads,
        tills: wallets::Tills::default(),
    };

    story.stage.progress.grows(scenes.len());
    for (at, scene) in scenes {
        story.stage.progress.advances();
        story.stage.reach(end + TimeDelta::minutes(at)).await?;
        match scene {
            Scene::Offer(index, act) => story
                .plays(index, act)
                .await
                .with_context(|| format!("offer {index}: {act:?}"))?,
            Scene::Measure(place) => {
                audience::record_posts(story.stage, &cast.creators[place], place).await?;
            }
        }
    }
    story.stage.reach(end).await?;
    story.stage.settle().await?;
    story.leaves_money_under_way().await?;
    Ok(story
        .threads
        .iter()
        .map(|thread| thread.applications.len())
        .sum())
}

/// Everything planned, in the order of time.
fn scenes(threads: &[Thread], creators: usize) -> Vec<(i64, Scene)> {
    let mut scenes: Vec<(i64, Scene)> = Vec::new();
    for (index, thread) in threads.iter().enumerate() {
        let acts = thread.plan.schedule.acts.iter();
        scenes.extend(acts.map(|(at, act)| (*at, Scene::Offer(index, *act))));
    }
    for place in 0..creators {
        let at = -SeededRng::of("measured", place).within(0..=MEASURED);
        scenes.push((at, Scene::Measure(place)));
    }
    scenes.sort_by_key(|(at, _)| *at);
    scenes
}

impl Story<'_, '_> {
    async fn plays(&mut self, index: usize, act: Act) -> anyhow::Result<()> {
        let env = self.stage.env;
        let brand = self.brand(index);
        let intent = self.stage.keyed(brand.owner);
        match act {
            Act::Create => {
                let draft = self.threads[index].plan.draft.clone();
                let created = offer::commands::create(env, &intent, brand.id, draft).await;
                self.threads[index].id = Some(created.map_err(plain)?.id);
                return Ok(());
            }
            Act::Publish => return self.publishes(index).await,
            Act::Application(number, act) => {
                return self.plays_application(index, number, act).await;
            }
            Act::Pause | Act::Amend | Act::Close | Act::Cancel => {}
        }
        let id = self.offer(index)?;
        let turned = match act {
            Act::Pause => offer::commands::pause(env, &intent, id).await,
            Act::Close => offer::commands::close(env, &intent, id).await,
            Act::Cancel => {
                offer::commands::cancel(env, &intent, id, collaboration::queries::has_running).await
            }
            _ => offer::commands::amend(env, &intent, id, self.amended(index)).await,
        };
        turned.map_err(plain)?;
        Ok(())
    }

    /// Puts the budget into the wallet, publishes, and sets the money aside.
    async fn publishes(&mut self, index: usize) -> anyhow::Result<()> {
        let id = self.offer(index)?;
        let plan = &self.threads[index].plan;
        let (is_funded, is_reserved) = (plan.is_funded, plan.is_reserved);
        let budget = Money::new(plan.draft.budget_minor, plan.draft.currency)?;
        if is_funded {
            if index.is_multiple_of(OFFERS_PER_REFUSAL) {
                // What the sandbox refuses.
                let refused = budget.plus(Money::new(13, budget.currency())?)?;
                self.pays_in(index, refused).await?;
            }
            self.pays_in(index, budget).await?;
        }
        let (env, owner) = (self.stage.env, self.brand(index).owner);
        let published = offer::commands::publish(env, &Intent::of(owner), id).await;
        published.map_err(plain)?;
        if is_reserved {
            let intent = self.stage.keyed(owner);
            let reserved = offer::commands::reserve(env, &intent, id).await;
            reserved.map_err(plain)?;
        }
        Ok(())
    }

    /// The brand of an offer puts money into its wallet.
    pub(super) async fn pays_in(&mut self, index: usize, amount: Money) -> anyhow::Result<()> {
        let (id, owner) = (self.brand(index).id, self.brand(index).owner);
        let intent = self.stage.keyed(owner);
        let funded = payments::commands::fund_wallet(self.stage.env, &intent, id, amount);
        funded.await.map_err(plain)?;
        Ok(())
    }

    /// The offer with better pay and one more requirement.
    fn amended(&self, index: usize) -> offer::Draft {
        let mut draft = self.threads[index].plan.draft.clone();
        draft.brief.compensation.pay_minor += draft.brief.compensation.pay_minor / 10;
        let line = "Tell us the date of your post two days before.".to_owned();
        draft.brief.requirements.push(line);
        draft
    }

    async fn plays_application(
        &mut self,
        index: usize,
        number: usize,
        act: ApplicationAct,
    ) -> anyhow::Result<()> {
        match act {
            ApplicationAct::Apply => self.applies(index, number).await,
            ApplicationAct::Shortlist
            | ApplicationAct::Reject(_)
            | ApplicationAct::Withdraw
            | ApplicationAct::Reconfirm => self.answers(index, number, act).await,
            ApplicationAct::Accept => {
                let intent = self.stage.keyed(self.brand(index).owner);
                let id = self.application(index, number)?;
                let accepted = application::commands::accept(self.stage.env, &intent, id).await;
                accepted.map_err(plain)?;
                self.begins_work(index, number).await
            }
            ApplicationAct::Propose(_)
            | ApplicationAct::AcceptProposal
            | ApplicationAct::DeclineProposal
            | ApplicationAct::WithdrawProposal => self.talks(index, number, act).await,
            ApplicationAct::Fund | ApplicationAct::CallOff | ApplicationAct::Terminate => {
                self.turns_collaboration(index, number, act).await
            }
            ApplicationAct::Cash => self.cashes(index, number).await,
            ApplicationAct::Deliverable(deliverable, act) => {
                work::plays(self, (index, number), deliverable, act).await
            }
        }
    }

    async fn applies(&mut self, index: usize, number: usize) -> anyhow::Result<()> {
        let mut rng = SeededRng::of("application", index * 100 + number);
        let message = self.filled(index, rng.pick(&MESSAGES));
        let intent = Intent::of(self.creator(index, number).actor);
        let application = ApplicationInput { message, pay: None };
        let offer = self.offer(index)?;
        let application =
            application::commands::submit(self.stage.env, &intent, offer, application).await;
        self.threads[index].applications[number].application = Some(application.map_err(plain)?.id);
        Ok(())
    }

    async fn answers(
        &self,
        index: usize,
        number: usize,
        act: ApplicationAct,
    ) -> anyhow::Result<()> {
        use application::commands;
        let env = self.stage.env;
        let id = self.application(index, number)?;
        let brand = Intent::of(self.brand(index).owner);
        let creator = Intent::of(self.creator(index, number).actor);
        let answered = match act {
            ApplicationAct::Reject(reason) => {
                let is_other = reason == RejectionReason::Other;
                let text = if is_other { REJECTION } else { "" };
                commands::reject(env, &brand, id, reason, text).await
            }
            ApplicationAct::Withdraw => commands::withdraw(env, &creator, id).await,
            ApplicationAct::Reconfirm => commands::reconfirm(env, &creator, id).await,
            _ => commands::shortlist(env, &brand, id).await,
        };
        answered.map_err(plain)?;
        Ok(())
    }

    /// Creators ask for a fifth more, brands meet them half way.
    async fn talks(
        &mut self,
        index: usize,
        number: usize,
        act: ApplicationAct,
    ) -> anyhow::Result<()> {
        let env = self.stage.env;
        let brand = Intent::of(self.brand(index).owner);
        let creator = self.stage.keyed(self.creator(index, number).actor);
        if let ApplicationAct::Propose(side) = act {
            let draft = &self.threads[index].plan.draft;
            let pay_minor = draft.brief.compensation.pay_minor;
            let (intent, pay_minor, text) = match side {
                Side::Creator => (
                    creator,
                    pay_minor * 12 / 10,
                    "For this I would also deliver a vertical cut for your ads.",
                ),
                Side::Brand => (brand, pay_minor * 11 / 10, "We can meet you half way."),
            };
            let pay = Money::new(pay_minor, draft.currency)?;
            let id = self.application(index, number)?;
            let made = negotiation::propose(env, &intent, id, pay, text).await;
            self.threads[index].applications[number].proposal = Some(made.map_err(plain)?.id);
            return Ok(());
        }

        let id = self.threads[index].applications[number].proposal;
        let id = id.context("nothing was proposed")?;
        let answered = match act {
            ApplicationAct::AcceptProposal => negotiation::accept(env, &creator, id).await,
            ApplicationAct::DeclineProposal => negotiation::decline(env, &brand, id).await,
            _ => negotiation::withdraw(env, &creator, id).await,
        };
        answered.map_err(plain)?;
        if act == ApplicationAct::AcceptProposal {
            self.begins_work(index, number).await?;
        }
        Ok(())
    }

    /// Finds the collaboration an accepted application opened.
    async fn begins_work(&mut self, index: usize, number: usize) -> anyhow::Result<()> {
        let db = self.stage.env.db.reader();
        let application = self.application(index, number)?;
        let opened = entity::collaboration::Entity::find()
            .filter(entity::collaboration::Column::ApplicationId.eq(application))
            .one(db)
            .await?
            .context("accepting opens a collaboration")?;
        let deliverables = collaboration::queries::deliverables_of(db, &[opened.id]).await;
        let application = &mut self.threads[index].applications[number];
        application.deliverables = deliverables
            .map_err(plain)?
            .iter()
            .map(|deliverable| deliverable.id)
            .collect();
        application.collaboration = Some(opened.id);
        Ok(())
    }

    async fn turns_collaboration(
        &mut self,
        index: usize,
        number: usize,
        act: ApplicationAct,
    ) -> anyhow::Result<()> {
        use collaboration::commands;
        let id = self.threads[index].applications[number].collaboration;
        let id = id.context("nothing was accepted")?;
        let turned = match act {
            ApplicationAct::Fund => {
                self.pays_what_is_missing(index, id).await?;
                let intent = self.stage.keyed(self.brand(index).owner);
                commands::fund(self.stage.env, &intent, id).await
            }
            ApplicationAct::CallOff => {
                let intent = self.stage.keyed(self.creator(index, number).actor);
                commands::cancel(self.stage.env, &intent, id).await
            }
            _ => {
                let intent = self.stage.keyed(self.cast.operator);
                let ruling = collaboration::Ruling {
                    creator_share_bps: 2_500,
                    reason: TERMINATION.into(),
                };
                commands::terminate(self.stage.env, &intent, id, ruling).await
            }
        };
        turned.map_err(plain)?;
        Ok(())
    }

    async fn pays_what_is_missing(
        &mut self,
        index: usize,
        id: CollaborationId,
    ) -> anyhow::Result<()> {
        let found = entity::collaboration::Entity::find_by_id(id);
        let found = found.one(self.stage.env.db.reader()).await?;
        let charged = found.context("it was opened")?.charged();
        self.pays_in(index, charged).await
    }

    /// A text with the words of an offer.
    pub(super) fn filled(&self, index: usize, text: &str) -> String {
        let brand = self.brand(index);
        let product = self.threads[index].plan.product;
        fill(text, &brand.name, product, brand.theme.scene)
    }

    /// The brand of an offer.
    pub(super) fn brand(&self, index: usize) -> &Brand {
        &self.cast.brands[self.threads[index].plan.brand]
    }

    /// The creator behind an application.
    pub(super) fn creator(&self, index: usize, number: usize) -> &Creator {
        &self.cast.creators[self.threads[index].plan.applicants[number]]
    }

    fn offer(&self, index: usize) -> anyhow::Result<OfferId> {
        self.threads[index].id.context("the offer is not written")
    }

    fn application(&self, index: usize, number: usize) -> anyhow::Result<ApplicationId> {
        let application = &self.threads[index].applications[number];
        application.application.context("nobody applied")
    }
}
