//! What happens to an offer, and when: planned backwards from the end, so that what should still be open at the end was
//! begun lately enough, and what should be over was begun early enough. All times are minutes, those before the end are
//! negative.

use std::ops::RangeInclusive;

use domain::application::RejectionReason;
use domain::vocabulary::Side;

use super::rng::SeededRng;
use super::steps;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// How an offer goes, and the applications to it.
pub(super) struct Plot {
    pub(super) course: Course,
    pub(super) fates: &'static [Fate],
}

/// How an offer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// Never published.
    Draft,
    /// Open at the end.
    Open,
    /// Paused at the end.
    Paused,
    /// All slots are taken.
    Filled,
    /// Closed by its brand.
    Closed,
    /// Closed by its deadline.
    TimedOut,
    /// Called off.
    Cancelled,
    /// Changed materially a moment ago.
    AmendedLately,
    /// Changed materially longer ago than creators have to confirm.
    AmendedBefore,
    /// Open, but its brand has no money.
    Unfunded,
}

/// What becomes of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Waits,
    Shortlisted,
    Talks(Talk),
    Rejected(RejectionReason),
    Withdrawn,
    /// The brand never answers.
    Ignored,
    /// Open when its offer ends.
    EndsWithOffer,
    /// To be confirmed at the end.
    IsAsked,
    /// Not confirmed in time.
    Lapses,
    Reconfirms,
    Works(Deal, Work),
}

/// How a negotiation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Talk {
    Open,
    Declined,
    TakenBack,
    Unanswered,
}

/// How two sides came to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deal {
    AsOffered,
    Haggled,
}

/// How far the work of a collaboration goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    AwaitsFunding,
    NeverFunded,
    FundedLate,
    Started,
    ConceptHandedIn,
    ConceptApproved,
    HandedIn,
    ChangesAsked,
    Approved,
    Posted,
    Contested,
    Rejected,
    Refunded,
    Escalated,
    Decided,
    /// Done so lately that the pay has not cleared.
    JustDone,
    Done,
    /// Done without a word of the brand.
    DoneInSilence,
    /// Done after a post that was not as agreed.
    Mended,
    CalledOff,
    Terminated,
}

/// Something that happens to an offer, or to one of its applications by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Create,
    Publish,
    Pause,
    Amend,
    Close,
    Cancel,
    Application(usize, ApplicationAct),
}

/// Something that happens to an application or what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ApplicationAct {
    Apply,
    Shortlist,
    Reject(RejectionReason),
    Withdraw,
    Reconfirm,
    Accept,
    Propose(Side),
    AcceptProposal,
    DeclineProposal,
    WithdrawProposal,
    Fund,
    CallOff,
    Terminate,
    Cash,
    Deliverable(usize, DeliverableAct),
}

/// Something that happens to a deliverable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeliverableAct {
    HandInConcept,
    ApproveConcept,
    HandIn,
    AskForChanges,
    Approve,
    Reject,
    Post,
    Verify,
    Contest,
    Escalate,
    Decide,
}

/// What a deliverable needs on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deliverable {
    pub(super) has_concept: bool,
    pub(super) is_posted: bool,
}

/// All that happens to an offer.
pub(super) struct Schedule {
    /// What happens when, in no order.
    pub(super) acts: Vec<(i64, Act)>,
    /// Until when creators may apply.
    pub(super) closes_at: i64,
    /// How many creators are wanted.
    pub(super) slots: i64,
}

const fn done(work: Work) -> Fate {
    Fate::Works(Deal::AsOffered, work)
}

const fn haggled(work: Work) -> Fate {
    Fate::Works(Deal::Haggled, work)
}

