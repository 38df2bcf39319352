//! A clock runs exactly in the states that have one, and a moment is kept exactly where it has been.

use crate::invariant::Invariant;

pub(super) const INVARIANTS: [Invariant; 15] = [
    Invariant {
        words: "an application waits for an answer until it has one",
        table: "application",
        sql: "SELECT id, due_at IS NOT NULL AS found,
                 state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation') AS expected
              FROM application",
    },
    Invariant {
        words: "an application has ended once it has an answer",
        table: "application",
        sql: "SELECT id, ended_at IS NULL AS found,
                 state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation') AS expected
              FROM application",
    },
    Invariant {
        words: "a rejected application has a reason, and no other has one",
        table: "application",
        sql: "SELECT id, rejection_reason IS NOT NULL AS found, state = 'rejected' AS expected FROM application",
    },
    Invariant {
        words: "a collaboration has a time to be funded while it waits for that",
        table: "collaboration",
        sql: "SELECT id, funding_due_at IS NOT NULL AS found, state = 'awaiting_funding' AS expected
              FROM collaboration",
    },
    Invariant {
        words: "a collaboration has started unless it waits for money or never had it",
        table: "collaboration",
        sql: "SELECT id, started_at IS NOT NULL AS found,
                 CASE WHEN state IN ('active', 'completed') THEN 1 = 1
                      WHEN state IN ('awaiting_funding', 'expired') THEN 1 = 0
                      ELSE started_at IS NOT NULL END AS expected
              FROM collaboration",
    },
    Invariant {
        words: "a collaboration has ended when it runs no more",
        table: "collaboration",
        sql: "SELECT id, ended_at IS NULL AS found, state IN ('awaiting_funding', 'active') AS expected
              FROM collaboration",
    },
    Invariant {
        words: "a deliverable is due once its collaboration has started",
        table: "deliverable",
        sql: "SELECT d.id, d.due_at IS NOT NULL AS found, c.started_at IS NOT NULL AS expected
              FROM deliverable d JOIN collaboration c ON c.id = d.collaboration_id",
    },
    Invariant {
        words: "silence decides what waits for the brand's answer, or for the creator's to a rejection",
        table: "deliverable",
        sql: "SELECT id, silence_at IS NOT NULL AS found,
                 state IN ('concept_review', 'in_review', 'published', 'rejected') AS expected FROM deliverable",
    },
    Invariant {
        words: "a rejected or refunded deliverable says why",
        table: "deliverable",
        sql: "SELECT id, rejection_reason IS NOT NULL AS found,
                 CASE WHEN state IN ('cancelled', 'escalated', 'decided') THEN rejection_reason IS NOT NULL
                      ELSE state IN ('rejected', 'refunded') END AS expected
              FROM deliverable",
    },
    Invariant {
        words: "a deliverable is handed in while the brand has to answer it, and only then",
        table: "deliverable",
        sql: "SELECT id, handed_in_at IS NOT NULL AS found, state IN ('concept_review', 'in_review') AS expected
              FROM deliverable",
    },
    Invariant {
        words: "what was rejected may be escalated, and only that and what was contested",
        table: "deliverable",
        sql: "SELECT id, escalatable_until IS NOT NULL AS found,
                 CASE WHEN state = 'contested' THEN escalatable_until IS NOT NULL ELSE state = 'rejected' END AS expected
              FROM deliverable",
    },
    Invariant {
        words: "an offer was published unless it is a draft, or was cancelled as one",
        table: "offer",
        sql: "SELECT id, published_at IS NOT NULL AS found,
                 CASE WHEN state = 'cancelled' THEN published_at IS NOT NULL ELSE state <> 'draft' END AS expected
              FROM offer",
    },
    Invariant {
        words: "an offer has ended when it is closed or cancelled",
        table: "offer",
        sql: "SELECT id, ended_at IS NOT NULL AS found, state IN ('closed', 'cancelled') AS expected FROM offer",
    },
    Invariant {
        words: "the provider is asked about a funding until it has answered",
        table: "funding",
        sql: "SELECT id, due_at IS NOT NULL AS found, state = 'requested' AS expected FROM funding",
    },
    Invariant {
        words: "the worker looks at a payout until it has ended",
        table: "payout",
        sql: "SELECT id, due_at IS NOT NULL AND ended_at IS NULL AS found,
                 state IN ('requested', 'sending', 'in_transit') AS expected FROM payout",
    },
];
