//! Offers are written, published, changed, and end.

use chrono::TimeDelta;
use domain::actor::Intent;
use domain::collaboration::queries::has_running;
use domain::id::OfferId;
use domain::money::Currency;
use domain::offer::{Draft, State, commands};

use super::state::{Offer, charge};
use super::{Did, Play};
use crate::support::work::{draft, keyed, picture, reel};

impl Play {
    /// What a brand might ask for; sometimes it lacks something, or is nonsense.
    fn draft(&mut self, currency: Currency) -> Draft {
        let dice = &mut self.dice;
        let pay = match dice.below(20) {
            0 => 0,
            1 => 1,
            2 => i64::MAX / 4,
            _ => dice.between(50, 30_000),
        };
        let wanted = if dice.chance(4) {
            0
        } else {
            dice.between(1, 3)
        };
        let specs = (0..wanted).map(|_| if dice.chance(60) { picture() } else { reel() });
        let specs: Vec<_> = specs.collect();
        let slots = if dice.chance(4) {
            0
        } else {
            dice.between(1, 3)
        };
        let days = if dice.chance(4) {
            -1
        } else {
            dice.between(2, 25)
        };
        let closes_at = self.app.env().clock.now() + TimeDelta::days(days);
        let mut draft = draft((pay.min(1 << 60), currency), slots.min(3), specs, closes_at);
        draft.budget_minor = match dice.below(10) {
            0 => pay / 2,
            1 => charge(pay.min(1 << 40)) * slots,
            _ => pay.min(1 << 40) * slots * 2,
        };
        draft.brief.compensation.is_negotiable = dice.chance(80);
        draft
    }

    pub(super) async fn creates_offer(&mut self) -> Did {
        let brand = self.dice.below(self.cast.brands.len());
        let person = self.somebody(|person| person.manages(brand));
        let currency = if self.dice.chance(85) {
            Currency::Eur
        } else {
            Currency::Jpy
        };
        let (content, brand_id) = (self.draft(currency), self.cast.brands[brand]);
        let intent = Intent::of(person.actor);
        let offer = commands::create(self.app.env(), &intent, brand_id, content.clone()).await?;
        assert!(person.manages(brand));
        self.model.offers.push(Offer {
            id: offer.id,
            brand,
            brand_id,
            state: State::Draft,
            currency,
            slots: content.slots,
            taken: 0,
            budget: content.budget_minor,
            committed: 0,
            is_reserved: false,
            closes_at: content.closes_at.unwrap(),
            briefs: vec![offer_brief(&content)],
        });
        Ok(())
    }

    /// Rewrites a draft.
    pub(super) async fn updates_offer(&mut self) -> Did {
        let at = self.offer(|offer| offer.state == State::Draft)?;
        let (person, id) = (self.manager_of(at), self.model.offers[at].id);
        let content = self.draft(Currency::Eur);
        commands::update(
            self.app.env(),
            &Intent::of(person.actor),
            id,
            content.clone(),
        )
        .await?;
        let offer = &mut self.model.offers[at];
        assert!(person.manages(offer.brand) && offer.state == State::Draft);
        offer.currency = content.currency;
        rewritten(offer, &content);
        Ok(())
    }

    pub(super) async fn publishes_offer(&mut self) -> Did {
        let now = self.app.env().clock.now();
        let at = self.offer(|offer| offer.state == State::Draft && is_complete(offer, now))?;
        let (person, id) = (self.manager_of(at), self.model.offers[at].id);
        commands::publish(self.app.env(), &Intent::of(person.actor), id).await?;
        let offer = &mut self.model.offers[at];
        assert!(person.manages(offer.brand) && offer.state == State::Draft);
        assert!(is_complete(offer, now));
        offer.state = State::Published;
        Ok(())
    }

    pub(super) async fn pauses_offer(&mut self) -> Did {
        let at = self.offer(|offer| offer.state == State::Published)?;
        let (person, id) = (self.manager_of(at), self.model.offers[at].id);
        commands::pause(self.app.env(), &Intent::of(person.actor), id).await?;
        self.turns(
            at,
            person.manages(self.model.offers[at].brand),
            (State::Published, State::Paused),
        )
    }

    pub(super) async fn resumes_offer(&mut self) -> Did {
        let at = self.offer(|offer| offer.state == State::Paused)?;
        let (person, id) = (self.manager_of(at), self.model.offers[at].id);
        commands::resume(self.app.env(), &Intent::of(person.actor), id).await?;
        self.turns(
            at,
            person.manages(self.model.offers[at].brand),
            (State::Paused, self.resumed(at)),
        )
    }

    /// What a paused offer becomes: all its slots may have been taken meanwhile.
    fn resumed(&self, at: usize) -> State {
        let offer = &self.model.offers[at];
        if offer.taken == offer.slots {
            State::Filled
        } else {
            State::Published
        }
    }

    fn turns(&mut self, at: usize, is_allowed: bool, (from, to): (State, State)) -> Did {
        let offer = &mut self.model.offers[at];
        assert!(
            is_allowed && offer.state == from,
            "{:?} -> {to:?}",
            offer.state
        );
        offer.state = to;
        Ok(())
    }