/// What offers go through, again and again. Together they reach every state there is.
#[rustfmt::skip]
pub(super) const PLOTS: [Plot; 20] = {
    use Fate::{EndsWithOffer, Ignored, IsAsked, Lapses, Reconfirms, Shortlisted, Talks, Waits, Withdrawn};
    use RejectionReason::{Budget, ContentStyle, Engagement, NicheMismatch, Other, SlotsFilled};
    use Talk::{Declined, TakenBack, Unanswered};
    use Work::*;
    const fn plot(course: Course, fates: &'static [Fate]) -> Plot {
        Plot { course, fates }
    }
    [
        plot(Course::Open, &[Waits, Shortlisted, Talks(Talk::Open), done(HandedIn), done(Done), Fate::Rejected(Budget)]),
        plot(Course::Filled, &[done(Done), haggled(Posted), done(DoneInSilence)]),
        plot(Course::Open, &[Waits, Waits, done(ConceptHandedIn), done(ConceptApproved), Withdrawn, Fate::Rejected(NicheMismatch)]),
        plot(Course::Closed, &[done(Done), haggled(Done), EndsWithOffer, EndsWithOffer, Fate::Rejected(SlotsFilled)]),
        plot(Course::Draft, &[]),
        plot(Course::Paused, &[Waits, Shortlisted, done(Started), done(ChangesAsked)]),
        plot(Course::TimedOut, &[done(Done), done(Mended), EndsWithOffer]),
        plot(Course::Open, &[Waits, Talks(Declined), Talks(TakenBack), done(Approved), done(Contested)]),
        plot(Course::AmendedLately, &[IsAsked, IsAsked, IsAsked]),
        plot(Course::Unfunded, &[done(AwaitsFunding), done(NeverFunded), done(FundedLate), Waits]),
        plot(Course::Open, &[Ignored, Waits, done(Rejected), done(Refunded), Talks(Unanswered)]),
        plot(Course::AmendedBefore, &[Lapses, Reconfirms, Reconfirms]),
        plot(Course::Cancelled, &[EndsWithOffer, EndsWithOffer]),
        plot(Course::Filled, &[done(Done), haggled(JustDone)]),
        plot(Course::Open, &[Waits, Shortlisted, done(CalledOff), done(Terminated), done(Done), Fate::Rejected(Other)]),
        plot(Course::Draft, &[]),
        plot(Course::Open, &[Waits, done(Escalated), done(Decided), Talks(Talk::Open), Fate::Rejected(Engagement)]),
        plot(Course::Closed, &[done(Done), done(DoneInSilence), done(Done), EndsWithOffer]),
        plot(Course::Unfunded, &[done(AwaitsFunding), done(FundedLate), Withdrawn]),
        plot(Course::Open, &[Waits, Shortlisted, done(Done), done(JustDone), haggled(Started), Fate::Rejected(ContentStyle)]),
    ]
};

impl Plot {
    /// True when somebody talks about the pay.
    pub(super) fn is_negotiated(&self) -> bool {
        self.fates
            .iter()
            .any(|fate| matches!(fate, Fate::Talks(_) | Fate::Works(Deal::Haggled, _)))
    }

    /// True when somebody gets as far as a concept, and no further.
    pub(super) fn has_concept(&self) -> bool {
        self.fates.iter().any(|fate| {
            matches!(
                fate,
                Fate::Works(_, Work::ConceptHandedIn | Work::ConceptApproved)
            )
        })
    }

    /// When all of it happens.
    pub(super) fn schedule(&self, deliverables: &[Deliverable], rng: &mut SeededRng) -> Schedule {
        let age = rng.within(5 * DAY..=50 * DAY);
        let mut acts = Vec::new();
        for (number, fate) in self.fates.iter().enumerate() {
            if let Some(script) = steps::of(*fate, deliverables) {
                let ended = script.end(age, rng);
                acts.extend(ending(number, &script.beats, ended));
            }
        }

        let turn = self.turn(&acts, age, rng);
        for (number, fate) in self.fates.iter().enumerate() {
            let applied = turn - rng.within(20 * HOUR..=90 * HOUR);
            acts.extend(tied(number, *fate, applied, turn));
        }
        acts.extend(self.turning_act().map(|act| (turn, act)));

        let first = acts.iter().map(|(at, _)| *at).min();
        let published = first.unwrap_or(-age) - rng.within(10 * HOUR..=50 * HOUR);
        if self.course != Course::Draft {
            acts.push((published, Act::Publish));
        }
        acts.push((published - rng.within(HOUR..=40 * HOUR), Act::Create));
        Schedule {
            acts,
            closes_at: match self.course {
                Course::TimedOut => turn,
                _ => rng.within(6 * DAY..=40 * DAY),
            },
            slots: self.slots(rng),
        }
    }

