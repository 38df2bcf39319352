//! What `viewerActions` says is what mutations answer: for every role, in every state, refusals word for word. People walk
//! through marketplaces and do what they are told they may, the rarest first; all else they try as well, and are refused.

mod acts;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use acts::TYPES;
use world::World;

/// Acts in one marketplace.
const STEPS: usize = 80;

/// Marketplaces, by what they start from.
const WORLDS: u64 = 5;

/// And at most, until everything was done once.
const WORLDS_MAX: u64 = 30;

/// What was seen in all of them.
#[derive(Default)]
struct Seen {
    /// Type and state.
    states: BTreeSet<(String, String)>,
    /// How often something was done, by type and action.
    done: BTreeMap<(&'static str, &'static str), usize>,
    /// What was refused with reasons: type, action, code.
    refused: BTreeSet<(&'static str, &'static str, String)>,
    /// Refusals that were tried: what, in which state, who, and what was said.
    tried: BTreeSet<(&'static str, &'static str, String, &'static str, String)>,
}

impl Seen {
    /// Whatever can be done was done, and refused with a reason.
    fn is_all(&self) -> bool {
        self.missing().is_empty()
    }

    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for ty in TYPES {
            for act in ty.acts {
                let it = (ty.name, act.name);
                let is_refused = self.refused.iter().any(|(of, name, _)| (*of, *name) == it);
                if !self.done.contains_key(&it) || !is_refused {
                    missing.push(format!("{}.{}", ty.name, act.name));
                }
            }
        }
        missing
    }
}

#[tokio::test]
async fn what_somebody_may_do_is_what_the_mutation_answers() {
    let mut seen = Seen::default();
    let mut seed = 0;
    while seed < WORLDS || (!seen.is_all() && seed < WORLDS_MAX) {
        let mut world = World::new(seed).await;
        for step in 1..=STEPS {
            if step % 25 == 0 {
                world.brand.pays_in("500.00").await.good();
            }
            if step == 40 && seed % 2 == 1 {
                world.hires_a_creator().await;
            }
            world.step(&mut seen).await;
        }
        seed += 1;
    }
    let codes: BTreeSet<&String> = seen.refused.iter().map(|(.., code)| code).collect();
    eprintln!(
        "{seed} worlds, states {:?}, done {:?}, {codes:?}",
        seen.states, seen.done
    );
    assert_eq!(
        seen.missing(),
        Vec::<String>::new(),
        "never done, or never refused"
    );
    assert!(seen.states.len() > 32, "{:?}", seen.states);
    assert!(codes.len() > 18, "{codes:?}");
}
