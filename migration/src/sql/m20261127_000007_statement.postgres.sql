-- Once its last transfer is there, an entry is whole. Who books holds all accounts of a statement, so nobody else adds to it.
CREATE FUNCTION write_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number = (SELECT transfers FROM ledger_entry WHERE id = NEW.entry_id) THEN
        INSERT INTO statement_line (id, entry_id, kind, posted_at, owner_id, currency, position, change, balance,
            brand_id, creator_id, funding_id, payout_id, offer_id, collaboration_id, deliverable_id)
        SELECT gen_random_uuid(), m.entry_id, m.kind, m.posted_at, m.owner_id, m.currency,
            GREATEST(CAST(EXTRACT(EPOCH FROM m.posted_at) * 1000000 AS bigint),
                COALESCE((SELECT MAX(p.position) FROM statement_line p WHERE p.owner_id = m.owner_id), 0) + 1),
            m.change, COALESCE(l.balance, 0) + m.change,
            m.brand_id, m.creator_id, m.funding_id, m.payout_id, m.offer_id, m.collaboration_id, m.deliverable_id
        FROM statement_movement m
            LEFT JOIN statement_line l ON l.owner_id = m.owner_id AND l.currency = m.currency AND l.position = (
                SELECT MAX(p.position) FROM statement_line p WHERE p.owner_id = m.owner_id AND p.currency = m.currency)
        WHERE m.entry_id = NEW.entry_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tr_ledger_transfer_statement AFTER INSERT ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION write_statement();

CREATE TRIGGER statement_line_kept BEFORE UPDATE OR DELETE ON statement_line FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER statement_line_not_truncated BEFORE TRUNCATE ON statement_line FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- What was booked before, in the order of the wallet's versions, elsewhere of time. Making the trigger has locked the ledger:
-- nothing is booked between the two.
INSERT INTO statement_line (id, entry_id, kind, posted_at, owner_id, currency, position, change, balance,
    brand_id, creator_id, funding_id, payout_id, offer_id, collaboration_id, deliverable_id)
SELECT gen_random_uuid(), entry_id, kind, posted_at, owner_id, currency,
    MAX(micros - number) OVER before + number, change, CAST(SUM(change) OVER before AS bigint),
    brand_id, creator_id, funding_id, payout_id, offer_id, collaboration_id, deliverable_id
FROM (SELECT m.*, CAST(EXTRACT(EPOCH FROM posted_at) * 1000000 AS bigint) AS micros,
        ROW_NUMBER() OVER (PARTITION BY owner_id, currency ORDER BY wallet_version, posted_at, entry_id) AS number
    FROM statement_movement m) m
WINDOW before AS (PARTITION BY owner_id, currency ORDER BY number);
