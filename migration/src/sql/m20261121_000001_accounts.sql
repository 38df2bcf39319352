-- Who acts, what has been done, and what must still be told.

CREATE TABLE "user" (
    id uuid PRIMARY KEY NOT NULL,
    email text NOT NULL,
    display_name text NOT NULL,
    password_hash text NOT NULL,
    is_operator boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT uq_user__email UNIQUE (email)
);

CREATE TABLE session (
    id uuid PRIMARY KEY NOT NULL,
    user_id uuid NOT NULL REFERENCES "user" (id),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX ix_session__user_id ON session (user_id);

-- A session's refresh tokens, each usable once; only hashes are kept.
CREATE TABLE refresh_token (
    hash text PRIMARY KEY NOT NULL,
    session_id uuid NOT NULL REFERENCES session (id),
    issued_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX ix_refresh_token__session_id ON refresh_token (session_id);

-- What a user's key has brought about, so that a retried request answers the same.
CREATE TABLE idempotency_key (
    user_id uuid NOT NULL REFERENCES "user" (id),
    key text NOT NULL,
    operation text NOT NULL,
    input_hash text NOT NULL,
    result_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX ix_idempotency_key__created_at ON idempotency_key (created_at);

CREATE TABLE outbox_fact (
    id uuid PRIMARY KEY NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    payload jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    attempts bigint NOT NULL,
    delivered_at timestamptz,
    failure text
);
CREATE INDEX ix_outbox_fact__due_at ON outbox_fact (due_at) WHERE delivered_at IS NULL;

CREATE TABLE audit_entry (
    id uuid PRIMARY KEY NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    user_id uuid,
    address text,
    action text NOT NULL,
    subject_id uuid NOT NULL,
    detail jsonb NOT NULL,
    CONSTRAINT ck_audit_entry__actor CHECK (actor_kind IN ('guest', 'user', 'operator', 'system'))
);
CREATE INDEX ix_audit_entry__subject_id ON audit_entry (subject_id, at, id);
