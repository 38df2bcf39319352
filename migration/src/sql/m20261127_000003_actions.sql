-- What was done, by whom: told to those whom a fact concerns. Null for what was recorded before.
ALTER TABLE outbox_fact ADD COLUMN action text CONSTRAINT ck_outbox_fact__action CHECK (action <> '');
ALTER TABLE outbox_fact ADD COLUMN user_id uuid CONSTRAINT ck_outbox_fact__user_id CHECK (user_id IS NULL OR action IS NOT NULL);
ALTER TABLE outbox_fact ADD COLUMN is_by_operator boolean NOT NULL DEFAULT FALSE;
-- A request that was answered before this step, and is sent again after it, answers the same.
UPDATE idempotency_key SET operation = 'proposal.create' WHERE operation = 'proposal.make';
