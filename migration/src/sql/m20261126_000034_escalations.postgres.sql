ALTER TABLE deliverable DROP CONSTRAINT ck_deliverable__state;
ALTER TABLE deliverable ADD CONSTRAINT ck_deliverable__state CHECK (state IN ('planned', 'concept_review', 'concept_approved', 'in_review', 'changes_requested',
        'approved', 'rejected', 'published', 'verified', 'contested', 'refunded', 'cancelled', 'escalated', 'decided'));
