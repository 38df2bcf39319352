//! Offers of the demo with their applications, and what came of them so far.

use domain::id::{ApplicationId, CollaborationId, DeliverableId, OfferId, ProposalId};

use super::offers::Plan;

/// An offer of the story.
pub(super) struct Thread {
    pub(super) plan: Plan,
    pub(super) id: Option<OfferId>,
    pub(super) applications: Vec<ApplicationThread>,
}

/// An application of the story, and what came of it.
#[derive(Default)]
pub(super) struct ApplicationThread {
    pub(super) application: Option<ApplicationId>,
    pub(super) proposal: Option<ProposalId>,
    pub(super) collaboration: Option<CollaborationId>,
    pub(super) deliverables: Vec<DeliverableId>,
}

impl Thread {
    pub(super) fn new(plan: Plan) -> Self {
        let applications = plan
            .applicants
            .iter()
            .map(|_| ApplicationThread::default())
            .collect();
        Self {
            plan,
            id: None,
            applications,
        }
    }
}
