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

-- Written in one place: whatever else a creator is listed by touches the profile.
CREATE TRIGGER tr_creator_listing AFTER UPDATE OF primary_niche ON creator BEGIN
    DELETE FROM creator_listing WHERE creator_id = NEW.id;
    INSERT INTO creator_listing (creator_id, niche, platform, followers, followers_least, engagement_most, created_at)
        SELECT c.id, n.niche, s.platform, s.followers, s.followers_least, s.engagement_most, c.created_at
        FROM creator c
        CROSS JOIN (SELECT niche FROM creator_niche WHERE creator_id = NEW.id UNION ALL SELECT '*') n
        CROSS JOIN (SELECT platform, COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.id GROUP BY platform
            UNION ALL SELECT '*', COALESCE(MAX(followers), 0) AS followers, MIN(followers) AS followers_least, MAX(engagement_ppm) AS engagement_most FROM social_account WHERE creator_id = NEW.id) s
        WHERE c.id = NEW.id;
END;
CREATE TRIGGER tr_creator_listing__creator AFTER INSERT ON creator BEGIN
    UPDATE creator SET primary_niche = primary_niche WHERE id = NEW.id;
END;
CREATE TRIGGER tr_creator_listing__niche_inserted AFTER INSERT ON creator_niche BEGIN
    UPDATE creator SET primary_niche = primary_niche WHERE id = NEW.creator_id;
END;
CREATE TRIGGER tr_creator_listing__niche_deleted AFTER DELETE ON creator_niche BEGIN
    UPDATE creator SET primary_niche = primary_niche WHERE id = OLD.creator_id;
END;
CREATE TRIGGER tr_creator_listing__account_inserted AFTER INSERT ON social_account BEGIN
    UPDATE creator SET primary_niche = primary_niche WHERE id = NEW.creator_id;
END;
CREATE TRIGGER tr_creator_listing__account_updated AFTER UPDATE OF followers, engagement_ppm ON social_account BEGIN
    UPDATE creator SET primary_niche = primary_niche WHERE id = NEW.creator_id;
END;
CREATE TRIGGER tr_creator_listing__account_deleted AFTER DELETE ON social_account BEGIN
    UPDATE creator SET primary_niche = primary_niche WHERE id = OLD.creator_id;
END;
