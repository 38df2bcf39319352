-- The signed agreements and the work.

CREATE TABLE collaboration (
    id uuid PRIMARY KEY NOT NULL,
    application_id uuid NOT NULL REFERENCES application (id),
    offer_id uuid NOT NULL REFERENCES offer (id),
    brand_id uuid NOT NULL REFERENCES brand (id),
    creator_id uuid NOT NULL REFERENCES creator (id),
    state text NOT NULL,
    currency text NOT NULL,
    pay_minor bigint NOT NULL,
    brand_fee_minor bigint NOT NULL,
    creator_fee_minor bigint NOT NULL,
    terms_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    -- Until when it must be funded; null unless it waits for that.
    funding_due_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    -- Why an operator ended it.
    end_reason text,
    CONSTRAINT uq_collaboration__application_id UNIQUE (application_id),
    CONSTRAINT ck_collaboration__state CHECK (state IN ('awaiting_funding', 'active', 'completed', 'cancelled', 'terminated', 'expired'))
);
CREATE INDEX ix_collaboration__offer_id ON collaboration (offer_id, created_at, id);
CREATE INDEX ix_collaboration__brand_id ON collaboration (brand_id, created_at, id);
CREATE INDEX ix_collaboration__creator_id ON collaboration (creator_id, created_at, id);
CREATE INDEX ix_collaboration__funding_due_at ON collaboration (funding_due_at) WHERE funding_due_at IS NOT NULL;

-- What both sides agreed to: canonical JSON as text, byte by byte what was hashed.
CREATE TABLE terms (
    collaboration_id uuid NOT NULL REFERENCES collaboration (id),
    version bigint NOT NULL,
    content text NOT NULL,
    hash text NOT NULL,
    previous_hash text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (collaboration_id, version)
);

CREATE TABLE signature (
    collaboration_id uuid NOT NULL REFERENCES collaboration (id),
    version bigint NOT NULL,
    side text NOT NULL,
    user_id uuid NOT NULL REFERENCES "user" (id),
    signed_at timestamptz NOT NULL,
    address text,
    PRIMARY KEY (collaboration_id, version, side),
    CONSTRAINT ck_signature__side CHECK (side IN ('brand', 'creator'))
);

CREATE TABLE deliverable (
    id uuid PRIMARY KEY NOT NULL,
    collaboration_id uuid NOT NULL REFERENCES collaboration (id),
    position bigint NOT NULL,
    state text NOT NULL,
    platform text NOT NULL,
    format text NOT NULL,
    description text NOT NULL,
    requires_concept boolean NOT NULL,
    requires_publication boolean NOT NULL,
    currency text NOT NULL,
    pay_minor bigint NOT NULL,
    rounds_included bigint NOT NULL,
    rounds_used bigint NOT NULL,
    -- When the creator owes it; null until the collaboration is funded.
    due_at timestamptz,
    -- When silence decides the present state; null where it does not.
    silence_at timestamptz,
    approved_at timestamptz,
    -- Why the brand finally rejected it.
    rejection_reason text,
    -- When it was done and its pay released.
    released_at timestamptz,
    CONSTRAINT uq_deliverable__collaboration_id__position UNIQUE (collaboration_id, position),
    CONSTRAINT ck_deliverable__state CHECK (state IN ('planned', 'concept_review', 'concept_approved', 'in_review', 'changes_requested',
        'approved', 'rejected', 'published', 'verified', 'contested', 'refunded', 'cancelled')),
    CONSTRAINT ck_deliverable__rounds CHECK (rounds_used BETWEEN 0 AND rounds_included),
    CONSTRAINT ck_deliverable__pay CHECK (pay_minor >= 0)
);
CREATE INDEX ix_deliverable__silence_at ON deliverable (silence_at) WHERE silence_at IS NOT NULL;

CREATE TABLE submission (
    id uuid PRIMARY KEY NOT NULL,
    deliverable_id uuid NOT NULL REFERENCES deliverable (id),
    number bigint NOT NULL,
    kind text NOT NULL,
    caption text NOT NULL,
    body text NOT NULL,
    links jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT uq_submission__deliverable_id__number UNIQUE (deliverable_id, number),
    CONSTRAINT ck_submission__kind CHECK (kind IN ('concept', 'content'))
);

-- Each line of a change request cites a requirement of the brief by its number.
CREATE TABLE change_request (
    id uuid PRIMARY KEY NOT NULL,
    deliverable_id uuid NOT NULL REFERENCES deliverable (id),
    submission_id uuid NOT NULL REFERENCES submission (id),
    round bigint NOT NULL,
    items jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT uq_change_request__submission_id UNIQUE (submission_id)
);
CREATE INDEX ix_change_request__deliverable_id ON change_request (deliverable_id);

CREATE TABLE publication (
    id uuid PRIMARY KEY NOT NULL,
    deliverable_id uuid NOT NULL REFERENCES deliverable (id),
    url text NOT NULL,
    posted_at timestamptz NOT NULL,
    proof text NOT NULL,
    mismatch text,
    created_at timestamptz NOT NULL
);
CREATE INDEX ix_publication__deliverable_id ON publication (deliverable_id);
