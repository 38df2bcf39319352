//! Money against what it is for: in from brands, held, released or given back, earned, and out to creators.

use crate::invariant::Invariant;

pub(super) const INVARIANTS: [Invariant; 19] = [
    Invariant {
        words: "a captured funding came in whole, and no other came in",
        table: "funding",
        sql: "SELECT f.id, COALESCE(SUM(t.amount), 0) AS found,
                 CASE WHEN f.state = 'captured' THEN f.amount_minor ELSE 0 END AS expected
              FROM funding f LEFT JOIN ledger_entry e ON e.source_id = f.id AND e.kind = 'funded'
                 LEFT JOIN ledger_transfer t ON t.entry_id = e.id
              GROUP BY f.id, f.state, f.amount_minor",
    },
    Invariant {
        words: "the provider holds what was captured and has not been paid out",
        table: "ledger_account",
        sql: "SELECT a.id, -a.balance AS found,
                 (SELECT COALESCE(SUM(f.amount_minor), 0) FROM funding f
                     WHERE f.currency = a.currency AND f.state = 'captured')
                 - (SELECT COALESCE(SUM(p.amount_minor), 0) FROM payout p
                     WHERE p.currency = a.currency AND p.state = 'paid') AS expected
              FROM ledger_account a WHERE a.kind = 'provider_clearing'",
    },
    Invariant {
        words: "only an offer that says so has money set aside",
        table: "offer",
        sql: "SELECT o.id, a.balance AS found, CASE WHEN o.is_reserved THEN a.balance ELSE 0 END AS expected
              FROM offer o JOIN ledger_account a ON a.owner_id = o.id AND a.kind = 'offer_reserve'",
    },
    Invariant {
        words: "an offer that says so has the pay of all its open slots set aside",
        table: "offer",
        sql: "SELECT o.id, COALESCE(a.balance, 0) AS found,
                 CASE WHEN COALESCE(a.balance, 0) < o.pay_minor * (o.slots - o.slots_taken)
                     THEN o.pay_minor * (o.slots - o.slots_taken) ELSE COALESCE(a.balance, 0) END AS expected
              FROM offer o LEFT JOIN ledger_account a ON a.owner_id = o.id AND a.kind = 'offer_reserve'
                 AND a.currency = o.currency WHERE o.is_reserved",
    },
    Invariant {
        words: "pay and fee are held once for a collaboration that has started",
        table: "collaboration",
        sql: "SELECT c.id, COALESCE(SUM(t.amount), 0) AS found,
                 CASE WHEN c.started_at IS NULL THEN 0 ELSE c.pay_minor + c.brand_fee_minor END AS expected
              FROM collaboration c LEFT JOIN ledger_entry e ON e.source_id = c.id AND e.kind = 'held'
                 LEFT JOIN ledger_transfer t ON t.entry_id = e.id
              GROUP BY c.id, c.started_at, c.pay_minor, c.brand_fee_minor",
    },
    Invariant {
        words: "what was held was released, refunded or returned, or is still held",
        table: "collaboration",
        sql: "SELECT c.id,
                 (SELECT COALESCE(SUM(t.amount), 0) FROM ledger_entry e JOIN ledger_transfer t ON t.entry_id = e.id
                     WHERE e.source_id = c.id AND e.kind = 'returned')
                 + (SELECT COALESCE(SUM(t.amount), 0) FROM deliverable d
                     JOIN ledger_entry e ON e.source_id = d.id AND e.kind IN ('released', 'refunded', 'decided')
                     JOIN ledger_transfer t ON t.entry_id = e.id WHERE d.collaboration_id = c.id)
                 + (SELECT COALESCE(SUM(a.balance), 0) FROM ledger_account a WHERE a.owner_id = c.id) AS found,
                 (SELECT COALESCE(SUM(t.amount), 0) FROM ledger_entry e JOIN ledger_transfer t ON t.entry_id = e.id
                     WHERE e.source_id = c.id AND e.kind = 'held') AS expected
              FROM collaboration c",
    },
    Invariant {
        words: "escrow holds the pay of what is still owed",
        table: "collaboration",
        sql: "SELECT c.id, COALESCE((SELECT a.balance FROM ledger_account a
                     WHERE a.owner_id = c.id AND a.kind = 'escrow' AND a.currency = c.currency), 0) AS found,
                 CASE WHEN c.state = 'active' THEN (SELECT COALESCE(SUM(d.pay_minor), 0) FROM deliverable d
                     WHERE d.collaboration_id = c.id AND d.released_at IS NULL
                         AND d.state NOT IN ('refunded', 'cancelled', 'decided')) ELSE 0 END AS expected
              FROM collaboration c",
    },
    Invariant {
        words: "a deliverable is done when it is verified, or approved where no publication is owed",
        table: "deliverable",
        sql: "SELECT id, released_at IS NOT NULL AS found,
                 state = 'verified' OR (state = 'approved' AND NOT requires_publication) AS expected
              FROM deliverable",
    },
    Invariant {
        words: "a deliverable that owes no publication is never published",
        table: "deliverable",
        sql: "SELECT id, state IN ('published', 'verified', 'contested') AS found, 1 = 0 AS expected
              FROM deliverable WHERE NOT requires_publication",
    },
    Invariant {
        words: "a deliverable is paid once when it is done, and only then",
        table: "deliverable",
        sql: "SELECT d.id, (SELECT COUNT(*) FROM ledger_entry e WHERE e.source_id = d.id AND e.kind = 'released') AS found,
                 CASE WHEN d.released_at IS NOT NULL AND d.pay_minor > 0 THEN 1 ELSE 0 END AS expected
              FROM deliverable d",
    },
    Invariant {
        words: "the pay of a deliverable leaves escrow whole: to the creator and as the creator's fee, or back to the brand",
        table: "deliverable",
        sql: "SELECT d.id, COALESCE(SUM(t.amount), 0) AS found,
                 CASE WHEN d.released_at IS NOT NULL OR d.state IN ('refunded', 'decided') THEN d.pay_minor
                     -- Half a unit is rounded up, as largest remainders do.
                     ELSE (2 * d.pay_minor * COALESCE(d.decided_bps, 0) + 10000) / 20000 END AS expected
              FROM deliverable d LEFT JOIN (
                 SELECT e.source_id, t.amount FROM ledger_entry e JOIN ledger_transfer t ON t.entry_id = e.id
                     JOIN ledger_account a ON a.id = t.from_id AND a.kind = 'escrow'
                     WHERE e.kind IN ('released', 'refunded', 'decided')) t ON t.source_id = d.id
              GROUP BY d.id, d.released_at, d.state, d.pay_minor, d.decided_bps",
    },
    Invariant {
        words: "the fees of a completed collaboration are those that were agreed, where nothing was refunded",
        table: "collaboration",
        sql: "SELECT c.id, (SELECT COALESCE(SUM(t.amount), 0) FROM deliverable d
                     JOIN ledger_entry e ON e.source_id = d.id AND e.kind = 'released'
                     JOIN ledger_transfer t ON t.entry_id = e.id
                     JOIN ledger_account a ON a.id = t.to_id AND a.kind = 'platform_fees'
                     WHERE d.collaboration_id = c.id) AS found, c.brand_fee_minor + c.creator_fee_minor AS expected
              FROM collaboration c WHERE c.state = 'completed' AND NOT EXISTS (SELECT 1 FROM deliverable d
                 WHERE d.collaboration_id = c.id AND d.released_at IS NULL)",
    },
    Invariant {
        words: "of a deliverable that was decided the creator gets the share that was decided",
        table: "deliverable",
        sql: "SELECT d.id, (SELECT COALESCE(SUM(t.amount), 0) FROM ledger_entry e
                     JOIN ledger_transfer t ON t.entry_id = e.id
                     JOIN ledger_account a ON a.id = t.from_id AND a.kind = 'escrow'
                     JOIN ledger_account b ON b.id = t.to_id AND b.kind <> 'brand_wallet'
                     WHERE e.source_id = d.id AND e.kind = 'decided') AS found,
                 (2 * d.pay_minor * COALESCE(d.decided_bps, 0) + 10000) / 20000 AS expected
              FROM deliverable d",
    },
    Invariant {
        words: "a deliverable's earning is its pay less the creator's fee, once it is done",
        table: "deliverable",
        sql: "SELECT d.id, COALESCE((SELECT SUM(n.amount_minor) FROM earning n WHERE n.deliverable_id = d.id), 0) AS found,
                 CASE WHEN d.released_at IS NULL AND d.decided_bps IS NULL THEN 0
                     ELSE CASE WHEN d.decided_bps IS NULL THEN d.pay_minor
                         ELSE (2 * d.pay_minor * d.decided_bps + 10000) / 20000 END
                     - (SELECT COALESCE(SUM(t.amount), 0)
                     FROM ledger_entry e JOIN ledger_transfer t ON t.entry_id = e.id
                     JOIN ledger_account a ON a.id = t.from_id AND a.kind = 'escrow'
                     JOIN ledger_account b ON b.id = t.to_id AND b.kind = 'platform_fees'
                     WHERE e.source_id = d.id AND e.kind IN ('released', 'decided')) END AS expected
              FROM deliverable d",
    },
    Invariant {
        words: "an earning belongs to the creator who did the work",
        table: "earning",
        sql: "SELECT n.id, n.creator_id = c.creator_id AND n.currency = c.currency AS found, 1 = 1 AS expected
              FROM earning n JOIN deliverable d ON d.id = n.deliverable_id JOIN collaboration c ON c.id = d.collaboration_id",
    },
    Invariant {
        words: "an earning is available once it was cleared",
        table: "earning",
        sql: "SELECT n.id, n.cleared_at IS NOT NULL
                     AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.source_id = n.id AND e.kind = 'cleared') AS found,
                 n.state = 'available' AS expected
              FROM earning n",
    },
    Invariant {
        words: "what a creator has in clearance is the sum of the earnings in clearance",
        table: "ledger_account",
        sql: "SELECT a.id, a.balance AS found, (SELECT COALESCE(SUM(n.amount_minor), 0) FROM earning n
                 WHERE n.creator_id = a.owner_id AND n.currency = a.currency
                     AND n.state = 'pending_clearance') AS expected
              FROM ledger_account a WHERE a.kind = 'creator_pending'",
    },
    Invariant {
        words: "what a creator has available is what was cleared, less what was paid out or is on its way",
        table: "ledger_account",
        sql: "SELECT a.id, a.balance AS found,
                 (SELECT COALESCE(SUM(n.amount_minor), 0) FROM earning n WHERE n.creator_id = a.owner_id
                     AND n.currency = a.currency AND n.state = 'available')
                 - (SELECT COALESCE(SUM(p.amount_minor), 0) FROM payout p WHERE p.creator_id = a.owner_id
                     AND p.currency = a.currency AND p.state NOT IN ('cancelled', 'failed')) AS expected
              FROM ledger_account a WHERE a.kind = 'creator_available'",
    },
    Invariant {
        words: "an account belongs to something the marketplace knows",
        table: "ledger_account",
        sql: "SELECT a.id, CASE a.kind
                     WHEN 'brand_wallet' THEN EXISTS (SELECT 1 FROM brand x WHERE x.id = a.owner_id)
                     WHEN 'offer_reserve' THEN EXISTS (SELECT 1 FROM offer x WHERE x.id = a.owner_id)
                     WHEN 'escrow' THEN EXISTS (SELECT 1 FROM collaboration x WHERE x.id = a.owner_id)
                     WHEN 'fee_deferred' THEN EXISTS (SELECT 1 FROM collaboration x WHERE x.id = a.owner_id)
                     WHEN 'creator_pending' THEN EXISTS (SELECT 1 FROM creator x WHERE x.id = a.owner_id)
                     WHEN 'creator_available' THEN EXISTS (SELECT 1 FROM creator x WHERE x.id = a.owner_id)
                     WHEN 'payout_in_transit' THEN EXISTS (SELECT 1 FROM payout x WHERE x.id = a.owner_id)
                     ELSE 1 = 1 END AS found, 1 = 1 AS expected
              FROM ledger_account a",
    },
];
