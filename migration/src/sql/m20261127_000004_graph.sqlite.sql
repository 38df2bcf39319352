-- A place in a brand is an object of its own.
ALTER TABLE brand_member ADD COLUMN id BLOB;
UPDATE brand_member SET id = randomblob(16);
CREATE UNIQUE INDEX uq_brand_member__id ON brand_member (id);
CREATE INDEX ix_brand_member__brand_id ON brand_member (brand_id, created_at, id);
-- What is due first, with what has no deadline behind it.
CREATE INDEX ix_deliverable__brand_id__due_at ON deliverable (brand_id, (COALESCE(due_at, '9998-12-31T23:59:59+00:00')), id);
CREATE INDEX ix_deliverable__creator_id__due_at ON deliverable (creator_id, (COALESCE(due_at, '9998-12-31T23:59:59+00:00')), id);
