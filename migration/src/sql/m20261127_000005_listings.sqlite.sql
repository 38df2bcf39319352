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

CREATE INDEX ix_offer_listing__published_at ON offer_listing (niche, platform, published_at, offer_id, closes_at, currency, pay_minor);
CREATE INDEX ix_offer_listing__closes_at ON offer_listing (niche, platform, closes_at, offer_id, currency, pay_minor);
CREATE INDEX ix_offer_listing__pay ON offer_listing (niche, platform, pay_minor, offer_id, closes_at, currency);
CREATE INDEX ix_creator_listing__followers ON creator_listing (niche, platform, followers, creator_id, followers_least, engagement_most);
CREATE INDEX ix_creator_listing__created_at ON creator_listing (niche, platform, created_at, creator_id, followers, followers_least, engagement_most);

CREATE TRIGGER tr_offer_listing AFTER UPDATE OF state, version, closes_at, published_at, currency, pay_minor ON offer
    WHEN 'published' IN (OLD.state, NEW.state) AND (OLD.state IS NOT NEW.state OR OLD.version IS NOT NEW.version
        OR OLD.closes_at IS NOT NEW.closes_at OR OLD.published_at IS NOT NEW.published_at OR OLD.currency IS NOT NEW.currency
        OR OLD.pay_minor IS NOT NEW.pay_minor) BEGIN
    DELETE FROM offer_listing WHERE offer_id = NEW.id;
    INSERT INTO offer_listing (offer_id, niche, platform, published_at, closes_at, currency, pay_minor)
        SELECT o.id, n.value, p.value, o.published_at, o.closes_at, o.currency, o.pay_minor
        FROM offer o CROSS JOIN (SELECT g.value FROM offer_target g WHERE g.offer_id = NEW.id AND g.kind = 'niche'
            UNION ALL SELECT '*' UNION ALL SELECT '+' WHERE NOT EXISTS (SELECT 1 FROM offer_target g WHERE g.offer_id = NEW.id AND g.kind = 'niche')) n
        CROSS JOIN (SELECT g.value FROM offer_target g WHERE g.offer_id = NEW.id AND g.kind = 'platform'
            UNION ALL SELECT '*' UNION ALL SELECT '+' WHERE NOT EXISTS (SELECT 1 FROM offer_target g WHERE g.offer_id = NEW.id AND g.kind = 'platform')) p
        WHERE o.id = NEW.id AND o.state = 'published';
END;
CREATE TRIGGER tr_creator_listing__creator AFTER INSERT ON creator BEGIN
    DELETE FROM creator_listing WHERE creator_id = NEW.id;
    INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
        SELECT c.id, n.niche, s.platform, s.followers, s.followers_least, s.engagement_most, c.created_at
        FROM creator c
        CROSS JOIN (SELECT niche FROM creator_niche WHERE creator_id = NEW.id UNION ALL SELECT '*') n
        CROSS JOIN (SELECT platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.id GROUP BY platform
            UNION ALL SELECT '*', COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.id) s
        WHERE c.id = NEW.id;
END;
CREATE TRIGGER tr_creator_listing__niche_inserted AFTER INSERT ON creator_niche BEGIN
    DELETE FROM creator_listing WHERE creator_id = NEW.creator_id;
    INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
        SELECT c.id, n.niche, s.platform, s.followers, s.followers_least, s.engagement_most, c.created_at
        FROM creator c
        CROSS JOIN (SELECT niche FROM creator_niche WHERE creator_id = NEW.creator_id UNION ALL SELECT '*') n
        CROSS JOIN (SELECT platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.creator_id GROUP BY platform
            UNION ALL SELECT '*', COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.creator_id) s
        WHERE c.id = NEW.creator_id;
END;
CREATE TRIGGER tr_creator_listing__niche_deleted AFTER DELETE ON creator_niche BEGIN
    DELETE FROM creator_listing WHERE creator_id = OLD.creator_id;
    INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
        SELECT c.id, n.niche, s.platform, s.followers, s.followers_least, s.engagement_most, c.created_at
        FROM creator c
        CROSS JOIN (SELECT niche FROM creator_niche WHERE creator_id = OLD.creator_id UNION ALL SELECT '*') n
        CROSS JOIN (SELECT platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = OLD.creator_id GROUP BY platform
            UNION ALL SELECT '*', COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = OLD.creator_id) s
        WHERE c.id = OLD.creator_id;
END;
CREATE TRIGGER tr_creator_listing__account_inserted AFTER INSERT ON social_account BEGIN
    DELETE FROM creator_listing WHERE creator_id = NEW.creator_id;
    INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
        SELECT c.id, n.niche, s.platform, s.followers, s.followers_least, s.engagement_most, c.created_at
        FROM creator c
        CROSS JOIN (SELECT niche FROM creator_niche WHERE creator_id = NEW.creator_id UNION ALL SELECT '*') n
        CROSS JOIN (SELECT platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.creator_id GROUP BY platform
            UNION ALL SELECT '*', COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.creator_id) s
        WHERE c.id = NEW.creator_id;
END;
CREATE TRIGGER tr_creator_listing__account_updated AFTER UPDATE OF followers, engagement_ppm ON social_account BEGIN
    DELETE FROM creator_listing WHERE creator_id = NEW.creator_id;
    INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
        SELECT c.id, n.niche, s.platform, s.followers, s.followers_least, s.engagement_most, c.created_at
        FROM creator c
        CROSS JOIN (SELECT niche FROM creator_niche WHERE creator_id = NEW.creator_id UNION ALL SELECT '*') n
        CROSS JOIN (SELECT platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.creator_id GROUP BY platform
            UNION ALL SELECT '*', COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.creator_id) s
        WHERE c.id = NEW.creator_id;
END;
CREATE TRIGGER tr_creator_listing__account_deleted AFTER DELETE ON social_account BEGIN
    DELETE FROM creator_listing WHERE creator_id = OLD.creator_id;
    INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
        SELECT c.id, n.niche, s.platform, s.followers, s.followers_least, s.engagement_most, c.created_at
        FROM creator c
        CROSS JOIN (SELECT niche FROM creator_niche WHERE creator_id = OLD.creator_id UNION ALL SELECT '*') n
        CROSS JOIN (SELECT platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = OLD.creator_id GROUP BY platform
            UNION ALL SELECT '*', COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = OLD.creator_id) s
        WHERE c.id = OLD.creator_id;
END;
