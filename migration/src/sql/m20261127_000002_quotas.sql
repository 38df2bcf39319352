-- What is deleted some time after it has ended is found by when that was.
CREATE INDEX ix_session__expires_at ON session (expires_at);
CREATE INDEX ix_session__revoked_at ON session (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX ix_refresh_token__used_at ON refresh_token (used_at) WHERE used_at IS NOT NULL;
-- Drafts are counted when one more is written.
CREATE INDEX ix_offer__brand_id__draft ON offer (brand_id) WHERE state = 'draft';
