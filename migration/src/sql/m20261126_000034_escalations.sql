-- Work a brand will not pay for: the creator takes it to the staff, who divide what is held.

ALTER TABLE deliverable ADD COLUMN rejected_requirements jsonb CONSTRAINT ck_deliverable__rejected
    CHECK (rejected_requirements IS NULL OR rejection_reason IS NOT NULL);
-- Until when the creator may escalate; null where that cannot be done.
ALTER TABLE deliverable ADD COLUMN escalatable_until timestamptz CONSTRAINT ck_deliverable__escalatable
    CHECK (escalatable_until IS NULL OR state IN ('rejected', 'contested'));
ALTER TABLE deliverable ADD COLUMN escalation text CONSTRAINT ck_deliverable__escalation
    CHECK (state <> 'escalated' OR escalation IS NOT NULL);
-- The creator's share of the pay in basis points, as the staff decided.
ALTER TABLE deliverable ADD COLUMN decided_bps bigint CONSTRAINT ck_deliverable__decided
    CHECK (decided_bps BETWEEN 0 AND 10000 AND (state <> 'decided' OR decided_bps IS NOT NULL));
ALTER TABLE deliverable ADD COLUMN decision_reason text CONSTRAINT ck_deliverable__decision
    CHECK ((decision_reason IS NULL) = (decided_bps IS NULL));
ALTER TABLE deliverable ADD COLUMN decided_at timestamptz CONSTRAINT ck_deliverable__decided_with_share
    CHECK ((decided_at IS NULL) = (decided_bps IS NULL));
UPDATE deliverable SET escalatable_until = silence_at WHERE state = 'rejected';
