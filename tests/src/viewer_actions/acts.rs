//! What may be done with what: the mutation behind each action, and input that fits.

use serde_json::{Value, json};

use crate::support::dice::Dice;
use crate::support::market::eur;
use crate::support::profiles::with;

/// A type of objects that may be acted on.
pub struct Type {
    pub name: &'static str,
    /// The member of inputs that says which.
    by: &'static str,
    /// Work is done more often than offers are turned.
    pace: usize,
    pub acts: &'static [Act],
}

/// What may be done: the name in `viewerActions`, and the mutation.
pub struct Act {
    pub name: &'static str,
    mutation: &'static str,
    /// What ends things is done seldom.
    ends: bool,
}

const fn act(name: &'static str, mutation: &'static str) -> Act {
    Act {
        name,
        mutation,
        ends: false,
    }
}

const fn ends(name: &'static str, mutation: &'static str) -> Act {
    Act {
        name,
        mutation,
        ends: true,
    }
}

pub static TYPES: &[Type] = &[
    Type {
        name: "Offer",
        by: "offerId",
        pace: 25,
        acts: &[
            act("update", "offerUpdate"),
            act("publish", "offerPublish"),
            act("pause", "offerPause"),
            act("resume", "offerResume"),
            act("amend", "offerAmend"),
            act("reserve", "offerReserve"),
            ends("close", "offerClose"),
            ends("cancel", "offerCancel"),
            act("apply", "applicationSubmit"),
        ],
    },
    Type {
        name: "Application",
        by: "applicationId",
        pace: 25,
        acts: &[
            act("shortlist", "applicationShortlist"),
            ends("reject", "applicationReject"),
            act("accept", "applicationAccept"),
            ends("withdraw", "applicationWithdraw"),
            act("reconfirm", "applicationReconfirm"),
            act("propose", "proposalCreate"),
        ],
    },
    Type {
        name: "Proposal",
        by: "proposalId",
        pace: 12,
        acts: &[
            act("accept", "proposalAccept"),
            act("decline", "proposalDecline"),
            act("withdraw", "proposalWithdraw"),
        ],
    },
    Type {
        name: "Collaboration",
        by: "collaborationId",
        pace: 20,
        acts: &[
            act("fund", "collaborationFund"),
            ends("cancel", "collaborationCancel"),
            ends("terminate", "collaborationTerminate"),
        ],
    },
    Type {
        name: "Deliverable",
        by: "deliverableId",
        pace: 2,
        acts: &[
            act("submitConcept", "deliverableSubmitConcept"),
            act("approveConcept", "deliverableApproveConcept"),
            act("submit", "deliverableSubmit"),
            act("requestChanges", "deliverableRequestChanges"),
            act("approve", "deliverableApprove"),
            act("reject", "deliverableReject"),
            act("publish", "deliverablePublish"),
            act("verify", "deliverableVerify"),
            act("contest", "deliverableContest"),
            act("escalate", "deliverableEscalate"),
            act("decide", "deliverableDecide"),
        ],
    },
    Type {
        name: "Payout",
        by: "payoutId",
        pace: 10,
        acts: &[act("cancel", "payoutCancel")],
    },
];

impl Type {
    fn act(&self, action: &str) -> &'static Act {
        let found = TYPES.iter().find(|ty| ty.name == self.name).unwrap();
        found.acts.iter().find(|act| act.name == action).unwrap()
    }

    pub fn mutation(&self, action: &str) -> &'static str {
        self.act(action).mutation
    }

    /// How much an act counts against doing it again.
    pub fn pace(&self, action: &str) -> usize {
        if self.act(action).ends {
            self.pace * 20 + 100
        } else {
            self.pace
        }
    }

    /// Input that fits, whatever the state. An offer says what it said, but for its title and, now and then, its
    /// requirements: then those who applied are asked again.
    pub fn input(&self, action: &str, id: &str, content: Option<&Value>, dice: &mut Dice) -> Value {
        let input = match (self.name, action) {
            ("Offer", "update" | "amend") => {
                let number = dice.below(1_000);
                let requirements = if dice.chance(50) {
                    json!(["Show the packaging", "Name the flavour"])
                } else {
                    json!(["Show the packaging", format!("Say {number}")])
                };
                let changes = json!({ "title": format!("Tea {number}"), "requirements": requirements, "closesAt": "2027-08-01T09:00:00Z" });
                json!({ "content": with(content.unwrap().clone(), changes) })
            }
            ("Offer", "apply") => json!({ "message": "I love tea." }),
            ("Application", "reject") => json!({ "reason": "BUDGET" }),
            ("Application", "propose") => json!({ "pay": eur("190.00") }),
            ("Collaboration", "terminate") => {
                json!({ "creatorShareBps": 0, "reason": "Agreed by all." })
            }
            ("Deliverable", "submit" | "submitConcept") => json!({ "caption": "Tea!" }),
            ("Deliverable", "requestChanges") => {
                json!({ "items": [{ "requirement": 1, "comment": "Closer, please." }] })
            }
            ("Deliverable", "reject") => {
                json!({ "reason": "No packaging.", "requirements": [1] })
            }
            ("Deliverable", "publish") => {
                json!({ "postedAt": "2026-11-23T08:00:00Z", "proof": "A screenshot", "url": "https://example.com/p/1" })
            }
            ("Deliverable", "contest") => json!({ "reason": "It is gone." }),
            ("Deliverable", "escalate") => json!({ "statement": "It is all there." }),
            ("Deliverable", "decide") => {
                json!({ "creatorShareBps": 5_000, "reason": "Half of it." })
            }
            _ => json!({}),
        };
        with(json!({ self.by: id }), input)
    }
}

/// Asks of every object what may be done with it, and what hangs on it.
pub fn looks() -> String {
    let verdict = "{ isAllowed isYours reasons { code message path } }";
    let mut query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id".to_owned();
    for ty in TYPES {
        let acts: Vec<String> = ty
            .acts
            .iter()
            .map(|act| format!("{} {verdict}", act.name))
            .collect();
        let below = match ty.name {
            "Offer" => {
                "applications(first: 10) { nodes { id } } collaborations(first: 10) { nodes { id } }"
            }
            "Application" => "proposals { id }",
            "Collaboration" => "deliverables { id } creator { payouts(first: 5) { nodes { id } } }",
            _ => "",
        };
        query += &format!(
            " ... on {0} {{ state{0}: state viewerActions {{ {1} }} {below} }}",
            ty.name,
            acts.join(" ")
        );
    }
    query + " } }"
}

/// What hangs on an object, by type.
pub fn found(node: &Value) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for (ty, path) in [
        ("Application", "/applications/nodes"),
        ("Collaboration", "/collaborations/nodes"),
        ("Proposal", "/proposals"),
        ("Deliverable", "/deliverables"),
        ("Payout", "/creator/payouts/nodes"),
    ] {
        let nodes = node.pointer(path).and_then(Value::as_array);
        for id in nodes.into_iter().flatten() {
            found.push((ty, id["id"].as_str().unwrap().to_owned()));
        }
    }
    found
}
