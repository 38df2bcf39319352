-- What brands ask for and pay.

CREATE TABLE offer (
    id uuid PRIMARY KEY NOT NULL,
    brand_id uuid NOT NULL REFERENCES brand (id),
    state text NOT NULL,
    version bigint NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    goal text,
    currency text NOT NULL,
    pay_minor bigint NOT NULL,
    -- The most the brand will be charged for this offer, fees included.
    budget_minor bigint NOT NULL,
    committed_minor bigint NOT NULL,
    slots bigint NOT NULL,
    slots_taken bigint NOT NULL,
    is_reserved boolean NOT NULL,
    closes_at timestamptz,
    created_at timestamptz NOT NULL,
    published_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT ck_offer__state CHECK (state IN ('draft', 'published', 'paused', 'filled', 'closed', 'cancelled')),
    CONSTRAINT ck_offer__slots CHECK (slots_taken BETWEEN 0 AND slots),
    CONSTRAINT ck_offer__budget CHECK (committed_minor BETWEEN 0 AND budget_minor)
);
CREATE INDEX ix_offer__brand_id ON offer (brand_id, created_at, id);
CREATE INDEX ix_offer__open_published_at ON offer (published_at, id) WHERE state = 'published';
CREATE INDEX ix_offer__open_closes_at ON offer (closes_at, id) WHERE state = 'published';
CREATE INDEX ix_offer__open_pay ON offer (pay_minor, id) WHERE state = 'published';
-- The deadline's clock: every state that still closes.
CREATE INDEX ix_offer__due ON offer (closes_at) WHERE state IN ('published', 'paused', 'filled');

-- Whom an offer looks for; what is not listed is not asked for.
CREATE TABLE offer_target (
    offer_id uuid NOT NULL REFERENCES offer (id),
    kind text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (offer_id, kind, value),
    CONSTRAINT ck_offer_target__kind CHECK (kind IN ('niche', 'platform', 'country', 'language'))
);
CREATE INDEX ix_offer_target__kind ON offer_target (kind, value, offer_id);

-- The brief, version by version; a version never changes once the offer is published.
CREATE TABLE offer_version (
    offer_id uuid NOT NULL REFERENCES offer (id),
    version bigint NOT NULL,
    brief jsonb NOT NULL,
    is_material boolean NOT NULL,
    created_by uuid NOT NULL REFERENCES "user" (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (offer_id, version)
);
