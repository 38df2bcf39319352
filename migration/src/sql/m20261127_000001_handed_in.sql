-- Since when the brand holds a concept or content: the creator's deadline moves by the time it takes. Null while it does not.
ALTER TABLE deliverable ADD COLUMN handed_in_at timestamptz CONSTRAINT ck_deliverable__handed_in
    CHECK (handed_in_at IS NULL OR state IN ('concept_review', 'in_review'));
UPDATE deliverable SET handed_in_at = (SELECT MAX(created_at) FROM submission WHERE deliverable_id = deliverable.id)
WHERE state IN ('concept_review', 'in_review');