    /// Changes a published offer; what is set aside follows.
    pub(super) async fn amends_offer(&mut self) -> Did {
        let at = self.offer(Offer::is_open)?;
        let (person, id) = (self.manager_of(at), self.model.offers[at].id);
        let content = self.amendment(at);
        commands::amend(self.app.env(), &keyed(person.actor), id, content.clone()).await?;
        let now = self.app.env().clock.now();
        let (offer, books) = (&mut self.model.offers[at], &mut self.model.books);
        assert!(
            person.manages(offer.brand) && offer.is_open() && offer.currency == content.currency
        );
        rewritten(offer, &content);
        assert!(offer.slots >= offer.taken && offer.budget >= offer.committed);
        assert!(is_complete(offer, now));
        offer.state = match offer.state {
            State::Paused => State::Paused,
            _ if offer.taken == offer.slots => State::Filled,
            State::Filled => State::Published,
            other => other,
        };
        if offer.is_reserved {
            let before = books.empties(offer.reserve(), offer.wallet());
            books.moves(offer.wallet(), offer.reserve(), offer.reserve_wanted());
            let drawn = (offer.reserve_wanted() - before).max(0);
            let (brand, currency) = (offer.brand, offer.currency);
            assert!(self.model.spends(person.part, brand, currency, drawn));
        }
        Ok(())
    }

    /// What is there with other numbers, or something else altogether.
    fn amendment(&mut self, at: usize) -> Draft {
        let currency = self.model.offers[at].currency;
        let mut content = self.draft(currency);
        if self.dice.chance(50) {
            content.brief = self.model.offers[at].brief().clone();
        }
        if self.dice.chance(70) {
            content.budget_minor = self.model.offers[at].budget
                + charge(content.brief.compensation.pay_minor.min(1 << 40)) * 3;
        }
        content
    }

    pub(super) async fn reserves_offer(&mut self) -> Did {
        let at = self.offer(|offer| {
            matches!(offer.state, State::Published | State::Paused) && !offer.is_reserved
        })?;
        let brand = self.model.offers[at].brand;
        let person = self.somebody(|person| person.spends_for(brand));
        let id = self.model.offers[at].id;
        commands::reserve(self.app.env(), &keyed(person.actor), id).await?;
        let (offer, books) = (&mut self.model.offers[at], &mut self.model.books);
        assert!(person.spends_for(brand) && !offer.is_reserved);
        assert!(matches!(offer.state, State::Published | State::Paused));
        books.moves(offer.wallet(), offer.reserve(), offer.reserve_wanted());
        offer.is_reserved = true;
        let (currency, drawn) = (offer.currency, offer.reserve_wanted());
        assert!(self.model.spends(person.part, brand, currency, drawn));
        Ok(())
    }

    pub(super) async fn closes_offer(&mut self) -> Did {
        let at = self.offer(Offer::is_open)?;
        let (person, id) = (self.manager_of(at), self.model.offers[at].id);
        commands::close(self.app.env(), &keyed(person.actor), id).await?;
        assert!(person.manages(self.model.offers[at].brand) && self.model.offers[at].is_open());
        self.ends_offer(at, State::Closed);
        Ok(())
    }

    pub(super) async fn cancels_offer(&mut self) -> Did {
        let at = self.offer(|offer| offer.is_open() || offer.state == State::Draft)?;
        let (person, id) = (self.manager_of(at), self.model.offers[at].id);
        commands::cancel(self.app.env(), &keyed(person.actor), id, has_running).await?;
        let offer = &self.model.offers[at];
        assert!(person.manages(offer.brand));
        assert!(offer.is_open() || offer.state == State::Draft);
        let runs = self
            .model
            .agreements
            .iter()
            .any(|one| one.offer == at && one.is_running());
        assert!(!runs, "cancelled with a running collaboration");
        self.ends_offer(at, State::Cancelled);
        Ok(())
    }

    /// What was set aside goes back.
    pub(super) fn ends_offer(&mut self, at: usize, state: State) {
        let (offer, books) = (&mut self.model.offers[at], &mut self.model.books);
        books.empties(offer.reserve(), offer.wallet());
        offer.is_reserved = false;
        offer.state = state;
    }

    /// The place of an offer.
    pub(super) fn offer(&mut self, fits: impl Fn(&Offer) -> bool) -> Result<usize, domain::Error> {
        let place = self.dice.place(&self.model.offers, fits);
        place.ok_or(domain::Error::NotFound)
    }

    /// Somebody who manages the offer's brand, or sometimes anybody.
    fn manager_of(&mut self, offer: usize) -> super::people::Person {
        let brand = self.model.offers[offer].brand;
        self.somebody(|person| person.manages(brand))
    }

    /// Acts on offers that are not there.
    pub(super) async fn acts_on_nothing(&mut self) -> Did {
        let person = self.somebody(|_| true);
        let intent = Intent::of(person.actor);
        commands::publish(self.app.env(), &intent, OfferId::new()).await?;
        panic!("something was done to an offer that is not there");
    }
}

fn rewritten(offer: &mut Offer, content: &Draft) {
    offer.slots = content.slots;
    offer.budget = content.budget_minor;
    offer.closes_at = content.closes_at.unwrap();
    offer.briefs.push(offer_brief(content));
}

fn offer_brief(content: &Draft) -> domain::offer::Brief {
    content.brief.clone()
}

fn is_complete(offer: &Offer, now: chrono::DateTime<chrono::Utc>) -> bool {
    !offer.brief().deliverables.is_empty()
        && offer.slots >= 1
        && offer.closes_at > now
        && offer.budget >= charge(offer.pay()) * offer.slots
}
