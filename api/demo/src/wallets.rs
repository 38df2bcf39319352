//! What creators do with what they earned, and the money still under way at the end.

use domain::entity;
use domain::money::Money;
use domain::overdue;
use domain::payments::{self, PayoutDraft};
use infrastructure::adapters::{REFUSING_IBAN, SILENT_IBAN};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::bootstrap::plain;
use server::worker;

use super::timeline::Story;

/// What creators do, one after the other and again.
const HABITS: [Habit; 6] = [
    Habit::TakesOut,
    Habit::Keeps,
    Habit::TakesOut,
    Habit::ChangesMind,
    Habit::Keeps,
    Habit::MistypesIban,
];
/// Payouts that are with the provider at the end.
const LEAVING: usize = 6;

#[derive(Clone, Copy)]
enum Habit {
    TakesOut,
    Keeps,
    ChangesMind,
    MistypesIban,
}

/// What was earned so far.
#[derive(Default)]
pub(super) struct Tills {
    /// How often the first creator earned something, and how often all others together.
    earned: [usize; 2],
    /// Places of creators, with what they may still take out.
    kept: Vec<(usize, Money)>,
}

impl Story<'_, '_> {
    /// The creator of an application does something with the pay for it.
    pub(super) async fn cashes(&mut self, index: usize, number: usize) -> anyhow::Result<()> {
        let earned = self.earned(index, number).await?;
        if earned.is_zero() {
            return Ok(());
        }
        let place = self.threads[index].plan.applicants[number];
        let earned_before = &mut self.tills.earned[usize::from(place > 0)];
        let habit = HABITS[*earned_before % HABITS.len()];
        *earned_before += 1;

        let own = self.cast.creators[place].country.iban;
        match habit {
            Habit::Keeps => self.tills.kept.push((place, earned)),
            Habit::TakesOut => drop(self.requests(place, earned, own).await?),
            Habit::MistypesIban => drop(self.requests(place, earned, REFUSING_IBAN).await?),
            Habit::ChangesMind => {
                let payout = self.requests(place, earned, own).await?;
                let intent = self.stage.keyed(self.cast.creators[place].actor);
                payments::commands::cancel(self.stage.env, &intent, payout.id)
                    .await
                    .map_err(plain)?;
            }
        }
        Ok(())
    }

    /// Leaves money in every state in which it waits for somebody: a charge the provider is still at, payouts without an
    /// answer, on their way, and just asked for.
    pub(super) async fn leaves_money_under_way(&mut self) -> anyhow::Result<()> {
        let currency = self.brand(0).currency();
        self.pays_in(0, Money::new(250_017, currency)?).await?;

        let kept = std::mem::take(&mut self.tills.kept);
        let leaving = LEAVING.min(kept.len().saturating_sub(1));
        for (number, (place, amount)) in kept.iter().take(leaving).enumerate() {
            let own = self.cast.creators[*place].country.iban;
            let iban = if number == 0 { SILENT_IBAN } else { own };
            self.requests(*place, *amount, iban).await?;
        }
        worker::round(self.stage.env).await;
        for (place, amount) in kept.iter().skip(leaving).take(LEAVING) {
            let own = self.cast.creators[*place].country.iban;
            self.requests(*place, *amount, own).await?;
        }
        Ok(())
    }

    async fn requests(
        &mut self,
        place: usize,
        amount: Money,
        iban: &str,
    ) -> anyhow::Result<entity::payout::Model> {
        let creator = &self.cast.creators[place];
        let intent = self.stage.keyed(creator.actor);
        let (env, intent, id) = (self.stage.env, &intent, creator.id);
        let request = || {
            let iban = iban.to_owned();
            payments::commands::request(env, intent, id, PayoutDraft { amount, iban })
        };
        // Pay may have been cleared since the worker last ran.
        overdue::on_time(env, request).await.map_err(plain)
    }

    /// What an application brought in.
    async fn earned(&self, index: usize, number: usize) -> anyhow::Result<Money> {
        let deliverables = self.threads[index].applications[number]
            .deliverables
            .clone();
        let earnings = entity::earning::Entity::find()
            .filter(entity::earning::Column::DeliverableId.is_in(deliverables))
            .all(self.stage.env.db.reader())
            .await?;
        let minor = earnings.iter().map(|earning| earning.amount_minor).sum();
        Ok(Money::new(minor, self.threads[index].plan.draft.currency)?)
    }
}
