-- The bench's data set in the product's own tables. Run by db/product.sh in a freshly migrated database `product`, after db/schema.sql and
-- db/data.sql have made the same rows (same seed) in the schema `app` there; that schema is dropped at the end.
-- What the product has no place for: creator handle -> creator.city, offer.application_count -> none (queries ask for slotsTaken),
-- deliverable.url -> publication.url. Dates that the product compares with now (closes_at, due_at) lie years ahead, so that the clocks leave the rows alone.
-- Not loaded: ledger, terms, signatures (no query of the bench reads them; `microfluence check` therefore complains).
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET session_replication_role = replica;   -- no triggers, no foreign keys while loading
BEGIN;
TRUNCATE "user", session, refresh_token, idempotency_key, outbox_fact, audit_entry, brand, brand_member, creator, creator_niche, rate, social_account, audience_share, social_post,
  offer, offer_target, offer_version, application, proposal, collaboration, terms, signature, deliverable, submission, change_request, publication, earning, payout CASCADE;
UPDATE outbox_counter SET newest = 0, forgotten = 0;

-- UUIDv7 as the product draws them: milliseconds, then bits that look random (here from the number, so that it can be said again).
CREATE FUNCTION pg_temp.uid(kind int, n bigint, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8' || substr(md5(kind || ':' || n), 1, 7) || lpad(to_hex(n), 8, '0'))::uuid $$;
CREATE FUNCTION pg_temp.niche(t text) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE t WHEN 'fitness' THEN 'fitness_wellness' WHEN 'food' THEN 'food_drink' WHEN 'tech' THEN 'technology' WHEN 'parenting' THEN 'parenting_family' WHEN 'home' THEN 'home_decor'
    WHEN 'cars' THEN 'automotive' WHEN 'art' THEN 'art_design' WHEN 'photo' THEN 'photography' WHEN 'comedy' THEN 'comedy_entertainment' WHEN 'science' THEN 'education' WHEN 'outdoor' THEN 'outdoors' ELSE t END $$;

CREATE TEMP TABLE c ON COMMIT DROP AS SELECT *, pg_temp.uid(1, id, created_at) uid, pg_temp.uid(2, id, created_at) user_uid, pg_temp.uid(3, id, created_at) session_uid, pg_temp.niche(niche) niche2 FROM app.creators;
CREATE TEMP TABLE b ON COMMIT DROP AS SELECT *, pg_temp.uid(4, id, created_at) uid, pg_temp.uid(5, id, created_at) user_uid, pg_temp.uid(6, id, created_at) session_uid FROM app.brands;
CREATE TEMP TABLE o ON COMMIT DROP AS SELECT *, pg_temp.uid(7, id, created_at) uid, pg_temp.niche(niche) niche2, (deadline + interval '3 years')::timestamptz closes,
  CASE status WHEN 'open' THEN 'published' WHEN 'draft' THEN 'paused' WHEN 'completed' THEN 'filled' ELSE 'closed' END state FROM app.offers;
CREATE TEMP TABLE a ON COMMIT DROP AS SELECT *, pg_temp.uid(8, id, created_at) uid, pg_temp.uid(9, id, created_at) collab FROM app.applications;
CREATE INDEX ON c (id); CREATE INDEX ON b (id); CREATE INDEX ON o (id); CREATE INDEX ON a (id); ANALYZE c; ANALYZE b; ANALYZE o; ANALYZE a;

INSERT INTO "user" SELECT user_uid, 'creator' || id || '@example.test', display_name, 'no log-in in the bench', false, created_at FROM c ORDER BY user_uid;
INSERT INTO "user" SELECT user_uid, 'brand' || id || '@example.test', 'Owner of ' || name, 'no log-in in the bench', false, created_at FROM b ORDER BY user_uid;
-- One live session each; load/product_tokens.py signs access tokens for them.
INSERT INTO session SELECT session_uid, user_uid, now(), now(), now() + interval '400 days', NULL FROM c ORDER BY session_uid;
INSERT INTO session SELECT session_uid, user_uid, now(), now(), now() + interval '400 days', NULL FROM b ORDER BY session_uid;

INSERT INTO creator (id, user_id, display_name, bio, country, city, languages, primary_niche, followers_top, created_at)
  SELECT uid, user_uid, display_name, bio, country, handle, '["en"]', niche2, (SELECT max(followers) FROM app.social_accounts s WHERE s.creator_id = c.id), created_at FROM c ORDER BY uid;
INSERT INTO creator_niche SELECT uid, niche2 FROM c ORDER BY uid;
INSERT INTO social_account (id, creator_id, platform, handle, followers, followers_source, followers_captured_at, engagement_ppm, engagement_method, engagement_posts, engagement_source, engagement_captured_at, created_at)
  SELECT pg_temp.uid(10, s.id, c.created_at), c.uid, s.platform, s.handle, s.followers, 'self_declared', c.created_at, (s.engagement_rate * 10000)::bigint,
    CASE WHEN s.platform IN ('tiktok', 'youtube') THEN 'by_views' ELSE 'by_followers' END, 12, 'self_declared', c.created_at, c.created_at
  FROM app.social_accounts s JOIN c ON c.id = s.creator_id ORDER BY s.id;

INSERT INTO brand SELECT uid, name, '', website, 'DE', created_at FROM b ORDER BY uid;
INSERT INTO brand_member (brand_id, user_id, id, role, created_at) SELECT uid, user_uid, pg_temp.uid(15, id, created_at), 'owner', created_at FROM b ORDER BY 1;

INSERT INTO offer (id, brand_id, state, version, title, summary, goal, currency, pay_minor, budget_minor, committed_minor, slots, slots_taken, is_reserved, closes_at, created_at, published_at, ended_at)
  SELECT o.uid, b.uid, o.state, 1, o.title, o.description, 'awareness', 'EUR', o.budget_cents, o.budget_cents::bigint * 110, 0, 100, CASE WHEN o.id % 5 = 0 THEN 8 ELSE 2 END, false, o.closes, o.created_at, o.created_at,
    CASE o.state WHEN 'closed' THEN o.created_at END
  FROM o JOIN b ON b.id = o.brand_id ORDER BY o.uid;
INSERT INTO offer_target SELECT uid, 'niche', niche2 FROM o UNION ALL SELECT uid, 'platform', platform FROM o ORDER BY 1, 2;
INSERT INTO offer_version (offer_id, version, brief, is_material, created_by, created_at)
  SELECT o.uid, 1, jsonb_build_object('title', o.title, 'summary', o.description, 'goal', 'awareness', 'kpis', '[{"kpi":"reach","target":10000}]'::jsonb, 'requirements', '["Show the product.","Name the brand."]'::jsonb,
    'suggestions', '[]'::jsonb, 'deliverables', jsonb_build_array(jsonb_build_object('platform', o.platform, 'format', 'feed_post', 'description', '', 'due_days', 14, 'rounds_included', 1, 'requires_concept', false, 'requires_publication', true, 'weight', 1), jsonb_build_object('platform', o.platform, 'format', 'story', 'description', '', 'due_days', 14, 'rounds_included', 1, 'requires_concept', false, 'requires_publication', true, 'weight', 1)),
    'compensation', jsonb_build_object('pay_minor', o.budget_cents, 'is_negotiable', true, 'product', NULL, 'commission_bps', NULL), 'usage_rights', '[]'::jsonb, 'disclosures', '["ad"]'::jsonb,
    'criteria', jsonb_build_object('niches', jsonb_build_array(o.niche2), 'platforms', jsonb_build_array(o.platform), 'countries', '[]'::jsonb, 'languages', '[]'::jsonb, 'followers_min', NULL, 'followers_max', NULL, 'engagement_min_ppm', NULL)),
    true, b.user_uid, o.created_at
  FROM o JOIN b ON b.id = o.brand_id ORDER BY o.uid;

INSERT INTO application (id, offer_id, brand_id, creator_id, state, message, offer_version, currency, pay_minor, due_at, rejection_reason, rejection_text, created_at, signed_at, signed_from, ended_at)
  SELECT a.uid, o.uid, b.uid, c.uid, CASE a.status WHEN 'pending' THEN 'submitted' ELSE a.status END, a.message, 1, 'EUR', a.proposed_cents, CASE a.status WHEN 'pending' THEN timestamptz '2031-01-01' END,
    CASE a.status WHEN 'rejected' THEN 'slots_filled' END, NULL, a.created_at, a.created_at, '192.0.2.1', CASE WHEN a.status <> 'pending' THEN a.created_at + interval '1 day' END
  FROM a JOIN o ON o.id = a.offer_id JOIN b ON b.id = o.brand_id JOIN c ON c.id = a.creator_id ORDER BY a.id;
INSERT INTO collaboration (id, application_id, offer_id, brand_id, creator_id, state, currency, pay_minor, brand_fee_minor, creator_fee_minor, terms_hash, created_at, funding_due_at, started_at, ended_at, end_reason)
  SELECT a.collab, a.uid, o.uid, b.uid, c.uid, 'active', 'EUR', a.proposed_cents, a.proposed_cents / 10, 0, md5(a.id::text) || md5(a.id::text), a.created_at + interval '1 day', NULL, a.created_at + interval '1 day', NULL, NULL
  FROM a JOIN o ON o.id = a.offer_id JOIN c ON c.id = a.creator_id JOIN b ON b.id = o.brand_id WHERE a.status = 'accepted' ORDER BY a.id;
INSERT INTO deliverable (id, collaboration_id, brand_id, creator_id, position, state, platform, format, description, requires_concept, requires_publication, currency, pay_minor, rounds_included, rounds_used, due_at, silence_at, approved_at, rejection_reason, released_at)
  SELECT pg_temp.uid(11, d.id, a.created_at), a.collab, b.uid, c.uid, row_number() OVER (PARTITION BY d.application_id ORDER BY d.id), CASE d.status WHEN 'submitted' THEN 'in_review' WHEN 'draft' THEN 'planned' ELSE 'published' END,
    o.platform, CASE d.kind WHEN 'post' THEN 'feed_post' WHEN 'video' THEN 'short_video' ELSE d.kind END, '', false, true, 'EUR', a.proposed_cents / 2, 1, 0, d.due_date::timestamptz, NULL, NULL, NULL, NULL
  FROM app.deliverables d JOIN a ON a.id = d.application_id JOIN o ON o.id = a.offer_id JOIN b ON b.id = o.brand_id JOIN c ON c.id = a.creator_id ORDER BY d.id;
INSERT INTO publication (id, deliverable_id, url, posted_at, proof, mismatch, created_at)
  SELECT pg_temp.uid(12, d.id, a.created_at), pg_temp.uid(11, d.id, a.created_at), d.url, d.due_date::timestamptz, '', NULL, d.due_date::timestamptz FROM app.deliverables d JOIN a ON a.id = d.application_id ORDER BY d.id;
INSERT INTO earning (id, deliverable_id, creator_id, state, currency, amount_minor, created_at, clears_at, cleared_at)
  SELECT pg_temp.uid(13, p.id, p.created_at), pg_temp.uid(11, d.id, a.created_at), c.uid, 'available', 'EUR', greatest(p.amount_cents, 1), p.created_at, p.created_at, p.created_at
  FROM app.payouts p JOIN app.deliverables d ON d.id = p.deliverable_id JOIN a ON a.id = d.application_id JOIN c ON c.id = p.creator_id ORDER BY p.id;
INSERT INTO payout (id, creator_id, state, currency, amount_minor, iban, provider_ref, failure, requested_at, due_at, attempts, ended_at)
  SELECT pg_temp.uid(14, p.id, p.created_at), c.uid, CASE p.status WHEN 'paid' THEN 'paid' ELSE 'in_transit' END, 'EUR', greatest(p.amount_cents, 1), 'DE89370400440532013000', 'bench-' || p.id, NULL, p.created_at,
    CASE p.status WHEN 'paid' THEN NULL ELSE timestamptz '2031-01-01' END, 1, CASE p.status WHEN 'paid' THEN p.created_at END
  FROM app.payouts p JOIN c ON c.id = p.creator_id ORDER BY p.id;

-- (Not called bench: that is the role's name, and its schema would come first in the search path.)
-- What the load needs: public ids (base64url of version, tag, key) and who may ask. \copy'd by db/product.sh.
DROP SCHEMA IF EXISTS kit CASCADE; CREATE SCHEMA kit;
CREATE FUNCTION kit.gid(tag text, id uuid) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT rtrim(translate(encode('\x01'::bytea || convert_to(tag, 'UTF8') || uuid_send(id), 'base64'), '+/', '-_'), '=') $$;
CREATE TABLE kit.creators AS SELECT c.id n, kit.gid('cr', uid) gid, user_uid, session_uid FROM c ORDER BY 1;
CREATE TABLE kit.brands AS SELECT b.id n, kit.gid('br', uid) gid, user_uid, session_uid FROM b ORDER BY 1;
CREATE TABLE kit.offers AS SELECT o.id n, kit.gid('of', uid) gid, brand_id brand, status = 'open' AS is_open FROM o ORDER BY 1;
-- Pairs for M1: a creator of the first 1,000 who may apply (niche, platform, 1,000 to 100,000 followers) and has not.
CREATE TABLE kit.pairs AS SELECT c.id creator, o.id offer, kit.gid('of', o.uid) gid FROM c JOIN o ON o.niche = c.niche AND o.status = 'open'
  WHERE c.id <= 1000 AND EXISTS (SELECT 1 FROM app.social_accounts s WHERE s.creator_id = c.id AND s.platform = o.platform AND s.followers BETWEEN 1000 AND 100000)
    AND NOT EXISTS (SELECT 1 FROM app.applications x WHERE x.offer_id = o.id AND x.creator_id = c.id) ORDER BY md5(c.id || ':' || o.id);
CREATE TABLE kit.loaded AS SELECT now() AS at;
DROP SCHEMA app CASCADE;
COMMIT;
RESET session_replication_role;
VACUUM ANALYZE;
SELECT 'creators' t, count(*) FROM creator UNION ALL SELECT 'social_accounts', count(*) FROM social_account UNION ALL SELECT 'offers', count(*) FROM offer UNION ALL SELECT 'applications', count(*) FROM application
UNION ALL SELECT 'deliverables', count(*) FROM deliverable UNION ALL SELECT 'payouts', count(*) FROM payout UNION ALL SELECT 'm1 pairs', count(*) FROM kit.pairs;
