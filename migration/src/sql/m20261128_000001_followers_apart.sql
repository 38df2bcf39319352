-- Creators with several numbers of followers on a platform. Whoever looks for few followers, the most first, looks for them apart:
-- the rest lies within the bound in the index of all.
CREATE INDEX ix_creator_listing__followers_apart ON creator_listing (niche, platform, followers, creator_id, followers_least, engagement_most)
    WHERE followers_least < followers;
