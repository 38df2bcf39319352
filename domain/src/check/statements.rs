//! Statements against the ledger: each line, what it adds up to, and what there is.

use crate::invariant::Invariant;

pub(super) const INVARIANTS: [Invariant; 3] = [
    Invariant {
        words: "what an entry moves of somebody's money stands in a statement",
        table: "ledger_entry",
        sql: "SELECT e.id,
                 (SELECT CAST(COUNT(*) AS text) || ' lines, ' || CAST(COALESCE(SUM(ABS(l.change)), 0) AS text)
                  FROM statement_line l WHERE l.entry_id = e.id AND l.kind = e.kind AND l.posted_at = e.posted_at) AS found,
                 (SELECT CAST(COUNT(*) AS text) || ' lines, ' || CAST(COALESCE(SUM(ABS(m.change)), 0) AS text)
                  FROM (SELECT SUM(CASE WHEN t.to_id = a.id THEN t.amount ELSE -t.amount END) AS change
                      FROM ledger_transfer t JOIN ledger_account a ON a.id IN (t.from_id, t.to_id)
                      WHERE t.entry_id = e.id AND a.kind IN
                          ('brand_wallet', 'escrow', 'fee_deferred', 'creator_pending', 'creator_available')
                      GROUP BY a.owner_id, a.currency) m WHERE m.change <> 0) AS expected
              FROM ledger_entry e",
    },
    Invariant {
        words: "a statement goes on from line to line",
        table: "statement_line",
        sql: "SELECT l.id, l.balance AS found,
                 SUM(l.change) OVER (PARTITION BY l.owner_id, l.currency ORDER BY l.position) AS expected
              FROM statement_line l",
    },
    Invariant {
        words: "a statement ends with what there is",
        table: "ledger_account",
        sql: "SELECT a.owner_id AS id, SUM(a.balance) AS expected,
                 COALESCE((SELECT l.balance FROM statement_line l WHERE l.owner_id = a.owner_id AND l.currency = a.currency
                     ORDER BY l.position DESC LIMIT 1), 0) AS found
              FROM ledger_account a
              WHERE a.kind IN ('brand_wallet', 'escrow', 'fee_deferred', 'creator_pending', 'creator_available')
              GROUP BY a.owner_id, a.currency",
    },
];
