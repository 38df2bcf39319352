//! What leads to each fate, act by act.

use domain::vocabulary::Side;

use super::scenarios::{
    ApplicationAct, Deal, Deliverable, DeliverableAct, End, Fate, Script, Talk, Work,
};

/// What leads to a fate; nothing where it hangs on the turn of the offer.
///
/// What must still be open at the end stays below the clocks of the policy: 72 hours to fund, to answer a proposal and
/// to check a post, three business days for content, 14 days for an application. What must be over lies behind them.
pub(super) fn of(fate: Fate, deliverables: &[Deliverable]) -> Option<Script> {
    use ApplicationAct::*;
    let (beats, end) = match fate {
        Fate::Waits => (vec![(0, Apply)], End::Lately(2..=220)),
        Fate::Shortlisted => (vec![(0, Apply), (40, Shortlist)], End::Lately(2..=200)),
        Fate::Talks(talk) => talking(talk),
        Fate::Rejected(reason) => (vec![(0, Apply), (50, Reject(reason))], End::Before(0)),
        Fate::Withdrawn => (vec![(0, Apply), (30, Withdraw)], End::Before(0)),
        Fate::Ignored => (vec![(0, Apply)], End::Before(15 * 24)),
        Fate::Works(deal, work) => working(deal, work, deliverables),
        Fate::EndsWithOffer | Fate::IsAsked | Fate::Lapses | Fate::Reconfirms => return None,
    };
    Some(Script { beats, end })
}

fn talking(talk: Talk) -> (Vec<(i64, ApplicationAct)>, End) {
    use ApplicationAct::*;
    let (ours, theirs) = (Propose(Side::Brand), Propose(Side::Creator));
    match talk {
        Talk::Open => (
            vec![(0, Apply), (20, theirs), (18, ours)],
            End::Lately(2..=60),
        ),
        Talk::Declined => (
            vec![(0, Apply), (20, theirs), (25, DeclineProposal)],
            End::Lately(2..=150),
        ),
        Talk::TakenBack => (
            vec![(0, Apply), (20, theirs), (8, WithdrawProposal)],
            End::Lately(2..=150),
        ),
        Talk::Unanswered => (vec![(0, Apply), (30, ours)], End::Lately(90..=200)),
    }
}

fn working(
    deal: Deal,
    work: Work,
    deliverables: &[Deliverable],
) -> (Vec<(i64, ApplicationAct)>, End) {
    use ApplicationAct::*;
    let mut beats = match deal {
        Deal::AsOffered => vec![(0, Apply), (20, Shortlist), (25, Accept)],
        Deal::Haggled => vec![
            (0, Apply),
            (20, Propose(Side::Creator)),
            (18, Propose(Side::Brand)),
            (12, AcceptProposal),
        ],
    };
    let (last, before) = match deliverables.split_last() {
        Some((last, before)) => ((before.len(), *last), before),
        None => return (beats, End::Lately(2..=60)),
    };
    let reaches_last = !matches!(
        work,
        Work::AwaitsFunding | Work::NeverFunded | Work::Started | Work::CalledOff
    );
    if work == Work::FundedLate {
        beats.push((20, Fund));
    }
    if reaches_last {
        for (number, deliverable) in before.iter().enumerate() {
            beats.extend(on(number, finishing(*deliverable)));
        }
        beats.extend(on(last.0, last_deliverable(work, last.1)));
    }
    beats.extend(closing(work));
    (beats, end_of(work))
}

/// What comes after the work on deliverables.
fn closing(work: Work) -> Option<(i64, ApplicationAct)> {
    match work {
        // After three days of clearance, and for silence three more.
        Work::Done | Work::Mended | Work::FundedLate => Some((90, ApplicationAct::Cash)),
        Work::DoneInSilence => Some((180, ApplicationAct::Cash)),
        Work::CalledOff => Some((30, ApplicationAct::CallOff)),
        Work::Terminated => Some((40, ApplicationAct::Terminate)),
        Work::AwaitsFunding | Work::NeverFunded | Work::Started | Work::JustDone => None,
        Work::ConceptHandedIn | Work::ConceptApproved | Work::HandedIn | Work::ChangesAsked => None,
        Work::Approved | Work::Posted | Work::Contested | Work::Rejected | Work::Refunded => None,
        Work::Escalated => None,
        Work::Decided => Some((90, ApplicationAct::Cash)),
    }
}

