-- Rows that are found by their key alone: a REPLACE by rowid would delete without firing a trigger. What CHECKs and
-- foreign keys hold is repeated in triggers, as a connection can switch those off.
CREATE TABLE kept_account AS SELECT * FROM ledger_account;
CREATE TABLE kept_entry AS SELECT * FROM ledger_entry;
CREATE TABLE kept_transfer AS SELECT * FROM ledger_transfer;
CREATE TABLE kept_audit AS SELECT * FROM audit_entry;
PRAGMA defer_foreign_keys = ON;
DROP TABLE ledger_transfer;
DROP TABLE ledger_entry;
DROP TABLE ledger_account;
DROP TABLE audit_entry;

CREATE TABLE ledger_account (
    id BLOB PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    owner_id BLOB NOT NULL,
    currency TEXT NOT NULL,
    floor INTEGER,
    balance INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT uq_ledger_account__kind__owner_id__currency UNIQUE (kind, owner_id, currency),
    CONSTRAINT uq_ledger_account__id__currency UNIQUE (id, currency),
    CONSTRAINT ck_ledger_account__floor CHECK (floor IS NULL OR balance >= floor),
    CONSTRAINT ck_ledger_account__owned CHECK (
        CASE WHEN kind IN ('provider_clearing', 'platform_fees') THEN floor IS NULL ELSE floor IS NOT NULL AND floor = 0 END)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_ledger_account__owner_id ON ledger_account (owner_id);

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
) STRICT, WITHOUT ROWID;
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
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_entry (
    id BLOB PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    user_id BLOB,
    address TEXT,
    action TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT ck_audit_entry__actor CHECK (actor_kind IN ('guest', 'user', 'operator', 'system'))
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_audit_entry__subject_id ON audit_entry (subject_id, at, id);

INSERT INTO ledger_account (id, kind, owner_id, currency, floor, balance, version)
    SELECT id, kind, owner_id, currency, floor, balance, version FROM kept_account;
INSERT INTO ledger_entry (id, kind, source_id, transfers, reverses, posted_at)
    SELECT id, kind, source_id, transfers, reverses, posted_at FROM kept_entry ORDER BY id;
INSERT INTO ledger_transfer (entry_id, number, from_id, from_version, to_id, to_version, currency, amount)
    SELECT entry_id, number, from_id, from_version, to_id, to_version, currency, amount FROM kept_transfer ORDER BY entry_id, number;
INSERT INTO audit_entry (id, at, actor_kind, user_id, address, action, subject_id, detail)
    SELECT id, at, actor_kind, user_id, address, action, subject_id, detail FROM kept_audit ORDER BY id;
DROP TABLE kept_account;
DROP TABLE kept_entry;
DROP TABLE kept_transfer;
DROP TABLE kept_audit;

-- INSERT OR REPLACE deletes without firing delete triggers, so an existing key is refused before.
CREATE TRIGGER ledger_account_new BEFORE INSERT ON ledger_account BEGIN
    SELECT RAISE(ABORT, 'ledger: an account starts empty') WHERE NEW.balance <> 0 OR NEW.version <> 0;
    SELECT RAISE(ABORT, 'ledger: what users own has a floor') WHERE
        NEW.floor IS NOT CASE WHEN NEW.kind IN ('provider_clearing', 'platform_fees') THEN NULL ELSE 0 END;
    SELECT RAISE(ABORT, 'ledger: opened before') WHERE EXISTS (SELECT 1 FROM ledger_account
        WHERE id = NEW.id OR (kind = NEW.kind AND owner_id = NEW.owner_id AND currency = NEW.currency)); END;
CREATE TRIGGER ledger_entry_new BEFORE INSERT ON ledger_entry BEGIN
    SELECT RAISE(ABORT, 'ledger: no such number of transfers') WHERE NEW.transfers NOT BETWEEN 1 AND 64;
    SELECT RAISE(ABORT, 'ledger: reverses what is not there') WHERE NEW.reverses IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.reverses);
    SELECT RAISE(ABORT, 'ledger: booked before') WHERE EXISTS (SELECT 1 FROM ledger_entry
        WHERE id = NEW.id OR (kind = NEW.kind AND source_id = NEW.source_id) OR reverses = NEW.reverses); END;
CREATE TRIGGER ledger_transfer_new BEFORE INSERT ON ledger_transfer BEGIN
    SELECT RAISE(ABORT, 'ledger: no such amount') WHERE NEW.amount NOT BETWEEN 1 AND 9000000000000;
    SELECT RAISE(ABORT, 'ledger: to itself') WHERE NEW.to_id = NEW.from_id;
    SELECT RAISE(ABORT, 'ledger: not the next transfer of its entry') WHERE
        NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM ledger_transfer WHERE entry_id = NEW.entry_id)
        OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id AND transfers >= NEW.number);
    SELECT RAISE(ABORT, 'ledger: not the next version of its accounts') WHERE
        NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.from_id AND currency = NEW.currency AND version + 1 = NEW.from_version)
        OR NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.to_id AND currency = NEW.currency AND version + 1 = NEW.to_version);
    SELECT RAISE(ABORT, 'ledger: an entry of this kind moves nothing between such accounts') WHERE
        NOT EXISTS (SELECT 1 FROM ledger_entry e
            JOIN ledger_account a ON a.id = NEW.from_id
            JOIN ledger_account b ON b.id = NEW.to_id
            JOIN ledger_rule r ON r.entry_kind = e.kind AND r.from_kind = a.kind AND r.to_kind = b.kind
            WHERE e.id = NEW.entry_id); END;
CREATE TRIGGER ledger_transfer_moves AFTER INSERT ON ledger_transfer BEGIN
    UPDATE ledger_account SET balance = balance - NEW.amount, version = NEW.from_version WHERE id = NEW.from_id;
    UPDATE ledger_account SET balance = balance + NEW.amount, version = NEW.to_version WHERE id = NEW.to_id;
    -- INSERT OR IGNORE reaches into triggers: a constraint would then skip the first UPDATE silently and money appear.
    SELECT RAISE(ABORT, 'ledger: below its floor') WHERE
        (SELECT version FROM ledger_account WHERE id = NEW.from_id) IS NOT NEW.from_version
        OR (SELECT version FROM ledger_account WHERE id = NEW.to_id) IS NOT NEW.to_version; END;
CREATE TRIGGER ledger_account_moves BEFORE UPDATE ON ledger_account BEGIN
    SELECT RAISE(ABORT, 'ledger: below its floor') WHERE NEW.floor IS NOT NULL AND NEW.balance < NEW.floor;
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
CREATE TRIGGER ledger_rule_new BEFORE INSERT ON ledger_rule BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER ledger_rule_kept BEFORE UPDATE ON ledger_rule BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER ledger_rule_not_deleted BEFORE DELETE ON ledger_rule BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER audit_entry_new BEFORE INSERT ON audit_entry BEGIN
    SELECT RAISE(ABORT, 'audit_entry: append-only') WHERE EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id); END;
CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry: append-only'); END;
CREATE TRIGGER audit_entry_not_deleted BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry: append-only'); END;
