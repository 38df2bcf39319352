//! What leads to each fate, act by act.

use domain::vocabulary::Side;

use super::plot::{BidAct, Deal, End, Fate, Piece, PieceAct, Script, Talk, Work};

/// What leads to a fate; nothing where it hangs on the turn of the offer.
///
/// What must still be open at the end stays below the clocks of the policy: 72 hours to fund, to answer a proposal and
/// to check a post, three business days for content, 14 days for an application. What must be over lies behind them.
pub(super) fn of(fate: Fate, pieces: &[Piece]) -> Option<Script> {
    use BidAct::*;
    let (beats, end) = match fate {
        Fate::Waits => (vec![(0, Apply)], End::Lately(2..=220)),
        Fate::Shortlisted => (vec![(0, Apply), (40, Shortlist)], End::Lately(2..=200)),
        Fate::Talks(talk) => talking(talk),
        Fate::Rejected(reason) => (vec![(0, Apply), (50, Reject(reason))], End::Before(0)),
        Fate::Withdrawn => (vec![(0, Apply), (30, Withdraw)], End::Before(0)),
        Fate::Ignored => (vec![(0, Apply)], End::Before(15 * 24)),
        Fate::Works(deal, work) => working(deal, work, pieces),
        Fate::EndsWithOffer | Fate::IsAsked | Fate::Lapses | Fate::Reconfirms => return None,
    };
    Some(Script { beats, end })
}

fn talking(talk: Talk) -> (Vec<(i64, BidAct)>, End) {
    use BidAct::*;
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

fn working(deal: Deal, work: Work, pieces: &[Piece]) -> (Vec<(i64, BidAct)>, End) {
    use BidAct::*;
    let mut beats = match deal {
        Deal::AsOffered => vec![(0, Apply), (20, Shortlist), (25, Accept)],
        Deal::Haggled => vec![
            (0, Apply),
            (20, Propose(Side::Creator)),
            (18, Propose(Side::Brand)),
            (12, AcceptProposal),
        ],
    };
    let (last, before) = match pieces.split_last() {
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
        for (number, piece) in before.iter().enumerate() {
            beats.extend(on(number, finishing(*piece)));
        }
        beats.extend(on(last.0, last_piece(work, last.1)));
    }
    beats.extend(closing(work));
    (beats, end_of(work))
}

/// What comes after the work on deliverables.
fn closing(work: Work) -> Option<(i64, BidAct)> {
    match work {
        // After three days of clearance, and for silence three more.
        Work::Done | Work::Mended | Work::FundedLate => Some((90, BidAct::Cash)),
        Work::DoneInSilence => Some((180, BidAct::Cash)),
        Work::CalledOff => Some((30, BidAct::CallOff)),
        Work::Terminated => Some((40, BidAct::Terminate)),
        Work::AwaitsFunding | Work::NeverFunded | Work::Started | Work::JustDone => None,
        Work::ConceptHandedIn | Work::ConceptApproved | Work::HandedIn | Work::ChangesAsked => None,
        Work::Approved | Work::Posted | Work::Contested | Work::Rejected | Work::Refunded => None,
        Work::Escalated => None,
        Work::Decided => Some((90, BidAct::Cash)),
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

type PieceBeat = (i64, PieceAct);

fn on(number: usize, beats: Vec<PieceBeat>) -> impl Iterator<Item = (i64, BidAct)> {
    let act = move |(pause, act)| (pause, BidAct::Piece(number, act));
    beats.into_iter().map(act)
}

/// The way of the last deliverable; it has a concept where the work stops there, and is posted.
fn last_piece(work: Work, piece: Piece) -> Vec<PieceBeat> {
    use PieceAct::*;
    let concept = concept(piece);
    let begun = |rest: &[PieceBeat]| [concept.as_slice(), rest].concat();
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
        Work::DoneInSilence if piece.has_concept => {
            vec![(45, HandInConcept), (150, HandIn), (150, Post)]
        }
        Work::DoneInSilence => vec![(60, HandIn), (150, Post)],
        Work::Done => [begun(&once_more), finishing_content(piece)].concat(),
        Work::FundedLate | Work::JustDone => finishing(piece),
        Work::AwaitsFunding | Work::NeverFunded | Work::Started | Work::CalledOff => Vec::new(),
    }
}

/// The way to a final rejection, and what comes of it.
fn rejected(concept: Vec<PieceBeat>, rest: &[PieceBeat]) -> Vec<PieceBeat> {
    use PieceAct::*;
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
fn finishing(piece: Piece) -> Vec<PieceBeat> {
    [concept(piece), finishing_content(piece)].concat()
}

fn concept(piece: Piece) -> Vec<PieceBeat> {
    if piece.has_concept {
        vec![
            (45, PieceAct::HandInConcept),
            (18, PieceAct::ApproveConcept),
        ]
    } else {
        Vec::new()
    }
}

fn finishing_content(piece: Piece) -> Vec<PieceBeat> {
    use PieceAct::*;
    let mut beats = vec![(50, HandIn), (22, Approve)];
    if piece.is_posted {
        beats.extend([(16, Post), (24, Verify)]);
    }
    beats
}
