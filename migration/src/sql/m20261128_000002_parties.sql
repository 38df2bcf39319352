-- What the subject of a fact belongs to, itself among it: whom the fact concerns. Who tells it need not look it up.
ALTER TABLE outbox_fact ADD COLUMN offer_id uuid;
ALTER TABLE outbox_fact ADD COLUMN application_id uuid;
ALTER TABLE outbox_fact ADD COLUMN collaboration_id uuid;
ALTER TABLE outbox_fact ADD COLUMN brand_id uuid;
ALTER TABLE outbox_fact ADD COLUMN creator_id uuid;
-- Facts that were recorded before this step, for those who ask from where they stood.
UPDATE outbox_fact SET offer_id = subject_id
    WHERE kind IN ('offer_published', 'offer_changed', 'offer_amended', 'offer_ended');
UPDATE outbox_fact SET application_id = subject_id
    WHERE kind IN ('application_submitted', 'application_changed');
UPDATE outbox_fact SET application_id = (SELECT application_id FROM proposal WHERE id = subject_id)
    WHERE kind IN ('proposal_made', 'proposal_answered');
UPDATE outbox_fact SET offer_id = (SELECT offer_id FROM application WHERE id = outbox_fact.application_id)
    WHERE application_id IS NOT NULL;
UPDATE outbox_fact SET collaboration_id = subject_id
    WHERE kind IN ('collaboration_opened', 'collaboration_changed');
UPDATE outbox_fact SET collaboration_id = (SELECT collaboration_id FROM deliverable WHERE id = subject_id)
    WHERE kind = 'deliverable_changed';
UPDATE outbox_fact SET
        offer_id = (SELECT offer_id FROM collaboration WHERE id = outbox_fact.collaboration_id),
        application_id = (SELECT application_id FROM collaboration WHERE id = outbox_fact.collaboration_id),
        creator_id = (SELECT creator_id FROM collaboration WHERE id = outbox_fact.collaboration_id)
    WHERE collaboration_id IS NOT NULL;
UPDATE outbox_fact SET creator_id = (SELECT creator_id FROM application WHERE id = outbox_fact.application_id)
    WHERE application_id IS NOT NULL AND creator_id IS NULL;
UPDATE outbox_fact SET creator_id = (SELECT creator_id FROM payout WHERE id = subject_id) WHERE kind = 'payout_changed';
UPDATE outbox_fact SET brand_id = (SELECT brand_id FROM offer WHERE id = outbox_fact.offer_id)
    WHERE offer_id IS NOT NULL;
UPDATE outbox_fact SET brand_id = (SELECT brand_id FROM funding WHERE id = subject_id) WHERE kind = 'funding_changed';
