-- Double entry: an entry holds transfers, and only transfers move balances. The triggers beside this file hold it.

CREATE TABLE ledger_account (
    id uuid PRIMARY KEY NOT NULL,
    kind text NOT NULL,
    owner_id uuid NOT NULL,
    currency text NOT NULL,
    floor bigint,
    balance bigint NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT uq_ledger_account__kind__owner_id__currency UNIQUE (kind, owner_id, currency),
    CONSTRAINT uq_ledger_account__id__currency UNIQUE (id, currency),
    CONSTRAINT ck_ledger_account__floor CHECK (floor IS NULL OR balance >= floor),
    -- What users own can never be overdrawn.
    CONSTRAINT ck_ledger_account__owned CHECK (
        CASE WHEN kind IN ('provider_clearing', 'platform_fees') THEN floor IS NULL ELSE floor IS NOT NULL AND floor = 0 END)
);
CREATE INDEX ix_ledger_account__owner_id ON ledger_account (owner_id);
