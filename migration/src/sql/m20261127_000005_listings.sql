-- Lists made for questions: an entry of an index for each pair of values by which something is looked for, so that a page is a
-- piece of it. `*` stands for all, and is asked where nobody says which; `+` for an offer that takes any, and is asked beside the
-- values that are wanted. Triggers keep them; nothing else writes here.

-- Open offers.
CREATE TABLE offer_listing (
    offer_id uuid NOT NULL REFERENCES offer (id),
    niche text NOT NULL,
    platform text NOT NULL,
    published_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    currency text NOT NULL,
    pay_minor bigint NOT NULL,
    PRIMARY KEY (offer_id, niche, platform)
);

-- Creators, with what is known of their accounts on a platform, and of all. It tells early who cannot have what is looked for.
CREATE TABLE creator_listing (
    creator_id uuid NOT NULL REFERENCES creator (id),
    niche text NOT NULL,
    platform text NOT NULL,
    followers bigint NOT NULL,
    followers_least bigint,
    engagement_most bigint,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (creator_id, niche, platform)
);

-- What looked for them before.
DROP INDEX ix_creator_niche__niche;
DROP INDEX ix_social_account__platform;
DROP INDEX ix_offer_target__kind;

INSERT INTO offer_listing (offer_id, niche, platform, published_at, closes_at, currency, pay_minor)
    WITH target AS (
        SELECT offer_id, kind, value FROM offer_target
        UNION ALL SELECT o.id, k.kind, '*' FROM offer o CROSS JOIN (SELECT 'niche' AS kind UNION ALL SELECT 'platform') k
        UNION ALL SELECT o.id, k.kind, '+' FROM offer o CROSS JOIN (SELECT 'niche' AS kind UNION ALL SELECT 'platform') k
            WHERE NOT EXISTS (SELECT 1 FROM offer_target g WHERE g.offer_id = o.id AND g.kind = k.kind))
    SELECT o.id, n.value, p.value, o.published_at, o.closes_at, o.currency, o.pay_minor
    FROM offer o JOIN target n ON n.offer_id = o.id AND n.kind = 'niche'
        JOIN target p ON p.offer_id = o.id AND p.kind = 'platform'
    WHERE o.state = 'published';
INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
    WITH number AS (
        SELECT creator_id, platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account GROUP BY creator_id, platform
        UNION ALL
        SELECT c.id, '*', COALESCE(MAX(a.followers), 0), MIN(a.followers), MAX(a.engagement_ppm)
        FROM creator c LEFT JOIN social_account a ON a.creator_id = c.id GROUP BY c.id),
    topic AS (SELECT creator_id, niche FROM creator_niche UNION ALL SELECT id, '*' FROM creator)
    SELECT c.id, t.niche, n.platform, n.followers, n.followers_least, n.engagement_most, c.created_at
    FROM creator c JOIN number n ON n.creator_id = c.id JOIN topic t ON t.creator_id = c.id;
