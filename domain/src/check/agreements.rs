//! Offers, applications and what was agreed: each knows of the others what is true.

use crate::invariant::Invariant;

pub(super) const INVARIANTS: [Invariant; 22] = [
    Invariant {
        words: "a brand has an owner",
        table: "brand",
        sql: "SELECT b.id, EXISTS (SELECT 1 FROM brand_member m WHERE m.brand_id = b.id AND m.role = 'owner') AS found,
                 1 = 1 AS expected FROM brand b",
    },
    Invariant {
        words: "the brief of an offer's present version is the newest",
        table: "offer",
        sql: "SELECT o.id, (SELECT MAX(v.version) FROM offer_version v WHERE v.offer_id = o.id) AS found,
                 o.version AS expected FROM offer o",
    },
    Invariant {
        words: "the slots taken are the collaborations that run or were completed",
        table: "offer",
        sql: "SELECT o.id, o.slots_taken AS found,
                 (SELECT COUNT(*) FROM collaboration c WHERE c.offer_id = o.id
                     AND c.state IN ('awaiting_funding', 'active', 'completed')) AS expected
              FROM offer o",
    },
    Invariant {
        words: "the budget committed is what collaborations are charged, less what came back when they ended early",
        table: "offer",
        sql: "SELECT o.id, o.committed_minor AS found,
                 (SELECT COALESCE(SUM(c.pay_minor + c.brand_fee_minor), 0) FROM collaboration c
                     WHERE c.offer_id = o.id AND (c.state = 'awaiting_funding' OR c.started_at IS NOT NULL))
                 - (SELECT COALESCE(SUM(t.amount), 0) FROM collaboration c
                     JOIN ledger_entry e ON e.source_id = c.id AND e.kind = 'returned'
                     JOIN ledger_transfer t ON t.entry_id = e.id WHERE c.offer_id = o.id) AS expected
              FROM offer o",
    },
    Invariant {
        words: "an open offer is filled when all its slots are taken, and only then, unless it is paused",
        table: "offer",
        sql: "SELECT id, state = 'filled' AS found, slots_taken = slots AS expected
              FROM offer WHERE state IN ('published', 'filled')",
    },
    Invariant {
        words: "an offer that was called off has no running collaboration",
        table: "offer",
        sql: "SELECT o.id, (SELECT COUNT(*) FROM collaboration c WHERE c.offer_id = o.id
                 AND c.state IN ('awaiting_funding', 'active')) AS found, 0 AS expected
              FROM offer o WHERE o.state = 'cancelled'",
    },
    Invariant {
        words: "only an open offer says that money is set aside",
        table: "offer",
        sql: "SELECT id, is_reserved AS found,
                 is_reserved AND state IN ('published', 'paused', 'filled') AS expected FROM offer",
    },
    Invariant {
        words: "an application answers a version of its offer",
        table: "application",
        sql: "SELECT a.id, EXISTS (SELECT 1 FROM offer_version v
                 WHERE v.offer_id = a.offer_id AND v.version = a.offer_version) AS found, 1 = 1 AS expected
              FROM application a",
    },
    Invariant {
        words: "a proposal is open only while its application is negotiated, and only one",
        table: "application",
        sql: "SELECT a.id, COUNT(p.id) AS found,
                 CASE WHEN a.state = 'negotiating' AND COUNT(p.id) > 0 THEN 1 ELSE 0 END AS expected
              FROM application a LEFT JOIN proposal p ON p.application_id = a.id AND p.state = 'open'
              GROUP BY a.id, a.state",
    },
    Invariant {
        words: "the rounds of a negotiation are counted from one without gaps",
        table: "proposal",
        sql: "SELECT application_id AS id, MAX(round) AS found, COUNT(*) AS expected
              FROM proposal GROUP BY application_id",
    },
    Invariant {
        words: "the two sides propose turn by turn",
        table: "proposal",
        sql: "SELECT p.id, p.side AS found, CASE before.side WHEN 'brand' THEN 'creator' ELSE 'brand' END AS expected
              FROM proposal p JOIN proposal before
                 ON before.application_id = p.application_id AND before.round = p.round - 1",
    },
    Invariant {
        words: "an accepted proposal names the pay that was agreed",
        table: "proposal",
        sql: "SELECT p.id, a.state || ' at ' || a.pay_minor || ' ' || a.currency AS found,
                 'accepted at ' || p.pay_minor || ' ' || p.currency AS expected
              FROM proposal p JOIN application a ON a.id = p.application_id WHERE p.state = 'accepted'",
    },
    Invariant {
        words: "an accepted application has a collaboration, and no other has one",
        table: "application",
        sql: "SELECT a.id, (SELECT COUNT(*) FROM collaboration c WHERE c.application_id = a.id) AS found,
                 CASE WHEN a.state = 'accepted' THEN 1 ELSE 0 END AS expected
              FROM application a",
    },
    Invariant {
        words: "a collaboration is between the sides of its application, at its pay",
        table: "collaboration",
        sql: "SELECT c.id, c.offer_id = a.offer_id AND c.brand_id = o.brand_id AND c.creator_id = a.creator_id
                 AND c.pay_minor = a.pay_minor AND c.currency = a.currency AS found, 1 = 1 AS expected
              FROM collaboration c JOIN application a ON a.id = c.application_id JOIN offer o ON o.id = a.offer_id",
    },
    Invariant {
        words: "the hash a collaboration shows is that of its newest terms",
        table: "collaboration",
        sql: "SELECT c.id, c.terms_hash AS found, (SELECT t.hash FROM terms t
                 WHERE t.collaboration_id = c.id ORDER BY t.version DESC LIMIT 1) AS expected
              FROM collaboration c",
    },
    Invariant {
        words: "terms are chained to the version before",
        table: "terms",
        sql: "SELECT t.collaboration_id AS id, t.previous_hash AS found, (SELECT before.hash FROM terms before
                 WHERE before.collaboration_id = t.collaboration_id AND before.version = t.version - 1) AS expected
              FROM terms t",
    },
    Invariant {
        words: "both sides signed each version of the terms",
        table: "terms",
        sql: "SELECT t.collaboration_id AS id, (SELECT COUNT(*) FROM signature s
                 WHERE s.collaboration_id = t.collaboration_id AND s.version = t.version) AS found, 2 AS expected
              FROM terms t",
    },
    Invariant {
        words: "deliverables are numbered from one without gaps, and there is at least one",
        table: "collaboration",
        sql: "SELECT c.id, (SELECT COUNT(*) FROM deliverable d WHERE d.collaboration_id = c.id) AS found,
                 (SELECT COALESCE(MAX(d.position), 1) FROM deliverable d WHERE d.collaboration_id = c.id) AS expected
              FROM collaboration c",
    },
    Invariant {
        words: "the parts of the pay sum to the pay",
        table: "collaboration",
        sql: "SELECT c.id, (SELECT SUM(d.pay_minor) FROM deliverable d
                 WHERE d.collaboration_id = c.id AND d.currency = c.currency) AS found, c.pay_minor AS expected
              FROM collaboration c",
    },
    Invariant {
        words: "a collaboration runs as long as something is owed, and no longer",
        table: "collaboration",
        sql: "SELECT c.id, c.state IN ('awaiting_funding', 'active') AS found,
                 EXISTS (SELECT 1 FROM deliverable d WHERE d.collaboration_id = c.id AND d.released_at IS NULL
                     AND d.state NOT IN ('refunded', 'cancelled', 'decided')) AS expected
              FROM collaboration c",
    },
    Invariant {
        words: "no work is done before the money is held",
        table: "deliverable",
        sql: "SELECT d.id, d.state AS found,
                 CASE WHEN c.state = 'awaiting_funding' THEN 'planned' ELSE 'cancelled' END AS expected
              FROM deliverable d JOIN collaboration c ON c.id = d.collaboration_id WHERE c.started_at IS NULL",
    },
    Invariant {
        words: "each round of changes that is used was asked for",
        table: "deliverable",
        sql: "SELECT d.id, d.rounds_used AS found,
                 (SELECT COUNT(*) FROM change_request r WHERE r.deliverable_id = d.id) AS expected
              FROM deliverable d",
    },
];
