//! Creators take work to the staff, who divide its pay.

use domain::actor::Intent;
use domain::collaboration::Ruling;
use domain::deliverable::escalation;
use domain::entity::deliverable::State;
use domain::ledger::{Account, AccountKind};
use domain::payments::EarningState;

use super::books::share;
use super::people::Part;
use super::state::Earning;
use super::{Did, Play};
use crate::support::work::keyed;

impl Play {
    pub(super) async fn escalates(&mut self) -> Did {
        let at = self.deliverable(|one| one.escalatable_until.is_some())?;
        let (person, id) = (self.worker_on(at), self.model.deliverables[at].id);
        let intent = Intent::of(person.actor);
        escalation::escalate(self.app.env(), &intent, id, "It is all there.").await?;
        assert!(self.works_on(person, at));
        let (now, until) = (
            self.app.env().clock.now(),
            self.model.deliverables[at].escalatable_until,
        );
        assert!(until.is_some_and(|until| now < until), "too late");
        self.turns_deliverable(at, &[State::Rejected, State::Contested], State::Escalated);
        Ok(())
    }

    pub(super) async fn decides(&mut self) -> Did {
        let at = self.deliverable(|one| one.state == State::Escalated)?;
        let person = self.somebody(|person| person.part == Part::Operator);
        let bps = match self.dice.below(6) {
            0 => 0,
            1 => 10_000,
            2 => -1,
            _ => self.dice.between(1, 9_999),
        };
        let ruling = Ruling {
            creator_share_bps: bps,
            reason: "half met".into(),
        };
        let id = self.model.deliverables[at].id;
        escalation::decide(self.app.env(), &keyed(person.actor), id, ruling).await?;
        assert!(person.part == Part::Operator && bps >= 0);
        self.turns_deliverable(at, &[State::Escalated], State::Decided);
        self.divides(at, bps);

        // What the creator does not get goes back to the wallet, the fee alike.
        let deliverable = &self.model.deliverables[at];
        let it = &self.model.agreements[deliverable.agreement];
        let wallet = self.model.offers[it.offer].wallet();
        let fee = share(it.brand_fee, it.pay, deliverable.before, deliverable.pay);
        let (back, fee_back) = (
            deliverable.pay - part(deliverable.pay, bps),
            fee - part(fee, bps),
        );
        let books = &mut self.model.books;
        books.moves(it.escrow(), wallet, back);
        books.moves(it.deferred(), wallet, fee_back);
        self.completes_if_done(at);
        Ok(())
    }

    /// The creator earns a share of the pay; fees are earned alike.
    pub(super) fn divides(&mut self, at: usize, bps: i64) {
        let deliverable = &mut self.model.deliverables[at];
        assert!(
            deliverable.share.is_none() && !deliverable.is_paid,
            "divided twice"
        );
        deliverable.share = Some(bps);
        let it = &self.model.agreements[deliverable.agreement];
        let fee = |whole| {
            part(
                share(whole, it.pay, deliverable.before, deliverable.pay),
                bps,
            )
        };
        let pending = Account::of(AccountKind::CreatorPending, it.creator_id, it.currency);
        let fees = Account::of_marketplace(AccountKind::PlatformFees, it.currency);
        let net = part(deliverable.pay, bps) - fee(it.creator_fee);
        let books = &mut self.model.books;
        books.moves(it.escrow(), pending, net);
        books.moves(it.escrow(), fees, fee(it.creator_fee));
        books.moves(it.deferred(), fees, fee(it.brand_fee));
        if net > 0 {
            self.model.earnings.push(Earning {
                deliverable: at,
                amount: net,
                state: EarningState::PendingClearance,
                clears_at: self.app.env().clock.now() + chrono::TimeDelta::days(3),
            });
        }
    }
}

/// A share in basis points, half a unit rounded up.
fn part(minor: i64, bps: i64) -> i64 {
    let doubled = 2 * i128::from(minor) * i128::from(bps) + 10_000;
    i64::try_from(doubled / 20_000).unwrap()
}
