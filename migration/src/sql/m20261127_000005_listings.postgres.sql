CREATE INDEX ix_offer_listing__published_at ON offer_listing (niche, platform, published_at, offer_id) INCLUDE (closes_at, currency, pay_minor);
CREATE INDEX ix_offer_listing__closes_at ON offer_listing (niche, platform, closes_at, offer_id) INCLUDE (currency, pay_minor);
CREATE INDEX ix_offer_listing__pay ON offer_listing (niche, platform, pay_minor, offer_id) INCLUDE (closes_at, currency);
CREATE INDEX ix_creator_listing__followers ON creator_listing (niche, platform, followers, creator_id) INCLUDE (followers_least, engagement_most);
CREATE INDEX ix_creator_listing__created_at ON creator_listing (niche, platform, created_at, creator_id) INCLUDE (followers, followers_least, engagement_most);

CREATE FUNCTION list_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM offer_listing WHERE offer_id = NEW.id;
    INSERT INTO offer_listing (offer_id, niche, platform, published_at, closes_at, currency, pay_minor)
        SELECT o.id, n.value, p.value, o.published_at, o.closes_at, o.currency, o.pay_minor
        FROM offer o CROSS JOIN (SELECT g.value FROM offer_target g WHERE g.offer_id = NEW.id AND g.kind = 'niche'
            UNION ALL SELECT '*' UNION ALL SELECT '+' WHERE NOT EXISTS (SELECT 1 FROM offer_target g WHERE g.offer_id = NEW.id AND g.kind = 'niche')) n
        CROSS JOIN (SELECT g.value FROM offer_target g WHERE g.offer_id = NEW.id AND g.kind = 'platform'
            UNION ALL SELECT '*' UNION ALL SELECT '+' WHERE NOT EXISTS (SELECT 1 FROM offer_target g WHERE g.offer_id = NEW.id AND g.kind = 'platform')) p
        WHERE o.id = NEW.id AND o.state = 'published';
    RETURN NULL;
END $$;
CREATE TRIGGER tr_offer_listing AFTER UPDATE OF state, version, closes_at, published_at, currency, pay_minor ON offer FOR EACH ROW
    WHEN ((OLD.state, OLD.version, OLD.closes_at, OLD.published_at, OLD.currency, OLD.pay_minor)
        IS DISTINCT FROM (NEW.state, NEW.version, NEW.closes_at, NEW.published_at, NEW.currency, NEW.pay_minor)
        AND 'published' IN (OLD.state, NEW.state))
    EXECUTE FUNCTION list_offer();

CREATE FUNCTION list_creator() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose uuid := (CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END) ->> TG_ARGV[0];
BEGIN
    -- One after the other: a second one has to see what the first wrote.
    PERFORM 1 FROM creator WHERE id = whose FOR NO KEY UPDATE;
    DELETE FROM creator_listing WHERE creator_id = whose;
    INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
        SELECT c.id, n.niche, s.platform, s.followers, s.followers_least, s.engagement_most, c.created_at
        FROM creator c
        CROSS JOIN (SELECT niche FROM creator_niche WHERE creator_id = whose UNION ALL SELECT '*') n
        CROSS JOIN (SELECT platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = whose GROUP BY platform
            UNION ALL SELECT '*', COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = whose) s
        WHERE c.id = whose;
    RETURN NULL;
END $$;
CREATE TRIGGER tr_creator_listing AFTER INSERT ON creator FOR EACH ROW EXECUTE FUNCTION list_creator('id');
CREATE TRIGGER tr_creator_listing AFTER INSERT OR DELETE ON creator_niche FOR EACH ROW EXECUTE FUNCTION list_creator('creator_id');
CREATE TRIGGER tr_creator_listing AFTER INSERT OR DELETE OR UPDATE OF followers, engagement_ppm ON social_account FOR EACH ROW
    EXECUTE FUNCTION list_creator('creator_id');
