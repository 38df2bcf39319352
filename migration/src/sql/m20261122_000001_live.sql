-- Facts get a position once they are committed, one after the other: ids are drawn before the commit, so whoever read
-- on by id could miss one that came late.

ALTER TABLE outbox_fact ADD COLUMN position bigint CONSTRAINT ck_outbox_fact__position CHECK (position > 0);
UPDATE outbox_fact SET position = counted.place
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM outbox_fact) AS counted
    WHERE counted.id = outbox_fact.id;
CREATE UNIQUE INDEX uq_outbox_fact__position ON outbox_fact (position);
CREATE INDEX ix_outbox_fact__id ON outbox_fact (id) WHERE position IS NULL;

-- One row. Whoever gives positions, or forgets facts that have one, holds it until the commit.
CREATE TABLE outbox_counter (
    id bigint PRIMARY KEY NOT NULL,
    newest bigint NOT NULL,
    forgotten bigint NOT NULL,
    CONSTRAINT ck_outbox_counter__id CHECK (id = 1),
    CONSTRAINT ck_outbox_counter__forgotten CHECK (0 <= forgotten AND forgotten <= newest)
);
INSERT INTO outbox_counter (id, newest, forgotten) SELECT 1, COUNT(*), 0 FROM outbox_fact;
