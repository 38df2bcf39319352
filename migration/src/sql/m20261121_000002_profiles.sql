-- Brands with their members; creators with their accounts on social platforms.

CREATE TABLE brand (
    id uuid PRIMARY KEY NOT NULL,
    name text NOT NULL,
    about text NOT NULL,
    website text,
    country text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE brand_member (
    brand_id uuid NOT NULL REFERENCES brand (id),
    user_id uuid NOT NULL REFERENCES "user" (id),
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT uq_brand_member__brand_id__user_id PRIMARY KEY (brand_id, user_id),
    CONSTRAINT ck_brand_member__role CHECK (role IN ('owner', 'admin', 'manager', 'finance', 'viewer'))
);
CREATE INDEX ix_brand_member__user_id ON brand_member (user_id);

CREATE TABLE creator (
    id uuid PRIMARY KEY NOT NULL,
    user_id uuid NOT NULL REFERENCES "user" (id),
    display_name text NOT NULL,
    bio text NOT NULL,
    country text NOT NULL,
    city text,
    languages jsonb NOT NULL,
    primary_niche text NOT NULL,
    -- Followers of the largest account, 0 while none is known: what the list is ordered by.
    followers_top bigint NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT uq_creator__user_id UNIQUE (user_id)
);
CREATE INDEX ix_creator__created_at ON creator (created_at, id);
CREATE INDEX ix_creator__country ON creator (country, created_at, id);
CREATE INDEX ix_creator__followers_top ON creator (followers_top, id);

-- The primary niche stands here too.
CREATE TABLE creator_niche (
    creator_id uuid NOT NULL REFERENCES creator (id),
    niche text NOT NULL,
    PRIMARY KEY (creator_id, niche)
);
CREATE INDEX ix_creator_niche__niche ON creator_niche (niche, creator_id);

CREATE TABLE rate (
    creator_id uuid NOT NULL REFERENCES creator (id),
    platform text NOT NULL,
    format text NOT NULL,
    currency text NOT NULL,
    price_minor bigint NOT NULL,
    PRIMARY KEY (creator_id, platform, format, currency),
    CONSTRAINT ck_rate__price CHECK (price_minor > 0)
);

-- Missing numbers are null, never zero; each says where it comes from.
CREATE TABLE social_account (
    id uuid PRIMARY KEY NOT NULL,
    creator_id uuid NOT NULL REFERENCES creator (id),
    platform text NOT NULL,
    handle text NOT NULL,
    followers bigint,
    followers_source text,
    followers_captured_at timestamptz,
    engagement_ppm bigint,
    engagement_method text,
    engagement_posts bigint NOT NULL,
    engagement_source text,
    engagement_captured_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT uq_social_account__creator_id__platform__handle UNIQUE (creator_id, platform, handle),
    CONSTRAINT ck_social_account__followers CHECK (followers >= 0)
);
CREATE INDEX ix_social_account__platform ON social_account (platform, followers, creator_id);

CREATE TABLE audience_share (
    account_id uuid NOT NULL REFERENCES social_account (id),
    dimension text NOT NULL,
    bucket text NOT NULL,
    share_ppm bigint NOT NULL,
    source text NOT NULL,
    captured_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, dimension, bucket),
    CONSTRAINT ck_audience_share__share CHECK (share_ppm BETWEEN 0 AND 1000000)
);

CREATE TABLE social_post (
    id uuid PRIMARY KEY NOT NULL,
    account_id uuid NOT NULL REFERENCES social_account (id),
    url text NOT NULL,
    format text NOT NULL,
    published_at timestamptz NOT NULL,
    followers bigint,
    views bigint,
    likes bigint,
    comments bigint,
    shares bigint,
    saves bigint,
    source text NOT NULL,
    captured_at timestamptz NOT NULL,
    CONSTRAINT uq_social_post__account_id__url UNIQUE (account_id, url)
);
CREATE INDEX ix_social_post__account_id ON social_post (account_id, published_at, id);
