//! The ledger against what its entries are about: kinds, sources, parties, and what wallets and fees come to.

use crate::invariant::Invariant;

pub(super) const INVARIANTS: [Invariant; 7] = [
    Invariant {
        words: "an entry moves money between accounts of the kinds it is for",
        table: "ledger_transfer",
        sql: "SELECT t.entry_id AS id, e.kind || ' from ' || a.kind || ' to ' || b.kind AS found,
                 (SELECT r.entry_kind || ' from ' || r.from_kind || ' to ' || r.to_kind FROM ledger_rule r
                     WHERE r.entry_kind = e.kind AND r.from_kind = a.kind AND r.to_kind = b.kind) AS expected
              FROM ledger_transfer t JOIN ledger_entry e ON e.id = t.entry_id
                 JOIN ledger_account a ON a.id = t.from_id JOIN ledger_account b ON b.id = t.to_id",
    },
    Invariant {
        words: "an entry is about something the marketplace knows",
        table: "ledger_entry",
        sql: "SELECT e.id, CASE
                     WHEN e.kind = 'funded' THEN EXISTS (SELECT 1 FROM funding x WHERE x.id = e.source_id)
                     WHEN e.kind IN ('held', 'returned')
                         THEN EXISTS (SELECT 1 FROM collaboration x WHERE x.id = e.source_id)
                     WHEN e.kind IN ('released', 'refunded', 'decided')
                         THEN EXISTS (SELECT 1 FROM deliverable x WHERE x.id = e.source_id)
                     WHEN e.kind = 'cleared' THEN EXISTS (SELECT 1 FROM earning x WHERE x.id = e.source_id)
                     WHEN e.kind IN ('payout_requested', 'payout_paid', 'payout_undone')
                         THEN EXISTS (SELECT 1 FROM payout x WHERE x.id = e.source_id)
                     WHEN e.kind IN ('reserved', 'reserve_freed') THEN 1 = 1
                     ELSE 1 = 0 END AS found, 1 = 1 AS expected
              FROM ledger_entry e",
    },
    Invariant {
        words: "money moves only between the parties of what its entry is about",
        table: "ledger_transfer",
        sql: "SELECT t.entry_id AS id, CASE
                     WHEN e.kind = 'funded' THEN EXISTS (SELECT 1 FROM funding f
                         WHERE f.id = e.source_id AND f.brand_id = b.owner_id AND f.currency = t.currency)
                     WHEN e.kind = 'reserved' THEN EXISTS (SELECT 1 FROM offer o
                         WHERE o.id = b.owner_id AND o.brand_id = a.owner_id AND o.currency = t.currency)
                     WHEN e.kind = 'reserve_freed' THEN EXISTS (SELECT 1 FROM offer o
                         WHERE o.id = a.owner_id AND o.brand_id = b.owner_id AND o.currency = t.currency)
                     WHEN e.kind = 'held' THEN EXISTS (SELECT 1 FROM collaboration c
                         WHERE c.id = e.source_id AND c.currency = t.currency AND b.owner_id = c.id
                             AND a.owner_id IN (c.brand_id, c.offer_id))
                     WHEN e.kind = 'returned' THEN EXISTS (SELECT 1 FROM collaboration c
                         WHERE c.id = e.source_id AND c.currency = t.currency AND a.owner_id = c.id
                             AND b.owner_id IN (c.brand_id, c.offer_id))
                     WHEN e.kind IN ('released', 'refunded', 'decided') THEN EXISTS (SELECT 1 FROM deliverable d
                         JOIN collaboration c ON c.id = d.collaboration_id
                         WHERE d.id = e.source_id AND c.currency = t.currency AND a.owner_id = c.id
                             AND (b.kind = 'platform_fees' OR b.owner_id IN (c.brand_id, c.creator_id)))
                     WHEN e.kind = 'cleared' THEN EXISTS (SELECT 1 FROM earning n WHERE n.id = e.source_id
                         AND n.currency = t.currency AND a.owner_id = n.creator_id AND b.owner_id = n.creator_id)
                     WHEN e.kind IN ('payout_requested', 'payout_undone') THEN EXISTS (SELECT 1 FROM payout p
                         WHERE p.id = e.source_id AND p.currency = t.currency
                             AND ((a.owner_id = p.creator_id AND b.owner_id = p.id)
                                 OR (a.owner_id = p.id AND b.owner_id = p.creator_id)))
                     WHEN e.kind = 'payout_paid' THEN EXISTS (SELECT 1 FROM payout p
                         WHERE p.id = e.source_id AND p.currency = t.currency AND a.owner_id = p.id)
                     ELSE 1 = 0 END AS found, 1 = 1 AS expected
              FROM ledger_transfer t JOIN ledger_entry e ON e.id = t.entry_id
                 JOIN ledger_account a ON a.id = t.from_id JOIN ledger_account b ON b.id = t.to_id",
    },
    Invariant {
        words: "a wallet holds what was paid in, less what was set aside or held, and what came back",
        table: "ledger_account",
        sql: "SELECT w.id, w.balance AS found,
                 (SELECT COALESCE(SUM(f.amount_minor), 0) FROM funding f
                     WHERE f.brand_id = w.owner_id AND f.currency = w.currency AND f.state = 'captured')
                 - (SELECT COALESCE(SUM(t.amount), 0) FROM ledger_transfer t JOIN ledger_entry e ON e.id = t.entry_id
                     WHERE t.from_id = w.id AND e.kind IN ('reserved', 'held'))
                 + (SELECT COALESCE(SUM(t.amount), 0) FROM ledger_transfer t JOIN ledger_entry e ON e.id = t.entry_id
                     WHERE t.to_id = w.id AND e.kind IN ('reserve_freed', 'returned', 'refunded', 'decided'))
                     AS expected
              FROM ledger_account w WHERE w.kind = 'brand_wallet'",
    },
    Invariant {
        words: "what a brand paid in is in its wallet, set aside, held, or was earned from it",
        table: "ledger_account",
        sql: "SELECT w.id, w.balance
                 + (SELECT COALESCE(SUM(a.balance), 0) FROM offer o JOIN ledger_account a
                     ON a.owner_id = o.id AND a.kind = 'offer_reserve' AND a.currency = w.currency
                     WHERE o.brand_id = w.owner_id)
                 + (SELECT COALESCE(SUM(a.balance), 0) FROM collaboration c JOIN ledger_account a
                     ON a.owner_id = c.id AND a.kind IN ('escrow', 'fee_deferred') AND a.currency = w.currency
                     WHERE c.brand_id = w.owner_id)
                 + (SELECT COALESCE(SUM(t.amount), 0) FROM collaboration c JOIN ledger_account a
                     ON a.owner_id = c.id AND a.kind IN ('escrow', 'fee_deferred') AND a.currency = w.currency
                     JOIN ledger_transfer t ON t.from_id = a.id
                     JOIN ledger_account b ON b.id = t.to_id AND b.kind IN ('creator_pending', 'platform_fees')
                     WHERE c.brand_id = w.owner_id) AS found,
                 (SELECT COALESCE(SUM(f.amount_minor), 0) FROM funding f
                     WHERE f.brand_id = w.owner_id AND f.currency = w.currency AND f.state = 'captured') AS expected
              FROM ledger_account w WHERE w.kind = 'brand_wallet'",
    },
    Invariant {
        words: "pay and the brand's fee are held apart, as they were agreed",
        table: "collaboration",
        sql: "SELECT c.id, (SELECT COALESCE(SUM(CASE WHEN b.kind = 'escrow' THEN t.amount ELSE 0 END), 0) || ' and '
                         || COALESCE(SUM(CASE WHEN b.kind = 'fee_deferred' THEN t.amount ELSE 0 END), 0)
                     FROM ledger_entry e JOIN ledger_transfer t ON t.entry_id = e.id
                     JOIN ledger_account b ON b.id = t.to_id WHERE e.source_id = c.id AND e.kind = 'held') AS found,
                 CASE WHEN c.started_at IS NULL THEN '0 and 0'
                     ELSE c.pay_minor || ' and ' || c.brand_fee_minor END AS expected
              FROM collaboration c",
    },
    Invariant {
        words: "the marketplace's fees are what brands and creators were charged, less what is deferred or went back",
        table: "ledger_account",
        sql: "SELECT p.id, p.balance AS found,
                 (SELECT COALESCE(SUM(c.brand_fee_minor), 0) FROM collaboration c
                     WHERE c.currency = p.currency AND c.started_at IS NOT NULL)
                 - (SELECT COALESCE(SUM(a.balance), 0) FROM ledger_account a
                     WHERE a.kind = 'fee_deferred' AND a.currency = p.currency)
                 - (SELECT COALESCE(SUM(t.amount), 0) FROM ledger_account a JOIN ledger_transfer t ON t.from_id = a.id
                     JOIN ledger_account b ON b.id = t.to_id AND b.kind IN ('brand_wallet', 'offer_reserve')
                     WHERE a.kind = 'fee_deferred' AND a.currency = p.currency)
                 + (SELECT COALESCE(SUM(CASE WHEN d.released_at IS NOT NULL THEN d.pay_minor
                         ELSE (2 * d.pay_minor * d.decided_bps + 10000) / 20000 END), 0) FROM deliverable d
                     WHERE d.currency = p.currency AND (d.released_at IS NOT NULL OR d.decided_bps IS NOT NULL))
                 - (SELECT COALESCE(SUM(n.amount_minor), 0) FROM earning n WHERE n.currency = p.currency) AS expected
              FROM ledger_account p WHERE p.kind = 'platform_fees'",
    },
];
