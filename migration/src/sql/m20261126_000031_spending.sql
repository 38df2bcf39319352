-- What a member may still take from the brand's wallet without a role that manages money; null is nothing.

ALTER TABLE brand_member ADD COLUMN spending_minor bigint CONSTRAINT ck_brand_member__spending CHECK (spending_minor >= 0);
ALTER TABLE brand_member ADD COLUMN spending_currency text CONSTRAINT ck_brand_member__spending_currency
    CHECK ((spending_currency IS NULL) = (spending_minor IS NULL));
