//! What is kept for questions is what stands elsewhere: tables that repeat, and numbers.

use crate::invariant::Invariant;

pub(super) const INVARIANTS: [Invariant; 3] = [
    Invariant {
        words: "an offer says how many of its applications wait for an answer",
        table: "offer",
        sql: "SELECT o.id, o.applications_waiting AS found,
                 (SELECT COUNT(*) FROM application a WHERE a.offer_id = o.id
                     AND a.state IN ('submitted', 'shortlisted', 'negotiating')) AS expected
              FROM offer o",
    },
    Invariant {
        words: "an offer is listed while it is published, by all that it looks for",
        table: "offer",
        sql: "SELECT o.id,
                 (SELECT CAST(COUNT(*) AS text) || ' listed, ' || CAST(COALESCE(SUM(CASE
                      WHEN l.published_at = o.published_at AND l.closes_at = o.closes_at
                          AND l.currency = o.currency AND l.pay_minor = o.pay_minor
                          AND (l.niche = '*' OR (l.niche = '+') = (o.niches = 0) AND (l.niche = '+' OR EXISTS (
                              SELECT 1 FROM offer_target g WHERE g.offer_id = o.id AND g.kind = 'niche' AND g.value = l.niche)))
                          AND (l.platform = '*' OR (l.platform = '+') = (o.platforms = 0) AND (l.platform = '+' OR EXISTS (
                              SELECT 1 FROM offer_target g WHERE g.offer_id = o.id AND g.kind = 'platform' AND g.value = l.platform)))
                      THEN 1 ELSE 0 END), 0) AS text) || ' right'
                  FROM offer_listing l WHERE l.offer_id = o.id) AS found,
                 CAST(o.entries AS text) || ' listed, ' || CAST(o.entries AS text) || ' right' AS expected
              FROM (SELECT o.*, CASE WHEN o.state <> 'published' THEN 0 ELSE
                      (1 + CASE o.niches WHEN 0 THEN 1 ELSE o.niches END) *
                      (1 + CASE o.platforms WHEN 0 THEN 1 ELSE o.platforms END) END AS entries
                  FROM (SELECT o.id, o.state, o.published_at, o.closes_at, o.currency, o.pay_minor,
                      (SELECT COUNT(*) FROM offer_target g WHERE g.offer_id = o.id AND g.kind = 'niche') AS niches,
                      (SELECT COUNT(*) FROM offer_target g WHERE g.offer_id = o.id AND g.kind = 'platform') AS platforms
                      FROM offer o) o) o",
    },
    Invariant {
        words: "a creator is listed by niches and platforms, with the numbers of the accounts there",
        table: "creator",
        sql: "SELECT c.id,
                 (SELECT CAST(COUNT(*) AS text) || ' listed, ' || CAST(COALESCE(SUM(CASE
                      WHEN l.created_at = c.created_at
                          AND (l.niche = '*' OR EXISTS (
                              SELECT 1 FROM creator_niche n WHERE n.creator_id = c.id AND n.niche = l.niche))
                          AND l.followers = COALESCE((SELECT MAX(a.followers) FROM social_account a
                              WHERE a.creator_id = c.id AND l.platform IN ('*', a.platform)), 0)
                          AND l.followers_least IS NOT DISTINCT FROM (SELECT MIN(a.followers) FROM social_account a
                              WHERE a.creator_id = c.id AND l.platform IN ('*', a.platform))
                          AND l.engagement_most IS NOT DISTINCT FROM (SELECT MAX(a.engagement_ppm) FROM social_account a
                              WHERE a.creator_id = c.id AND l.platform IN ('*', a.platform))
                      THEN 1 ELSE 0 END), 0) AS text) || ' right'
                  FROM creator_listing l WHERE l.creator_id = c.id) AS found,
                 CAST(c.entries AS text) || ' listed, ' || CAST(c.entries AS text) || ' right' AS expected
              FROM (SELECT c.id, c.created_at,
                      (1 + (SELECT COUNT(*) FROM creator_niche n WHERE n.creator_id = c.id)) *
                      (1 + (SELECT COUNT(DISTINCT a.platform) FROM social_account a WHERE a.creator_id = c.id)) AS entries
                  FROM creator c) c",
    },
];
