-- One row that is written to learn whether anything can be.
CREATE TABLE heartbeat (
    id bigint PRIMARY KEY NOT NULL,
    beats bigint NOT NULL,
    filler text NOT NULL,
    CONSTRAINT ck_heartbeat__id CHECK (id = 1)
);
INSERT INTO heartbeat (id, beats, filler) VALUES (1, 0, '');
