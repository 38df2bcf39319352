-- Statements: what an entry of the ledger did to the money of an owner, as a line with the balance after it. The owner is a
-- brand (its wallet), a collaboration (what is held for it) or a creator (in clearance and available). The triggers beside
-- this file write them.

CREATE TABLE statement_line (
    id uuid PRIMARY KEY NOT NULL,
    entry_id uuid NOT NULL REFERENCES ledger_entry (id),
    kind text NOT NULL,
    posted_at timestamptz NOT NULL,
    owner_id uuid NOT NULL,
    currency text NOT NULL,
    -- Microseconds since 1970, and more than the line before: the clocks of two servers never put lines in disorder.
    position bigint NOT NULL,
    change bigint NOT NULL CHECK (change <> 0),
    balance bigint NOT NULL,
    -- Who may see it.
    brand_id uuid,
    creator_id uuid,
    -- What it is about.
    funding_id uuid,
    payout_id uuid,
    offer_id uuid,
    collaboration_id uuid,
    deliverable_id uuid,
    CONSTRAINT uq_statement_line__entry_id__owner_id__currency UNIQUE (entry_id, owner_id, currency),
    CONSTRAINT uq_statement_line__owner_id__currency__position UNIQUE (owner_id, currency, position)
);
CREATE INDEX ix_statement_line__owner_id ON statement_line (owner_id, position, id);

-- What each entry moved of each owner's money. What stays with the owner, as when pay is cleared, is left out.
CREATE VIEW statement_movement AS
SELECT m.entry_id, m.kind, m.posted_at, m.owner_id, m.currency, m.wallet_version, m.change,
    CASE m.side WHEN 'brand' THEN m.owner_id WHEN 'collaboration' THEN k.brand_id END AS brand_id,
    CASE m.side WHEN 'creator' THEN m.owner_id WHEN 'collaboration' THEN k.creator_id END AS creator_id,
    CASE WHEN m.kind = 'funded' THEN m.source_id END AS funding_id,
    CASE WHEN m.kind IN ('payout_requested', 'payout_undone') THEN m.source_id END AS payout_id,
    COALESCE(k.offer_id, (SELECT r.owner_id FROM ledger_transfer t JOIN ledger_account r ON r.id IN (t.from_id, t.to_id)
        WHERE t.entry_id = m.entry_id AND r.kind = 'offer_reserve' LIMIT 1)) AS offer_id,
    k.id AS collaboration_id,
    d.id AS deliverable_id
FROM (SELECT e.id AS entry_id, e.kind, e.source_id, e.posted_at, a.owner_id, a.currency,
        CASE a.kind WHEN 'brand_wallet' THEN 'brand' WHEN 'escrow' THEN 'collaboration' WHEN 'fee_deferred' THEN 'collaboration'
            ELSE 'creator' END AS side,
        CAST(SUM(CASE t.to_id WHEN a.id THEN t.amount ELSE -t.amount END) AS bigint) AS change,
        MAX(CASE WHEN a.kind <> 'brand_wallet' THEN 0 WHEN t.to_id = a.id THEN t.to_version ELSE t.from_version END)
            AS wallet_version
    FROM ledger_entry e
        JOIN ledger_transfer t ON t.entry_id = e.id
        JOIN ledger_account a ON a.id IN (t.from_id, t.to_id)
    WHERE a.kind IN ('brand_wallet', 'escrow', 'fee_deferred', 'creator_pending', 'creator_available')
    GROUP BY e.id, e.kind, e.source_id, e.posted_at, a.owner_id, a.currency, side) m
    LEFT JOIN deliverable d ON d.id = m.source_id
    LEFT JOIN collaboration k ON k.id = COALESCE(d.collaboration_id, m.source_id)
WHERE m.change <> 0;
