-- Once its last transfer is there, an entry is whole.
CREATE TRIGGER tr_ledger_transfer_statement AFTER INSERT ON ledger_transfer
    WHEN NEW.number = (SELECT transfers FROM ledger_entry WHERE id = NEW.entry_id)
BEGIN
    INSERT INTO statement_line (id, entry_id, kind, posted_at, owner_id, currency, position, change, balance,
        brand_id, creator_id, funding_id, payout_id, offer_id, collaboration_id, deliverable_id)
    SELECT randomblob(16), m.entry_id, m.kind, m.posted_at, m.owner_id, m.currency,
        MAX(unixepoch(substr(m.posted_at, 1, 19)) * 1000000
            + CASE length(m.posted_at) WHEN 32 THEN CAST(substr(m.posted_at, 21, 6) AS INTEGER)
                WHEN 29 THEN CAST(substr(m.posted_at, 21, 3) AS INTEGER) * 1000 ELSE 0 END,
            COALESCE((SELECT MAX(p.position) FROM statement_line p WHERE p.owner_id = m.owner_id), 0) + 1),
        m.change, COALESCE(l.balance, 0) + m.change,
        m.brand_id, m.creator_id, m.funding_id, m.payout_id, m.offer_id, m.collaboration_id, m.deliverable_id
    FROM statement_movement m
        LEFT JOIN statement_line l ON l.owner_id = m.owner_id AND l.currency = m.currency AND l.position = (
            SELECT MAX(p.position) FROM statement_line p WHERE p.owner_id = m.owner_id AND p.currency = m.currency)
    WHERE m.entry_id = NEW.entry_id;
END;

CREATE TRIGGER statement_line_kept BEFORE UPDATE ON statement_line BEGIN SELECT RAISE(ABORT, 'statement_line: append-only'); END;
CREATE TRIGGER statement_line_not_deleted BEFORE DELETE ON statement_line BEGIN SELECT RAISE(ABORT, 'statement_line: append-only'); END;

-- What was booked before, in the order of the wallet's versions, elsewhere of time.
INSERT INTO statement_line (id, entry_id, kind, posted_at, owner_id, currency, position, change, balance,
    brand_id, creator_id, funding_id, payout_id, offer_id, collaboration_id, deliverable_id)
SELECT randomblob(16), entry_id, kind, posted_at, owner_id, currency,
    MAX(micros - number) OVER before + number, change, CAST(SUM(change) OVER before AS bigint),
    brand_id, creator_id, funding_id, payout_id, offer_id, collaboration_id, deliverable_id
FROM (SELECT m.*, unixepoch(substr(posted_at, 1, 19)) * 1000000
        + CASE length(posted_at) WHEN 32 THEN CAST(substr(posted_at, 21, 6) AS INTEGER)
            WHEN 29 THEN CAST(substr(posted_at, 21, 3) AS INTEGER) * 1000 ELSE 0 END AS micros,
        ROW_NUMBER() OVER (PARTITION BY owner_id, currency ORDER BY wallet_version, posted_at, entry_id) AS number
    FROM statement_movement m) m
WINDOW before AS (PARTITION BY owner_id, currency ORDER BY number);
