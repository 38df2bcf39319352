CREATE TABLE ledger_entry (
    id uuid PRIMARY KEY NOT NULL,
    kind text NOT NULL,
    source_id uuid NOT NULL,
    transfers bigint NOT NULL CHECK (transfers BETWEEN 1 AND 64),
    reverses uuid REFERENCES ledger_entry (id),
    posted_at timestamptz NOT NULL,
    CONSTRAINT uq_ledger_entry__kind__source_id UNIQUE (kind, source_id),
    CONSTRAINT uq_ledger_entry__reverses UNIQUE (reverses)
);
CREATE INDEX ix_ledger_entry__source_id ON ledger_entry (source_id);

CREATE TABLE ledger_transfer (
    entry_id uuid NOT NULL REFERENCES ledger_entry (id),
    number bigint NOT NULL,
    from_id uuid NOT NULL,
    from_version bigint NOT NULL,
    to_id uuid NOT NULL CHECK (to_id <> from_id),
    to_version bigint NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 9000000000000),
    PRIMARY KEY (entry_id, number),
    CONSTRAINT uq_ledger_transfer__from_id__from_version UNIQUE (from_id, from_version),
    CONSTRAINT uq_ledger_transfer__to_id__to_version UNIQUE (to_id, to_version),
    FOREIGN KEY (from_id, currency) REFERENCES ledger_account (id, currency),
    FOREIGN KEY (to_id, currency) REFERENCES ledger_account (id, currency)
);

-- Checked at commit: an entry without its last transfer cannot be kept.
ALTER TABLE ledger_entry ADD CONSTRAINT fk_ledger_entry__last_transfer
    FOREIGN KEY (id, transfers) REFERENCES ledger_transfer (entry_id, number) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION ledger_refuse(reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger: %', reason USING ERRCODE = '42501';
END $$;

CREATE FUNCTION ledger_account_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.balance <> 0 OR NEW.version <> 0 THEN PERFORM ledger_refuse('an account starts empty'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_account_new BEFORE INSERT ON ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_account_new();

CREATE FUNCTION ledger_transfer_new() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_transfer_new BEFORE INSERT ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION ledger_transfer_new();

CREATE FUNCTION ledger_transfer_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_account SET balance = balance - NEW.amount, version = NEW.from_version WHERE id = NEW.from_id;
    UPDATE ledger_account SET balance = balance + NEW.amount, version = NEW.to_version WHERE id = NEW.to_id;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_transfer_moves AFTER INSERT ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION ledger_transfer_moves();

CREATE FUNCTION ledger_account_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.kind, NEW.owner_id, NEW.currency, NEW.version) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.owner_id, OLD.currency, OLD.version + 1)
        OR NEW.floor IS DISTINCT FROM OLD.floor
        OR NOT EXISTS (SELECT 1 FROM ledger_transfer
            WHERE (from_id = OLD.id AND from_version = NEW.version AND NEW.balance = OLD.balance - amount)
               OR (to_id = OLD.id AND to_version = NEW.version AND NEW.balance = OLD.balance + amount)) THEN
        PERFORM ledger_refuse('only transfers change an account');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_account_moves BEFORE UPDATE ON ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_account_moves();

CREATE TRIGGER ledger_account_kept BEFORE DELETE ON ledger_account FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_entry_kept BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_transfer_kept BEFORE UPDATE OR DELETE ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_account_not_truncated BEFORE TRUNCATE ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_entry_not_truncated BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_transfer_not_truncated BEFORE TRUNCATE ON ledger_transfer FOR EACH STATEMENT EXECUTE FUNCTION append_only();
