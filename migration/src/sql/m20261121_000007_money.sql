-- Money coming in, earned, and going out. The ledger holds the amounts; these rows say why and how far.

CREATE TABLE funding (
    id uuid PRIMARY KEY NOT NULL,
    brand_id uuid NOT NULL REFERENCES brand (id),
    state text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    provider_ref text,
    failure text,
    created_at timestamptz NOT NULL,
    -- When the provider is asked next; null once it has answered for good.
    due_at timestamptz,
    attempts bigint NOT NULL,
    captured_at timestamptz,
    CONSTRAINT uq_funding__provider_ref UNIQUE (provider_ref),
    CONSTRAINT ck_funding__state CHECK (state IN ('requested', 'captured', 'failed')),
    CONSTRAINT ck_funding__amount CHECK (amount_minor > 0)
);
CREATE INDEX ix_funding__brand_id ON funding (brand_id, created_at, id);
CREATE INDEX ix_funding__due_at ON funding (due_at) WHERE due_at IS NOT NULL;

-- Pay released for one deliverable.
CREATE TABLE earning (
    id uuid PRIMARY KEY NOT NULL,
    deliverable_id uuid NOT NULL REFERENCES deliverable (id),
    creator_id uuid NOT NULL REFERENCES creator (id),
    state text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    created_at timestamptz NOT NULL,
    clears_at timestamptz NOT NULL,
    cleared_at timestamptz,
    CONSTRAINT uq_earning__deliverable_id UNIQUE (deliverable_id),
    CONSTRAINT ck_earning__state CHECK (state IN ('pending_clearance', 'available')),
    CONSTRAINT ck_earning__amount CHECK (amount_minor > 0)
);
CREATE INDEX ix_earning__creator_id ON earning (creator_id, created_at, id);
CREATE INDEX ix_earning__clears_at ON earning (clears_at) WHERE state = 'pending_clearance';

CREATE TABLE payout (
    id uuid PRIMARY KEY NOT NULL,
    creator_id uuid NOT NULL REFERENCES creator (id),
    state text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    iban text NOT NULL,
    provider_ref text,
    failure text,
    requested_at timestamptz NOT NULL,
    -- When the worker looks at it next; null once it has ended.
    due_at timestamptz,
    attempts bigint NOT NULL,
    ended_at timestamptz,
    CONSTRAINT uq_payout__provider_ref UNIQUE (provider_ref),
    CONSTRAINT ck_payout__state CHECK (state IN ('requested', 'sending', 'in_transit', 'paid', 'cancelled', 'failed')),
    CONSTRAINT ck_payout__amount CHECK (amount_minor > 0)
);
CREATE INDEX ix_payout__creator_id ON payout (creator_id, requested_at, id);
CREATE INDEX ix_payout__due_at ON payout (due_at) WHERE due_at IS NOT NULL;
