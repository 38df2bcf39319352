-- What was due and could not be done: it rests until it is tried again, so that it holds up nothing else.

CREATE TABLE deadline_failure (
    -- Which deadline of which row.
    deadline text NOT NULL,
    subject_id uuid NOT NULL,
    attempts bigint NOT NULL,
    failed_at timestamptz NOT NULL,
    -- Not tried before.
    due_at timestamptz NOT NULL,
    failure text NOT NULL,
    PRIMARY KEY (deadline, subject_id)
);
CREATE INDEX ix_deadline_failure__due_at ON deadline_failure (due_at);
