CREATE TABLE ledger_entry (
    id BLOB PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    source_id BLOB NOT NULL,
    transfers INTEGER NOT NULL CHECK (transfers BETWEEN 1 AND 64),
    reverses BLOB UNIQUE REFERENCES ledger_entry (id),
    posted_at TEXT NOT NULL,
    UNIQUE (kind, source_id),
    -- Checked at commit: an entry without its last transfer cannot be kept.
    FOREIGN KEY (id, transfers) REFERENCES ledger_transfer (entry_id, number) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX ix_ledger_entry__source_id ON ledger_entry (source_id);

CREATE TABLE ledger_transfer (
    entry_id BLOB NOT NULL REFERENCES ledger_entry (id),
    number INTEGER NOT NULL,
    from_id BLOB NOT NULL,
    from_version INTEGER NOT NULL,
    to_id BLOB NOT NULL CHECK (to_id <> from_id),
    to_version INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 9000000000000),
    PRIMARY KEY (entry_id, number),
    UNIQUE (from_id, from_version),
    UNIQUE (to_id, to_version),
    FOREIGN KEY (from_id, currency) REFERENCES ledger_account (id, currency),
    FOREIGN KEY (to_id, currency) REFERENCES ledger_account (id, currency)
) STRICT;

-- INSERT OR REPLACE deletes without firing delete triggers, so an existing key is refused before.
CREATE TRIGGER ledger_account_new BEFORE INSERT ON ledger_account BEGIN
    SELECT RAISE(ABORT, 'ledger: an account starts empty') WHERE NEW.balance <> 0 OR NEW.version <> 0;
    SELECT RAISE(ABORT, 'ledger: opened before') WHERE EXISTS (SELECT 1 FROM ledger_account
        WHERE id = NEW.id OR (kind = NEW.kind AND owner_id = NEW.owner_id AND currency = NEW.currency)); END;
CREATE TRIGGER ledger_entry_new BEFORE INSERT ON ledger_entry BEGIN
    SELECT RAISE(ABORT, 'ledger: booked before') WHERE EXISTS (SELECT 1 FROM ledger_entry
        WHERE id = NEW.id OR (kind = NEW.kind AND source_id = NEW.source_id) OR reverses = NEW.reverses); END;
CREATE TRIGGER ledger_transfer_new BEFORE INSERT ON ledger_transfer BEGIN
    SELECT RAISE(ABORT, 'ledger: not the next transfer of its entry') WHERE
        NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM ledger_transfer WHERE entry_id = NEW.entry_id)
        OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id AND transfers >= NEW.number);
    SELECT RAISE(ABORT, 'ledger: not the next version of its accounts') WHERE
        NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.from_id AND currency = NEW.currency AND version + 1 = NEW.from_version)
        OR NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.to_id AND currency = NEW.currency AND version + 1 = NEW.to_version); END;
CREATE TRIGGER ledger_transfer_moves AFTER INSERT ON ledger_transfer BEGIN
    UPDATE ledger_account SET balance = balance - NEW.amount, version = NEW.from_version WHERE id = NEW.from_id;
    UPDATE ledger_account SET balance = balance + NEW.amount, version = NEW.to_version WHERE id = NEW.to_id;
    -- INSERT OR IGNORE reaches into triggers: the floor's CHECK then skips the first UPDATE silently and money appears.
    SELECT RAISE(ABORT, 'ledger: below its floor') WHERE
        (SELECT version FROM ledger_account WHERE id = NEW.from_id) IS NOT NEW.from_version
        OR (SELECT version FROM ledger_account WHERE id = NEW.to_id) IS NOT NEW.to_version; END;
CREATE TRIGGER ledger_account_moves BEFORE UPDATE ON ledger_account BEGIN
    SELECT RAISE(ABORT, 'ledger: only transfers change an account') WHERE
        (NEW.id, NEW.kind, NEW.owner_id, NEW.currency, NEW.version) IS NOT (OLD.id, OLD.kind, OLD.owner_id, OLD.currency, OLD.version + 1)
        OR NEW.floor IS NOT OLD.floor
        OR NOT EXISTS (SELECT 1 FROM ledger_transfer
            WHERE (from_id = OLD.id AND from_version = NEW.version AND NEW.balance = OLD.balance - amount)
               OR (to_id = OLD.id AND to_version = NEW.version AND NEW.balance = OLD.balance + amount)); END;

CREATE TRIGGER ledger_account_kept BEFORE DELETE ON ledger_account BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER ledger_entry_kept BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER ledger_entry_not_deleted BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER ledger_transfer_kept BEFORE UPDATE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER ledger_transfer_not_deleted BEFORE DELETE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
