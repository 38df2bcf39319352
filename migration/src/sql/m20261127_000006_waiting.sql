-- How many applications wait for the brand's answer stands in their offer: badges are read, not counted.
ALTER TABLE offer ADD COLUMN applications_waiting bigint NOT NULL DEFAULT 0 CHECK (applications_waiting >= 0);
UPDATE offer SET applications_waiting = (SELECT COUNT(*) FROM application a
    WHERE a.offer_id = offer.id AND a.state IN ('submitted', 'shortlisted', 'negotiating'));

-- What waits for a brand elsewhere is little of all there is.
CREATE INDEX ix_deliverable__brand_id__waiting ON deliverable (brand_id) WHERE state IN ('concept_review', 'in_review', 'published');
CREATE INDEX ix_collaboration__brand_id__waiting ON collaboration (brand_id) WHERE state = 'awaiting_funding';
