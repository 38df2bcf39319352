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
