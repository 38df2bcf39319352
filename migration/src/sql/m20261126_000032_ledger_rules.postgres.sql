CREATE TRIGGER ledger_rule_kept BEFORE INSERT OR UPDATE OR DELETE ON ledger_rule FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_rule_not_truncated BEFORE TRUNCATE ON ledger_rule FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE OR REPLACE FUNCTION ledger_transfer_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ledger_account WHERE id IN (NEW.from_id, NEW.to_id) ORDER BY id FOR UPDATE;
    IF NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM ledger_transfer WHERE entry_id = NEW.entry_id)
        OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id AND transfers >= NEW.number) THEN
        PERFORM ledger_refuse('not the next transfer of its entry');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.from_id AND currency = NEW.currency AND version + 1 = NEW.from_version)
        OR NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.to_id AND currency = NEW.currency AND version + 1 = NEW.to_version) THEN
        PERFORM ledger_refuse('not the next version of its accounts');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM ledger_entry e
        JOIN ledger_account a ON a.id = NEW.from_id
        JOIN ledger_account b ON b.id = NEW.to_id
        JOIN ledger_rule r ON r.entry_kind = e.kind AND r.from_kind = a.kind AND r.to_kind = b.kind
        WHERE e.id = NEW.entry_id) THEN
        PERFORM ledger_refuse('an entry of this kind moves nothing between such accounts');
    END IF;
    RETURN NEW;
END $$;
