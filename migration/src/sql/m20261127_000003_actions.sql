-- What was done, by whom: told to those whom a fact concerns. Null for what was recorded before.
ALTER TABLE outbox_fact ADD COLUMN action text CONSTRAINT ck_outbox_fact__action CHECK (action <> '');
ALTER TABLE outbox_fact ADD COLUMN user_id uuid REFERENCES "user" (id);
ALTER TABLE outbox_fact ADD COLUMN is_by_operator boolean NOT NULL DEFAULT FALSE;