fn end_of(work: Work) -> End {
    match work {
        Work::AwaitsFunding
        | Work::ConceptHandedIn
        | Work::HandedIn
        | Work::Posted
        | Work::JustDone => End::Lately(2..=60),
        Work::Started | Work::ConceptApproved | Work::ChangesAsked => End::Lately(2..=90),
        Work::Approved | Work::Contested | Work::Rejected => End::Lately(2..=90),
        Work::Escalated => End::Lately(2..=200),
        Work::NeverFunded => End::Before(80),
        Work::Refunded => End::Before(220),
        Work::FundedLate | Work::Done | Work::DoneInSilence | Work::Mended => End::Before(0),
        Work::CalledOff | Work::Terminated | Work::Decided => End::Before(0),
    }
}

type DeliverableBeat = (i64, DeliverableAct);

fn on(number: usize, beats: Vec<DeliverableBeat>) -> impl Iterator<Item = (i64, ApplicationAct)> {
    let act = move |(pause, act)| (pause, ApplicationAct::Deliverable(number, act));
    beats.into_iter().map(act)
}

/// The way of the last deliverable; it has a concept where the work stops there, and is posted.
fn last_deliverable(work: Work, deliverable: Deliverable) -> Vec<DeliverableBeat> {
    use DeliverableAct::*;
    let concept = concept(deliverable);
    let begun = |rest: &[DeliverableBeat]| [concept.as_slice(), rest].concat();
    let once_more = [(40, HandIn), (20, AskForChanges)];
    match work {
        Work::ConceptHandedIn => vec![(45, HandInConcept)],
        Work::ConceptApproved => concept,
        Work::HandedIn => begun(&[(60, HandIn)]),
        Work::ChangesAsked => begun(&[(60, HandIn), (20, AskForChanges)]),
        Work::Approved => begun(&[(60, HandIn), (20, Approve)]),
        Work::Posted | Work::Terminated => begun(&[(60, HandIn), (20, Approve), (15, Post)]),
        Work::Contested => begun(&[(60, HandIn), (20, Approve), (15, Post), (10, Contest)]),
        Work::Rejected | Work::Refunded => rejected(concept, &[]),
        Work::Escalated => rejected(concept, &[(30, Escalate)]),
        Work::Decided => rejected(concept, &[(30, Escalate), (60, Decide)]),
        Work::Mended => begun(&[
            (60, HandIn),
            (20, Approve),
            (15, Post),
            (10, Contest),
            (12, Post),
            (14, Verify),
        ]),
        Work::DoneInSilence if deliverable.has_concept => {
            vec![(45, HandInConcept), (150, HandIn), (150, Post)]
        }
        Work::DoneInSilence => vec![(60, HandIn), (150, Post)],
        Work::Done => [begun(&once_more), finishing_content(deliverable)].concat(),
        Work::FundedLate | Work::JustDone => finishing(deliverable),
        Work::AwaitsFunding | Work::NeverFunded | Work::Started | Work::CalledOff => Vec::new(),
    }
}

/// The way to a final rejection, and what comes of it.
fn rejected(concept: Vec<DeliverableBeat>, rest: &[DeliverableBeat]) -> Vec<DeliverableBeat> {
    use DeliverableAct::*;
    let once_more = [(40, HandIn), (20, AskForChanges)];
    let rounds = [once_more, once_more].concat();
    [
        concept,
        rounds,
        vec![(40, HandIn), (20, Reject)],
        rest.to_vec(),
    ]
    .concat()
}

/// The whole way of a deliverable, without a detour.
fn finishing(deliverable: Deliverable) -> Vec<DeliverableBeat> {
    [concept(deliverable), finishing_content(deliverable)].concat()
}

fn concept(deliverable: Deliverable) -> Vec<DeliverableBeat> {
    if deliverable.has_concept {
        vec![
            (45, DeliverableAct::HandInConcept),
            (18, DeliverableAct::ApproveConcept),
        ]
    } else {
        Vec::new()
    }
}

fn finishing_content(deliverable: Deliverable) -> Vec<DeliverableBeat> {
    use DeliverableAct::*;
    let mut beats = vec![(50, HandIn), (22, Approve)];
    if deliverable.is_posted {
        beats.extend([(16, Post), (24, Verify)]);
    }
    beats
}