    /// When the offer takes its turn: after all that needs it open.
    fn turn(&self, acts: &[(i64, Act)], age: i64, rng: &mut SeededRng) -> i64 {
        let last = acts.iter().filter(|(_, act)| needs_open(*act));
        let last = last.map(|(at, _)| *at).max();
        match self.course {
            Course::AmendedLately => -rng.within(30 * HOUR..=90 * HOUR),
            Course::AmendedBefore => -rng.within(8 * DAY..=11 * DAY),
            Course::Paused => last.unwrap_or(-age) + HOUR,
            Course::Draft
            | Course::Open
            | Course::Filled
            | Course::Closed
            | Course::TimedOut
            | Course::Cancelled
            | Course::Unfunded => last.map_or(-age, |last| last + 100 * HOUR),
        }
    }

    fn turning_act(&self) -> Option<Act> {
        match self.course {
            Course::Paused => Some(Act::Pause),
            Course::Closed => Some(Act::Close),
            Course::Cancelled => Some(Act::Cancel),
            Course::AmendedLately | Course::AmendedBefore => Some(Act::Amend),
            Course::Draft | Course::Open | Course::Filled | Course::TimedOut | Course::Unfunded => {
                None
            }
        }
    }

    fn slots(&self, rng: &mut SeededRng) -> i64 {
        let works = self.fates.iter();
        let works = works.filter(|fate| matches!(fate, Fate::Works(..))).count() as i64;
        match self.course {
            Course::Filled => works,
            _ => works + rng.within(1..=4),
        }
    }
}

/// The beats of an application, the last of them at `ended`.
fn ending(number: usize, beats: &[(i64, ApplicationAct)], ended: i64) -> Vec<(i64, Act)> {
    let length: i64 = beats.iter().map(|(pause, _)| pause * HOUR).sum();
    let mut at = ended - length;
    let mut placed = Vec::with_capacity(beats.len());
    for (pause, act) in beats {
        at += pause * HOUR;
        placed.push((at, Act::Application(number, *act)));
    }
    placed
}

/// What hangs on the turn of the offer.
fn tied(number: usize, fate: Fate, applied: i64, turn: i64) -> Vec<(i64, Act)> {
    let application = |at, act| (at, Act::Application(number, act));
    match fate {
        Fate::EndsWithOffer | Fate::IsAsked | Fate::Lapses => {
            vec![application(applied, ApplicationAct::Apply)]
        }
        Fate::Reconfirms => vec![
            application(applied, ApplicationAct::Apply),
            application(turn + 30 * HOUR, ApplicationAct::Reconfirm),
            application(turn + 50 * HOUR, ApplicationAct::Shortlist),
        ],
        Fate::Waits
        | Fate::Shortlisted
        | Fate::Talks(_)
        | Fate::Rejected(_)
        | Fate::Withdrawn
        | Fate::Ignored
        | Fate::Works(..) => Vec::new(),
    }
}

/// Cannot be done any more once the offer has ended.
fn needs_open(act: Act) -> bool {
    match act {
        Act::Create | Act::Publish | Act::Pause | Act::Amend | Act::Close | Act::Cancel => true,
        Act::Application(_, act) => !matches!(
            act,
            ApplicationAct::Fund
                | ApplicationAct::CallOff
                | ApplicationAct::Terminate
                | ApplicationAct::Cash
                | ApplicationAct::Deliverable(..)
        ),
    }
}

/// What leads to a fate, and how long before the end the last of it happens.
pub(super) struct Script {
    /// Hours since the act before, and the act.
    pub(super) beats: Vec<(i64, ApplicationAct)>,
    /// When it ends.
    pub(super) end: End,
}

/// How long before the end something ends, in hours.
pub(super) enum End {
    /// Lately: it must not be over at the end.
    Lately(RangeInclusive<i64>),
    /// Whenever the offer's people were busy, and this much before.
    Before(i64),
}

impl Script {
    fn end(&self, age: i64, rng: &mut SeededRng) -> i64 {
        let minutes = rng.within(0..=59);
        match &self.end {
            End::Lately(hours) => -rng.within(hours.clone()) * HOUR - minutes,
            End::Before(hours) => -age - (hours + rng.within(0..=100)) * HOUR - minutes,
        }
    }
}
