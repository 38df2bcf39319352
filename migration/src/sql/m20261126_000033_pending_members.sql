-- Places in a brand that were offered to the people behind addresses, and not yet accepted.

CREATE TABLE pending_member (
    brand_id uuid NOT NULL REFERENCES brand (id),
    email text NOT NULL,
    role text NOT NULL,
    added_by uuid NOT NULL REFERENCES "user" (id),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, email),
    CONSTRAINT ck_pending_member__role CHECK (role IN ('owner', 'admin', 'manager', 'finance', 'viewer'))
);
CREATE INDEX ix_pending_member__email ON pending_member (email);
