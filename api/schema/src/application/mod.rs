//! Applications and their negotiation.

pub mod actions;
pub mod mutation;
pub mod proposal;
pub mod types;

use crate::object::kinds;

kinds! {
    /// A creator's application to an offer.
    Application = OfApplication, types::APPLICATION, application;
    /// A round of negotiation.
    Proposal = OfProposal, types::PROPOSAL, proposal;
}
