-- Whose a row is stands in it, so that lists of a brand's applications or of a creator's work come from one index, and so
-- that who may see a row can be asked of the row alone. They never change.
ALTER TABLE application ADD COLUMN brand_id uuid REFERENCES brand (id);
UPDATE application SET brand_id = (SELECT offer.brand_id FROM offer WHERE offer.id = application.offer_id);
CREATE INDEX ix_application__brand_id ON application (brand_id, created_at, id);

ALTER TABLE deliverable ADD COLUMN brand_id uuid REFERENCES brand (id);
ALTER TABLE deliverable ADD COLUMN creator_id uuid REFERENCES creator (id);
UPDATE deliverable SET
    brand_id = (SELECT c.brand_id FROM collaboration c WHERE c.id = deliverable.collaboration_id),
    creator_id = (SELECT c.creator_id FROM collaboration c WHERE c.id = deliverable.collaboration_id);

-- An account on a platform is found by its name there.
CREATE INDEX ix_social_account__handle ON social_account (platform, handle, created_at);
CREATE INDEX ix_brand__created_at ON brand (created_at, id);
