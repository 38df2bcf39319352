-- Creators' bids and their negotiation.

CREATE TABLE application (
    id uuid PRIMARY KEY NOT NULL,
    offer_id uuid NOT NULL REFERENCES offer (id),
    creator_id uuid NOT NULL REFERENCES creator (id),
    state text NOT NULL,
    message text NOT NULL,
    -- The version of the offer the creator has agreed to.
    offer_version bigint NOT NULL,
    currency text NOT NULL,
    pay_minor bigint NOT NULL,
    -- When the present state ends by itself; null once it has ended.
    due_at timestamptz,
    rejection_reason text,
    rejection_text text,
    created_at timestamptz NOT NULL,
    signed_at timestamptz NOT NULL,
    signed_from text,
    ended_at timestamptz,
    CONSTRAINT ck_application__state CHECK (state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation',
        'accepted', 'rejected', 'withdrawn', 'expired', 'lapsed', 'closed')),
    CONSTRAINT ck_application__pay CHECK (pay_minor >= 0)
);
CREATE UNIQUE INDEX uq_application__offer_id__creator_id ON application (offer_id, creator_id)
    WHERE state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation', 'accepted');
CREATE INDEX ix_application__offer_id ON application (offer_id, created_at, id);
CREATE INDEX ix_application__creator_id ON application (creator_id, created_at, id);
CREATE INDEX ix_application__due_at ON application (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE proposal (
    id uuid PRIMARY KEY NOT NULL,
    application_id uuid NOT NULL REFERENCES application (id),
    round bigint NOT NULL,
    side text NOT NULL,
    state text NOT NULL,
    currency text NOT NULL,
    pay_minor bigint NOT NULL,
    message text NOT NULL,
    user_id uuid NOT NULL REFERENCES "user" (id),
    address text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT uq_proposal__application_id__round UNIQUE (application_id, round),
    CONSTRAINT ck_proposal__round CHECK (round BETWEEN 1 AND 6),
    CONSTRAINT ck_proposal__side CHECK (side IN ('brand', 'creator')),
    CONSTRAINT ck_proposal__state CHECK (state IN ('open', 'countered', 'accepted', 'declined', 'withdrawn', 'expired'))
);
CREATE UNIQUE INDEX uq_proposal__application_id ON proposal (application_id) WHERE state = 'open';
CREATE INDEX ix_proposal__expires_at ON proposal (expires_at) WHERE state = 'open';
