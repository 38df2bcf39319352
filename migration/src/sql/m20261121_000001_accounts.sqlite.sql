CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry BEGIN
    SELECT RAISE(ABORT, 'audit_entry: append-only'); END;
CREATE TRIGGER audit_entry_not_deleted BEFORE DELETE ON audit_entry BEGIN
    SELECT RAISE(ABORT, 'audit_entry: append-only'); END;
