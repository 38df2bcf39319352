//! The work on deliverables.

use domain::actor::Intent;
use domain::collaboration::Ruling;
use domain::deliverable::{Change, HandIn, Post, Rejection, commands, escalation};
use server::bootstrap::plain;

use super::fixtures::{
    CAPTIONS, CHANGES, CONCEPTS, DECISION, ESCALATION, FINAL_REJECTION, MISMATCH,
};
use super::rng::SeededRng;
use super::scenarios::DeliverableAct;
use super::timeline::Story;

/// Plays an act on one deliverable of an application, given by the numbers of offer and application.
pub(super) async fn plays(
    story: &Story<'_, '_>,
    (index, number): (usize, usize),
    deliverable: usize,
    act: DeliverableAct,
) -> anyhow::Result<()> {
    let env = story.stage.env;
    let id = story.threads[index].applications[number].deliverables[deliverable];
    let brand = story.stage.keyed(story.brand(index).owner);
    let creator = Intent::of(story.creator(index, number).actor);
    let mut rng = SeededRng::of("work", index * 1_000 + number * 10 + deliverable);
    let filled = |text: &str| story.filled(index, text);

    let played = match act {
        DeliverableAct::HandInConcept => {
            let concept = HandIn {
                text: filled(rng.pick(&CONCEPTS)),
                ..HandIn::default()
            };
            commands::submit_concept(env, &creator, id, concept).await
        }
        DeliverableAct::ApproveConcept => commands::approve_concept(env, &brand, id).await,
        DeliverableAct::HandIn => {
            let content = HandIn {
                links: vec![format!(
                    "https://files.example/o{index}-a{number}-{deliverable}.mp4"
                )],
                caption: filled(rng.pick(&CAPTIONS)),
                text: String::new(),
            };
            commands::submit(env, &creator, id, content).await
        }
        DeliverableAct::AskForChanges => {
            let change = Change {
                requirement: 1,
                comment: rng.pick(&CHANGES).to_owned(),
            };
            commands::request_changes(env, &brand, id, vec![change]).await
        }
        DeliverableAct::Approve => commands::approve(env, &brand, id).await,
        DeliverableAct::Reject => {
            let rejection = Rejection {
                requirements: vec![1],
                reason: filled(FINAL_REJECTION),
            };
            commands::reject(env, &brand, id, rejection).await
        }
        DeliverableAct::Post => {
            let post = Post {
                url: format!("https://posts.example/o{index}-a{number}-{deliverable}"),
                posted_at: story.stage.now(),
                proof: "Posted on my account, with the mark of a paid partnership.".into(),
            };
            commands::publish(env, &creator, id, post).await
        }
        DeliverableAct::Verify => commands::verify(env, &brand, id).await,
        DeliverableAct::Contest => commands::contest(env, &brand, id, MISMATCH).await,
        DeliverableAct::Escalate => escalation::escalate(env, &creator, id, ESCALATION).await,
        DeliverableAct::Decide => {
            let operator = story.stage.keyed(story.cast.operator);
            let ruling = Ruling {
                creator_share_bps: 6_000,
                reason: DECISION.into(),
            };
            escalation::decide(env, &operator, id, ruling).await
        }
    };
    played.map_err(plain)?;
    Ok(())
}
