//! Tells facts to those who must hear them. A fact is told at least once; whoever hears it bears hearing it twice.

use domain::id::Id;
use domain::outbox::{self, Fact};
use domain::{Env, account, application};

/// Takes some facts and tells them. How many were told.
pub(super) async fn deliver(env: &Env, limit: u64) -> domain::Result<usize> {
    let rows = outbox::claim(env, limit).await?;
    let mut told = 0;
    for row in rows {
        let outcome = match serde_json::from_value::<Fact>(row.payload.clone()) {
            Ok(fact) => tell(env, fact).await,
            Err(error) => Err(error.into()),
        };
        match outcome {
            Ok(()) => match outbox::delivered(env, row.id).await {
                Ok(()) => told += 1,
                // It is told again, which everybody bears; those after it must not wait for that.
                Err(error) => tracing::error!(
                    ?error,
                    event = %row.id.uuid(),
                    kind = row.kind,
                    "outbox: an event was delivered, but that could not be recorded; it is delivered again"
                ),
            },
            Err(error) => {
                tracing::warn!(
                    ?error,
                    event = %row.id.uuid(),
                    kind = row.kind,
                    "outbox: an event could not be delivered; retrying later"
                );
                if let Err(error) = outbox::failed(env, &row, format!("{error:?}")).await {
                    tracing::error!(
                        ?error,
                        event = %row.id.uuid(),
                        kind = row.kind,
                        "outbox: an event was not delivered, and that could not be recorded; it is delivered again"
                    );
                }
            }
        }
    }
    Ok(told)
}

async fn tell(env: &Env, fact: Fact) -> domain::Result<()> {
    match fact {
        Fact::SessionRevoked { id } => account::commands::revoke_everywhere(env, id).await,
        Fact::OfferEnded { id } => application::clocks::on_offer_ended(env, id).await,
        Fact::OfferAmended {
            id,
            version,
            is_material: true,
        } => application::clocks::on_offer_amended(env, id, version).await,
        Fact::OfferAmended {
            is_material: false, ..
        } => Ok(()),
        Fact::UserSignedUp { .. }
        | Fact::OfferPublished { .. }
        | Fact::OfferChanged { .. }
        | Fact::ApplicationSubmitted { .. }
        | Fact::ApplicationChanged { .. }
        | Fact::ProposalMade { .. }
        | Fact::ProposalAnswered { .. }
        | Fact::CollaborationOpened { .. }
        | Fact::CollaborationChanged { .. }
        | Fact::DeliverableChanged { .. }
        | Fact::FundingChanged { .. }
        | Fact::PayoutChanged { .. } => Ok(()),
    }
}
